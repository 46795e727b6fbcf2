"""What a password must be, wherever one is set."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import Refused


class WeakPassword(Refused):
    """The password does not meet the site's rules."""


def check_password_strength(password: str, user: User) -> None:
    """By the site's rules, for this person. Raises WeakPassword at the field `password`."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise WeakPassword("；".join(fault.messages), field="password") from fault
