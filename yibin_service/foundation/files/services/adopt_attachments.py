"""Hand a person's uploads over to the thing they were made for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.errors import FileGone, TooManyFiles
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import file_limits, pending_stream


@transaction.atomic
def adopt_attachments(
    *, attachments: Iterable[Attachment], stream: str, by: User, at: datetime
) -> list[Attachment]:
    """Move uploads of `by` from the waiting place to `stream`, in the given order.

    Raises FileGone when one of them is not waiting there for `by` (another person's, taken away, used already), and
    TooManyFiles above the regulation's number. Who uploaded and when stays as it was.
    """
    wanted = [attachment.pk for attachment in attachments]
    if not wanted:
        return []
    if len(wanted) > (limit := file_limits(at).count):
        raise TooManyFiles(limit=limit)
    waiting = {
        row.pk: row
        for row in Attachment.objects.select_for_update(of=("self",))
        .select_related("file")
        .filter(pk__in=wanted, stream=pending_stream(by))
    }
    if len(waiting) != len(set(wanted)) or len(wanted) != len(set(wanted)):
        raise FileGone
    Attachment.objects.filter(pk__in=wanted).update(stream=stream)
    for row in waiting.values():
        row.stream = stream
    return [waiting[pk] for pk in wanted]
