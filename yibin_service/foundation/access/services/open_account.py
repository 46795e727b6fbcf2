"""Open an account for a person."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit


class UsernameTaken(Refused):
    """Another account, perhaps a deactivated one, has the login name."""

    default_message = "这个登录名已有人用，请换一个"


class WeakPassword(Refused):
    """The password does not meet the site's rules."""


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
    """A new active account without any role. `is_staff` opens the pages of master data.

    Raises UsernameTaken, WeakPassword.
    """
    user = User(
        username=username, display_name=display_name, unit=unit, phone=phone, email=email, is_staff=is_staff
    )
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise WeakPassword("；".join(fault.messages), field="password") from fault
    user.password = make_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as fault:
        raise UsernameTaken(field="username") from fault
    record_event(stream=f"user:{user.pk}", verb="open_account", text=f"开立账号 {username}", by=by, at=at)
    return user
