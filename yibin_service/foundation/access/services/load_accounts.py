"""The demo's people, in the embedded database only."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from yibin_service.connections import is_embedded_database
from yibin_service.foundation.access.demo_accounts import DEMO_ACCOUNTS, DemoAccount
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.org.models import Unit

from .grant_role import grant_role


class DemoOutsideEmbeddedDatabase(Refused):
    """Demo accounts have a known password: a site's own database never gets them."""

    default_message = "演示账号只存在于内置数据库；这里请用 manage.py init_site 建立第一位管理员"


@transaction.atomic
def load_accounts(*, at: datetime) -> int:
    """Add the demo accounts that are missing, each with its role; gives how many. Raises DemoOutsideEmbeddedDatabase."""
    if not is_embedded_database():
        raise DemoOutsideEmbeddedDatabase
    known = set(User.objects.values_list("username", flat=True))
    missing = [account for account in DEMO_ACCOUNTS if account.username not in known]
    units = {unit.code: unit for unit in Unit.objects.all()}
    # One hash for all: they share one published password, and hashing it twenty times would slow the first start.
    hashed = make_password(settings.DEMO_PASSWORD) if missing else ""
    for account in missing:
        _add(account, units[account.unit], hashed, at)
    return len(missing)


def _add(account: DemoAccount, unit: Unit, hashed: str, at: datetime) -> None:
    user = User.objects.create(
        username=account.username,
        display_name=account.name,
        unit=unit,
        phone=account.phone,
        email=f"{account.username}@demo.invalid",
        password=hashed,
        is_demo=True,
        is_staff=account.role == Role.ADMIN,
    )
    grant_role(user=user, role=Role(account.role), by=None, at=at)
