"""What the frame of every page needs to know."""

from datetime import datetime, timedelta

from yibin_service.foundation import wording
from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import InboxMessage


def unread_count(user: User) -> int:
    """Messages the person has not opened."""
    return InboxMessage.objects.filter(user=user, read_at=None).count()


def due_warnings(now: datetime) -> tuple[timedelta, timedelta]:
    """How long before its end a deadline turns amber and orange: the warning parameters in force at `now`."""
    return wording.DEFAULT_SOON, wording.DEFAULT_URGENT
