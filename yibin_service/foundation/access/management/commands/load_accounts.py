"""`manage.py load_accounts`: the demo's people."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yibin_service.foundation.access.services.load_accounts import DemoOutsideEmbeddedDatabase, load_accounts
from yibin_service.foundation.acts.selectors import database_now


class Command(BaseCommand):
    help = "在内置数据库中建立各岗位的演示账号；已有的不改。"

    def handle(self, **options: object) -> None:
        try:
            added = load_accounts(at=database_now())
        except DemoOutsideEmbeddedDatabase as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"演示账号：新增 {added} 个，密码都是 {settings.DEMO_PASSWORD}")
