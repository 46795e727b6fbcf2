"""A key by which a program acts as a person."""

from datetime import datetime

from django.db import transaction
from rest_framework.authtoken.models import Token

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def issue_token(*, user: User, by: User | None, at: datetime) -> str:
    """The account's new token; the one before it ends. The trail tells when, never what. `by` None: from the command line."""
    Token.objects.filter(user=user).delete()
    token = Token.objects.create(user=user)
    record_event(stream=f"user:{user.pk}", verb="issue_token", text="发放程序访问令牌", by=by, at=at)
    return str(token.key)


@transaction.atomic
def revoke_token(*, user: User, by: User | None, at: datetime) -> bool:
    """The token ends now; false where there is none."""
    deleted, _ = Token.objects.filter(user=user).delete()
    if deleted:
        record_event(stream=f"user:{user.pk}", verb="revoke_token", text="收回程序访问令牌", by=by, at=at)
    return bool(deleted)
