"""Everything between «the database answers» and «the web may start»."""

import os
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, OutputWrapper
from django.db import transaction

from yibin_service import environment
from yibin_service.connections import is_embedded_database
from yibin_service.embedded.static_files import collect_if_changed

FOUNDATIONS = ("load_units", "load_regulation", "load_catalogue")
DEMO = ("load_accounts", "load_demo")


def load_foundations() -> None:
    """Units, regulation versions and the catalogue; what is there already stays as it is."""
    _load(FOUNDATIONS, StringIO())


def _load(commands: Sequence[str], told: TextIO | OutputWrapper) -> None:
    for command in commands:
        if command in get_commands():
            call_command(command, verbosity=0, stdout=told)


class Command(BaseCommand):
    help = "迁移数据库、装入单位和制度、收集静态文件；内置的空库还装入演示月份。可以重复运行。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("准备数据库…")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if is_embedded_database():
            self._fill_embedded_database()
        elif not get_user_model().objects.exists():
            self._say("数据库里还没有账号：请运行 .venv/bin/python manage.py init_site 建立第一个管理员。")
        if collect_if_changed():
            self._say("已收集静态文件。")
        self._write_accounts(Path(settings.VAR_DIR) / "run" / "accounts.txt")

    def _fill_embedded_database(self) -> None:
        """Units and regulation always; the demo month only where nobody has an account yet."""
        load_foundations()
        if environment.boolean("DEMO", True) and not get_user_model().objects.exists():
            self._say("装入演示月份（只在第一次启动时，约一两分钟）…")
            with transaction.atomic():  # interrupted, it begins again at the next start
                _load(DEMO, self.stdout)

    def _write_accounts(self, file: Path) -> None:
        """The demo accounts of every role, for the supervisor to print; nothing where there is no demo."""
        accounts = get_user_model().objects.filter(is_demo=True, is_active=True).order_by("pk")
        file.unlink(missing_ok=True)
        if not accounts:
            return
        width = max(len(user.username) for user in accounts) + 2
        lines = [f"演示账号（密码都是 {settings.DEMO_PASSWORD}）："]
        lines += [f"  {user.username:<{width}}{user.full_title}" for user in accounts]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + os.linesep)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
