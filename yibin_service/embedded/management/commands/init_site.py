"""The first installation of a real site: tables, units, regulation and the first administrator. No demo."""

import getpass
import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from yibin_service import environment
from yibin_service.embedded.management.commands.prepare import load_foundations
from yibin_service.foundation.access.services.create_first_admin import AlreadyInitialised, create_first_admin
from yibin_service.foundation.acts.selectors import database_now


class Command(BaseCommand):
    help = (
        "初始化新的系统：建表，装入单位和制度，建立第一个系统管理员。"
        "账号从键盘输入，或由 ADMIN_USERNAME、ADMIN_NAME、ADMIN_PASSWORD 给出。"
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if get_user_model().objects.exists():
            raise CommandError(AlreadyInitialised.default_message + "。")
        username = self._asked("ADMIN_USERNAME", "管理员登录名")
        display_name = self._asked("ADMIN_NAME", "管理员姓名")
        password = self._password(username, display_name)
        load_foundations()
        try:
            create_first_admin(
                username=username, display_name=display_name, password=password, at=database_now()
            )
        except AlreadyInitialised as error:
            raise CommandError(f"{error.message}。") from error
        self.stdout.write(f"已初始化。请运行 make run，用 {username} 登录，然后建立其他账号。")

    def _asked(self, name: str, question: str) -> str:
        answer = environment.text(name)
        if not answer and sys.stdin.isatty():
            answer = input(f"{question}：").strip()
        if not answer:
            raise CommandError(f"缺少{question}：请在终端里运行，或设置环境变量 {name}。")
        return answer

    def _password(self, username: str, display_name: str) -> str:
        """Given by the environment or typed twice; held to the same rules as everybody's."""
        given = environment.text("ADMIN_PASSWORD")
        if not given:
            if not sys.stdin.isatty():
                raise CommandError("缺少管理员密码：请在终端里运行，或设置环境变量 ADMIN_PASSWORD。")
            given = getpass.getpass("密码：")
            if given != getpass.getpass("再输一遍："):
                raise CommandError("两次输入的密码不同，请重新运行。")
        try:
            validate_password(given, get_user_model()(username=username, display_name=display_name))
        except ValidationError as error:
            raise CommandError("密码不合要求：" + "".join(error.messages)) from error
        return given
