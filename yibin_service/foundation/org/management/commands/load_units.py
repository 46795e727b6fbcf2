"""`manage.py load_units`: the mill's units and machines, once."""

from django.core.management.base import BaseCommand

from yibin_service.foundation.org.services.load_units import load_units


class Command(BaseCommand):
    help = "录入单位与纸机；已有的不改。"

    def handle(self, **options: object) -> None:
        added = load_units()
        self.stdout.write(f"单位与纸机：新增 {added} 条。" if added else "单位与纸机：没有要新增的。")
