"""Free what nothing points to: uploads never used, contents without an attachment, files a crash left behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from yibin_service.foundation.files import storage
from yibin_service.foundation.files.models import Attachment, StoredFile
from yibin_service.foundation.files.selectors import PENDING

from .hold_content import hold_content

KEPT_WAITING = timedelta(days=60)
KEPT_UNUSED = timedelta(days=1)


@dataclass
class Swept:
    """How much was freed."""

    uploads: int = 0
    contents: int = 0
    leftovers: int = 0


def sweep_orphans(*, at: datetime) -> Swept:
    """Delete uploads that waited over 60 days, then contents no row uses for a day, then stray files. Records stay."""
    swept = Swept()
    swept.uploads, _ = Attachment.objects.filter(
        stream__startswith=PENDING, uploaded_at__lt=at - KEPT_WAITING
    ).delete()
    unused = StoredFile.objects.filter(attachments=None, stored_at__lt=at - KEPT_UNUSED)
    for sha256 in unused.values_list("sha256", flat=True):
        swept.contents += _free(sha256)
    for paths in storage.stored_contents():
        names = {path.name for path in paths if _is_old(path, at)}
        known = StoredFile.objects.filter(pk__in=names).values_list("pk", flat=True) if names else []
        swept.contents += sum(_free(name) for name in names.difference(known))
    for path in storage.leftovers():
        if _is_old(path, at):
            path.unlink(missing_ok=True)
            swept.leftovers += 1
    return swept


@transaction.atomic
def _free(sha256: str) -> bool:
    """Row and file of one content, unless somebody uses it by now."""
    hold_content(sha256)
    if Attachment.objects.filter(file_id=sha256).exists():
        return False
    StoredFile.objects.filter(pk=sha256).delete()
    storage.path_of(sha256).unlink(missing_ok=True)
    return True


def _is_old(path: Path, at: datetime) -> bool:
    return path.is_file() and path.stat().st_mtime < (at - KEPT_UNUSED).timestamp()
