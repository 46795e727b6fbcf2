"""Close an account; it is never deleted."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event

from .administrators import OwnAccount, keep_an_administrator, require_another_administrator

__all__ = ["OwnAccount", "deactivate_account"]


@transaction.atomic
def deactivate_account(*, user: User, by: User, at: datetime) -> None:
    """The person can no longer log in and holds no role while it lasts; what they did stays theirs.

    Closing a closed account changes nothing. Raises NotAllowed, OwnAccount, LastAdministrator.
    """
    require_another_administrator(by, user)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.is_active:
        return
    keep_an_administrator(without=locked)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    text = f"停用 {locked.display_name} 的账号 {locked.username}"
    record_event(stream=f"user:{user.pk}", verb="deactivate_account", text=text, by=by, at=at)
