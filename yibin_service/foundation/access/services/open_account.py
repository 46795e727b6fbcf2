"""Open an account for a person."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit

from .passwords import WeakPassword, check_password_strength

__all__ = ["UsernameTaken", "WeakPassword", "open_account"]


class UsernameTaken(Refused):
    """Another account, perhaps a deactivated one, has the login name."""

    default_message = "这个登录名已有人用，请换一个"


@transaction.atomic
def open_account(
    *,
    username: str,
    display_name: str,
    password: str,
    by: User | None,
    at: datetime,
    unit: Unit | None = None,
    phone: str = "",
    email: str = "",
    is_staff: bool = False,
) -> User:
    """A new active account without any role; a password somebody else chose must be changed at the first log-in.

    Login names that differ in capitals only are one name. Raises NotAllowed, UsernameTaken, WeakPassword.
    """
    if by is not None:
        require(by, Verb.MANAGE_ACCOUNTS)
    user = User(
        username=username,
        display_name=display_name,
        unit=unit,
        phone=phone,
        email=email,
        is_staff=is_staff,
        must_change_password=by is not None,
    )
    check_password_strength(password, user)
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(field="username")
    user.password = make_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as fault:
        raise UsernameTaken(field="username") from fault
    text = f"开立 {display_name} 的账号 {username}"
    record_event(stream=f"user:{user.pk}", verb="open_account", text=text, by=by, at=at)
    return user
