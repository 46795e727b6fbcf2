"""`manage.py create_token USERNAME`: print a new API token of an account; the one before it ends."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.services.issue_token import issue_token, revoke_token
from yibin_service.foundation.acts.selectors import database_now


class Command(BaseCommand):
    """Prints the token alone, so that a script can take it."""

    help = "给账号发放程序访问令牌（旧的随即失效）；--revoke 收回"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--revoke", action="store_true", help="收回令牌，不再发放")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"没有在用的账号 {options['username']}：请核对用户名")
        if options["revoke"]:
            was_there = revoke_token(user=user, by=None, at=database_now())
            self.stderr.write("已收回" if was_there else "这个账号没有令牌")
            return
        self.stdout.write(issue_token(user=user, by=None, at=database_now()))
