"""A person has seen messages."""

from datetime import datetime

from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import InboxMessage


def read_message(*, message: InboxMessage, at: datetime) -> None:
    """The message counts as read from its first opening on."""
    InboxMessage.objects.filter(pk=message.pk, read_at=None).update(read_at=at)


def read_all_messages(*, until: int, by: User, at: datetime) -> int:
    """Every message of the person up to number `until`, which was on the page, is read; later ones stay unread."""
    return InboxMessage.objects.filter(user=by, pk__lte=until, read_at=None).update(read_at=at)
