"""Give a role to an account."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.services import record_event


class RoleHeldAlready(Refused):
    """The account holds the role."""

    status = 409
    default_message = "这个账号已有该岗位"


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User | None, at: datetime) -> RoleGrant:
    """The role counts from now on; the change is an event of `user:<id>`. Raises RoleHeldAlready."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if RoleGrant.objects.filter(user=locked, role=role, revoked_at=None).exists():
        raise RoleHeldAlready(field="role")
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
