"""Close an account; it is never deleted."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.services import record_event


class OwnAccount(Refused):
    """Nobody closes the account they are logged in with."""

    default_message = "不能停用自己的账号，请由另一位管理员办理"


@transaction.atomic
def deactivate_account(*, user: User, by: User, at: datetime) -> None:
    """The person can no longer log in and holds no role while it lasts; what they did stays theirs.

    Closing a closed account changes nothing. Raises OwnAccount.
    """
    if user.pk == by.pk:
        raise OwnAccount
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        return
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    record_event(
        stream=f"user:{user.pk}", verb="deactivate_account", text=f"停用账号 {locked.username}", by=by, at=at
    )
