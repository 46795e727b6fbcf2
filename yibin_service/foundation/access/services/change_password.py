"""A person sets a new password for the own account."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def change_password(*, by: User, new_password: str, at: datetime) -> None:
    """Set the password of `by`; the trail tells when, never what. Other sessions of the account end."""
    by.set_password(new_password)
    by.must_change_password = False
    by.save(update_fields=["password", "must_change_password"])
    record_event(stream=f"user:{by.pk}", verb="change_password", text="改了密码", by=by, at=at)
