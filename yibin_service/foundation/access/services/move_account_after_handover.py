"""Bring the account of whoever was transferred to the new unit: the roles of the old post end."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.org.models import Unit

from .administrators import OwnAccount, keep_an_administrator


@transaction.atomic
def move_account_after_handover(*, user: User, unit: Unit, reason: str, by: User, at: datetime) -> bool:
    """The account is of `unit`; every role held ends, and the administrators are asked to give those of the new post.

    False when the account is of that unit already: then roles stay. Raises NotAllowed, OwnAccount, LastAdministrator.
    """
    require(by, Verb.COMPLETE_HANDOVER)
    if by.pk == user.pk:
        raise OwnAccount
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.unit_id == unit.pk:
        return False
    keep_an_administrator(without=locked)
    grants = list(locked.grants.filter(revoked_at=None))
    titles = "、".join(str(grant.get_role_display()) for grant in grants)
    for grant in grants:
        grant.revoked_by, grant.revoked_at = by, at
        grant.save(update_fields=["revoked_by", "revoked_at"])
    changes = [("单位", str(locked.unit or ""), str(unit)), ("岗位", titles, "")]
    locked.unit = unit
    locked.save(update_fields=["unit"])
    text = f"{reason}：{locked.display_name} 调往 {unit}，原岗位收回"
    record_event(
        stream=f"user:{user.pk}", verb="move_account_after_handover", text=text, changes=changes, by=by, at=at,
        clause="S.2(3)",
    )  # fmt: skip
    notify(
        users=users_with_role(Role.ADMIN),
        key=f"user:{user.pk}:moved:{at.isoformat()}",
        title=f"请给 {locked.display_name} 新岗位：已调往 {unit}",
        body=f"{reason}。原岗位（{titles or '无'}）已收回，账号 {locked.username} 还在用。",
        at=at,
    )
    user.__dict__.pop("roles", None)  # what was read before no longer holds
    return True
