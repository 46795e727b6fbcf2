"""Reads of accounts."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from rest_framework.authtoken.models import Token

from yibin_service.foundation.org.models import Unit

from .models import RoleGrant, User
from .roles import Role, title_of


def has_demo_accounts() -> bool:
    """Whether this is the demo's database: demo accounts exist nowhere else. Pages and printouts then carry a mark."""
    return User.objects.filter(is_demo=True).exists()


def users_with_role(role: Role, unit: Unit | None = None) -> QuerySet[User]:
    """The active accounts that hold the role now, by login name; with `unit`, those of that unit only."""
    held = RoleGrant.objects.filter(user=OuterRef("pk"), role=role, revoked_at=None)
    users = User.objects.filter(Exists(held), is_active=True).select_related("unit")
    return users if unit is None else users.filter(unit=unit)


def titles_of(users: Iterable[User]) -> dict[int, str]:
    """The title of each as records print it, by key; one query. Give them with their units."""
    rows = list(users)
    held: dict[int, set[str]] = defaultdict(set)
    grants = RoleGrant.objects.filter(user__in=[row.pk for row in rows if row.is_active], revoked_at=None)
    for key, role in grants.values_list("user_id", "role"):
        held[key].add(role)
    return {row.pk: title_of(held[row.pk], partial(_unit_name, row)) for row in rows}


def _unit_name(user: User) -> str:
    return user.unit.name if user.unit else ""


def has_token(user: User) -> bool:
    """Whether programs may act as this person by a token."""
    return Token.objects.filter(user=user).exists()
