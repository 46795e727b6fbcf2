from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yibin_service.embedded.serve import serve


class Command(BaseCommand):
    """`manage.py serve`; manage.py itself takes a shorter way that spares the supervisor loading Django."""

    help = "启动内置服务器、网站、后台和定时，Ctrl-C 全部停止。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without", action="append", default=[], choices=["web", "worker", "beat"])

    def handle(self, *args: Any, **options: Any) -> None:
        serve([part for name in options["without"] for part in ("--without", name)])
