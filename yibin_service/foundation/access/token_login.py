"""A program's way in: the person's token."""

from drf_spectacular.authentication import TokenScheme
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import PermissionDenied

from .middleware import WORDS
from .models import User


class PasswordFirst(PermissionDenied):
    """The person must choose a password of their own before programs act for them."""

    default_detail = WORDS


class TokenLogin(TokenAuthentication):
    """`Authorization: Token <key>`, for active accounts whose password is their own."""

    def authenticate_credentials(self, key: str) -> tuple[User, object]:
        user, token = super().authenticate_credentials(key)
        if user.must_change_password:
            raise PasswordFirst
        return user, token


class TokenLoginScheme(TokenScheme):
    """The same, described in the schema."""

    target_class = TokenLogin
