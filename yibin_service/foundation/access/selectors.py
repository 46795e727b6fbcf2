"""Reads of accounts."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from rest_framework.authtoken.models import Token

from yibin_service.foundation.org.models import Unit

from .models import RoleGrant, User
from .roles import Role


def has_demo_accounts() -> bool:
    """Whether this is the demo's database: demo accounts exist nowhere else. Pages and printouts then carry a mark."""
    return User.objects.filter(is_demo=True).exists()


def users_with_role(role: Role, unit: Unit | None = None) -> QuerySet[User]:
    """The active accounts that hold the role now, by login name; with `unit`, those of that unit only."""
    held = RoleGrant.objects.filter(user=OuterRef("pk"), role=role, revoked_at=None)
    users = User.objects.filter(Exists(held), is_active=True).select_related("unit")
    return users if unit is None else users.filter(unit=unit)


def with_titles(users: QuerySet[User]) -> list[User]:
    """These accounts, able to tell their titles: two queries however many they are."""
    found = list(users.select_related("unit"))
    know_titles(found)
    return found


def know_titles(users: Iterable[User | None]) -> None:
    """Let these accounts tell their titles: two queries however many they are. None, for nobody, is passed over."""
    found = [user for user in users if user is not None]
    prefetch_related_objects(found, "unit")
    held = RoleGrant.objects.filter(user__in={user.pk for user in found}, revoked_at=None).values_list("user_id", "role")
    roles: dict[int, set[str]] = {}
    for pk, role in held.order_by():
        roles.setdefault(pk, set()).add(role)
    for user in found:
        user.roles = frozenset(roles.get(user.pk, ()) if user.is_active else ())


def has_token(user: User) -> bool:
    """Whether programs may act as this person by a token."""
    return Token.objects.filter(user=user).exists()
