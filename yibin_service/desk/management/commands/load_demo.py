"""`manage.py load_demo`: the demo months, into an embedded database without cases."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yibin_service.desk.demo.load import load_demo
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.selectors import database_now


class Command(BaseCommand):
    help = "装入演示数据：两个封账月和本月的案件。只用于内置数据库；已有案件时不做什么。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = load_demo(at=database_now(), tell=self._tell)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"装入演示案件 {count}件。" if count else "已有案件，没有装入演示数据。")

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
