"""Take a role back from an account."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.services import record_event

from .administrators import keep_an_administrator, require_another_administrator


class RoleNotHeld(Refused):
    """The account does not hold the role."""

    status = 409
    default_message = "这个账号没有该岗位"


@transaction.atomic
def revoke_role(*, user: User, role: Role, by: User, at: datetime) -> RoleGrant:
    """The role ends now; the grant stays on record with both dates.

    Raises NotAllowed, OwnAccount, RoleNotHeld, LastAdministrator.
    """
    require_another_administrator(by, user)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if role == Role.ADMIN:
        keep_an_administrator(without=locked)
    grant = RoleGrant.objects.filter(user=locked, role=role, revoked_at=None).first()
    if grant is None:
        raise RoleNotHeld(field="role")
    grant.revoked_by, grant.revoked_at = by, at
    grant.save(update_fields=["revoked_by", "revoked_at"])
    record_event(
        stream=f"user:{user.pk}",
        verb="revoke_role",
        text=f"收回 {locked.display_name} 岗位「{role.label}」",
        by=by,
        at=at,
        changes=[("岗位", str(role.label), "")],
    )
    user.__dict__.pop("roles", None)  # what was read before no longer holds
    return grant
