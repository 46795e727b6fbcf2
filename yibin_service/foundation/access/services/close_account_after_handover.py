"""Close the account of whoever has handed over and left: no administrator is needed, the completed handover is the reason."""

from datetime import datetime

from django.db import transaction
from rest_framework.authtoken.models import Token

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .administrators import OwnAccount, keep_an_administrator


@transaction.atomic
def close_account_after_handover(*, user: User, reason: str, by: User, at: datetime) -> bool:
    """The person can no longer log in; sessions and tokens end for good, since the password is void. False when closed already.

    What they did stays theirs; an administrator may open the account again and give a new password.
    Raises NotAllowed, OwnAccount, LastAdministrator.
    """
    require(by, Verb.COMPLETE_HANDOVER)
    if by.pk == user.pk:
        raise OwnAccount
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.is_active:
        return False
    keep_an_administrator(without=locked)
    locked.is_active = False
    locked.set_unusable_password()  # sessions are bound to the password
    locked.save(update_fields=["is_active", "password"])
    Token.objects.filter(user=locked).delete()
    text = f"{reason}：停用 {locked.display_name} 的账号 {locked.username}"
    record_event(
        stream=f"user:{user.pk}", verb="close_account_after_handover", text=text, by=by, at=at, clause="S.2(3)"
    )
    return True
