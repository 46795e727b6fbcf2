"""Keep a file and attach it to a stream."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.files import storage
from yibin_service.foundation.files.contents import Choice, agreeing_name, recognise
from yibin_service.foundation.files.models import Attachment, StoredFile

from .hold_content import hold_content


@transaction.atomic
def store_file(
    *,
    content: BinaryIO,
    name: str,
    stream: str,
    by: User | None,
    at: datetime,
    caption: str = "",
    taken_at: datetime | None = None,
    only: Choice | None = None,
) -> Attachment:
    """The attachment of `content` (any seekable file) to `stream`; `by` None is the system itself.

    The content is on disk, synced, before a row tells of it; the same content twice is kept once. The kind is told
    from the content: raises UnacceptedContent for what is not accepted, or not by `only`. Size and number are the
    caller's to limit.
    """
    kind = recognise(content, name)
    if only is not None:
        only.check(name, kind.media_type)
    sha256, size = storage.fingerprint(content)
    hold_content(sha256)
    storage.keep(content, sha256, size)
    rows = [StoredFile(sha256=sha256, size=size, media_type=kind.media_type, stored_at=at)]
    StoredFile.objects.bulk_create(rows, ignore_conflicts=True)
    return Attachment.objects.create(
        stream=stream,
        file=StoredFile.objects.get(pk=sha256),
        name=agreeing_name(name, kind),
        caption=caption[:200],
        taken_at=taken_at,
        uploaded_by=by,
        uploaded_at=at,
    )
