"""Reads of accounts and of what was changed about them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.regulation.clock import ONE_DAY, midnight

from .models import RoleGrant, User
from .roles import Role

PAGE = 50
STREAM = "user:"
CHANGES = {
    "open_account": "开立账号",
    "grant_role": "授予岗位",
    "revoke_role": "收回岗位",
    "change_account": "更正资料",
    "deactivate_account": "停用账号",
    "reactivate_account": "恢复账号",
    "reset_password": "重设密码",
    "create_first_admin": "系统初始化",
}


@dataclass(frozen=True)
class AccountFilters:
    """Empty values leave everything."""

    text: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class ChangeFilters:
    """Empty values leave everything; both days are included."""

    text: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Change:
    """One change, and the account it is about."""

    event: Event
    title: str
    account: User | None


@dataclass(frozen=True)
class ChangePage:
    """Newest first; `older` is the key to go on from."""

    rows: list[Change]
    older: int | None


def accounts(filters: AccountFilters) -> QuerySet[User]:
    """The accounts by login name, each with its roles as `held_grants` and its unit."""
    held = RoleGrant.objects.filter(revoked_at=None)
    rows = User.objects.select_related("unit").prefetch_related(
        Prefetch("grants", queryset=held.order_by("granted_at"), to_attr="held_grants")
    )
    if filters.text:
        rows = rows.filter(_named(filters.text) | Q(unit__name__contains=filters.text))
    if filters.role:
        rows = rows.filter(pk__in=held.filter(role=filters.role).values("user_id"))
    if filters.state:
        rows = rows.filter(is_active=filters.state == "active")
    return rows.order_by("username")


def _named(text: str) -> Q:
    return Q(display_name__contains=text) | Q(username__icontains=text)


def account_of(pk: int) -> User:
    """The account, or NotFound."""
    user = User.objects.select_related("unit").filter(pk=pk).first()
    if user is None:
        raise NotFound("没有这个账号")
    return user


def held_roles(user: User) -> list[Role]:
    """The roles not taken back, also of a closed account, in the order of the roles."""
    held = set(user.grants.filter(revoked_at=None).values_list("role", flat=True))
    return [role for role in Role if role in held]


def grants_of(user: User) -> QuerySet[RoleGrant]:
    """Every role the account has ever held, the newest first."""
    return user.grants.select_related("granted_by", "revoked_by").order_by("-granted_at", "-id")


def role_changes(filters: ChangeFilters, *, before: int | None = None) -> ChangePage:
    """What was changed about accounts and roles, a page by key. The person's own new passwords are nobody's business."""
    rows = Event.objects.filter(stream__startswith=STREAM, verb__in=[filters.verb] if filters.verb else list(CHANGES))
    if filters.text:
        named = User.objects.filter(_named(filters.text)).values_list("pk", flat=True)
        rows = rows.filter(stream__in=[f"{STREAM}{pk}" for pk in named])
    if filters.since:
        rows = rows.filter(happened_at__gte=midnight(filters.since))
    if filters.until:
        rows = rows.filter(happened_at__lt=midnight(filters.until + ONE_DAY))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    page = found[:PAGE]
    people = User.objects.in_bulk({_account_id(event) for event in page})
    changes = [Change(event, CHANGES[event.verb], people.get(_account_id(event))) for event in page]
    return ChangePage(changes, page[-1].pk if len(found) > PAGE else None)


def _account_id(event: Event) -> int:
    return int(event.stream.removeprefix(STREAM))
