"""`manage.py load_regulation`: the first versions of both regulations, once."""

from django.core.management.base import BaseCommand

from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.regulation.services import load_versions


class Command(BaseCommand):
    help = "录入随产品提供的制度版本；已有的不改。"

    def handle(self, **options: object) -> None:
        added = load_versions(at=database_now())
        self.stdout.write(f"制度版本：新增 {added} 版。" if added else "制度版本：没有要新增的。")
