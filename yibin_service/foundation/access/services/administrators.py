"""What holds of administrators: they keep to themselves, nobody rules over the own account, and one of them always remains."""

from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import OutOfStep, SelfApproval


class OwnAccount(SelfApproval):
    """Nobody changes what the account they are logged in with may do."""

    default_message = "自己的账号不能自己办理，请由另一位系统管理员办理"


class LastAdministrator(OutOfStep):
    """Nobody would be left to manage accounts."""

    default_message = "这是最后一位系统管理员，请先给另一个账号「系统管理员」岗位"


def require_another_administrator(by: User, user: User) -> None:
    """`by` manages accounts and is somebody else than `user`. Raises NotAllowed, OwnAccount."""
    require(by, Verb.MANAGE_ACCOUNTS)
    if by.pk == user.pk:
        raise OwnAccount


def keep_an_administrator(without: User) -> None:
    """Lock the administrators, so that two who remove each other come one after the other. Raises LastAdministrator.

    Accounts and grants are locked without their keys: an event of the other transaction may still name its actor.
    """
    held = RoleGrant.objects.select_for_update(no_key=True).filter(role=Role.ADMIN, revoked_at=None)
    holders = set(held.order_by("pk").values_list("user_id", flat=True))
    if without.pk in holders and not User.objects.filter(pk__in=holders - {without.pk}, is_active=True).exists():
        raise LastAdministrator
