"""Give a person who forgot it a password to log in with once."""

from datetime import datetime

from axes.utils import reset as end_lock_outs
from django.db import transaction
from rest_framework.authtoken.models import Token

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify

from .administrators import require_another_administrator
from .passwords import check_password_strength


@transaction.atomic
def reset_password(*, user: User, password: str, by: User, at: datetime) -> None:
    """Set a password that the person must change at the next log-in. Their sessions, tokens and lock-outs end.

    The person is told who did it: nobody borrows an account unnoticed. Raises NotAllowed, OwnAccount, WeakPassword.
    """
    require_another_administrator(by, user)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_password_strength(password, locked)
    locked.set_password(password)
    locked.must_change_password = True
    locked.save(update_fields=["password", "must_change_password"])
    Token.objects.filter(user=locked).delete()
    end_lock_outs(username=locked.username)
    text = f"重设 {locked.display_name} 的密码，下次登录须改"
    event = record_event(stream=f"user:{user.pk}", verb="reset_password", text=text, by=by, at=at)
    notify(
        users=[locked],
        key=f"password:{event.pk}",
        title=f"{by.full_title}重设了您的密码",
        body="不是您要求的，请马上告诉企管办；登录后先改成只有您知道的密码。",
        url="/me/",
        at=at,
    )
