"""Give a role to an account."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import OutOfStep, Refused
from yibin_service.foundation.acts.services import record_event

from .administrators import require_another_administrator


class RoleHeldAlready(Refused):
    """The account holds the role."""

    status = 409
    default_message = "这个账号已有该岗位"


class AccountClosed(OutOfStep):
    """A deactivated account is given nothing."""

    default_message = "这个账号已停用，请先恢复再授予岗位"


class AdministratorApart(Refused):
    """An administrator has no money and no acts: the role stands alone."""

    default_message = "系统管理员不兼其他岗位：请先收回原有岗位，或为此人另开一个账号"


class UnitMissing(Refused):
    """A unit's head sees the own unit's cases, so there must be one."""

    default_message = "单位负责人要先有单位：请先在「更正资料」里选单位"


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User | None, at: datetime) -> RoleGrant:
    """The role counts from now on; the change is an event of `user:<id>`. `by` None is the product's own loading.

    Raises NotAllowed, OwnAccount, AccountClosed, RoleHeldAlready, AdministratorApart, UnitMissing.
    """
    if by is not None:
        require_another_administrator(by, user)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check(locked, role)
    grant = RoleGrant.objects.create(user=locked, role=role, granted_by=by, granted_at=at)
    record_event(
        stream=f"user:{user.pk}",
        verb="grant_role",
        text=f"授予 {locked.display_name} 岗位「{role.label}」",
        by=by,
        at=at,
        changes=[("岗位", "", str(role.label))],
    )
    user.__dict__.pop("roles", None)  # what was read before no longer holds
    return grant


def _check(user: User, role: Role) -> None:
    if not user.is_active:
        raise AccountClosed
    if role in user.roles:
        raise RoleHeldAlready(field="role")
    if user.roles and Role.ADMIN in {role, *user.roles}:
        raise AdministratorApart(field="role")
    if role == Role.UNIT_HEAD and user.unit_id is None:
        raise UnitMissing(field="role")
