"""Reads of files: limits in force, a person's waiting uploads, what hangs on a stream, and who may open what."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.models import Family, ParameterValue, RegulationVersion
from yibin_service.foundation.regulation.parameter_keys import ParameterKey

from .models import Attachment

PENDING = "pending:"
Checker = Callable[[User, Attachment], bool]


@dataclass(frozen=True)
class FileLimits:
    """How large one file and how many files of one thing may be."""

    size_mb: int
    count: int

    @property
    def size(self) -> int:
        return self.size_mb * 1024 * 1024


def file_limits(at: datetime) -> FileLimits:
    """The limits of the regulation version in force at `at`."""
    version = (
        RegulationVersion.objects.filter(
            family=Family.AFTER_SALES, status="enacted", effective_from__lte=local_day(at)
        )
        .order_by("-effective_from")
        .values("pk")[:1]
    )
    keys = (ParameterKey.FILE_SIZE_LIMIT_MB, ParameterKey.FILE_COUNT_LIMIT)
    rows = ParameterValue.objects.filter(version=version, key__in=keys)
    found = {key: int(value) for key, value in rows.values_list("key", "value") if value}
    return FileLimits(size_mb=found[keys[0]], count=found[keys[1]])


def pending_stream(user: User) -> str:
    """Where a person's uploads wait until a form that names them is accepted."""
    return f"{PENDING}{user.pk}"


def waiting_uploads(user: User, ids: Iterable[uuid.UUID]) -> list[Attachment]:
    """Those of `ids` that wait for this person, in the given order."""
    wanted = list(ids)
    rows = Attachment.objects.filter(stream=pending_stream(user), pk__in=wanted).select_related("file")
    found = {row.pk: row for row in rows}
    return [found[one] for one in wanted if one in found]


def attachments_of(stream: str) -> QuerySet[Attachment]:
    """What hangs on a stream, oldest first, with its contents."""
    return Attachment.objects.filter(stream=stream).select_related("file", "uploaded_by").order_by("uploaded_at", "id")


def may_open(user: User, attachment: Attachment) -> bool:
    """Whether the person may open the file: whoever may open the thing it belongs to. A kind nobody answers for is shut."""
    checker = settings.FILE_ACCESS.get(attachment.stream.split(":", 1)[0])
    if not checker or not user.is_active:
        return False
    allowed: Checker = import_string(checker)
    return bool(allowed(user, attachment))


def may_open_pending_file(user: User, attachment: Attachment) -> bool:
    """A waiting upload is its uploader's alone."""
    return attachment.stream == pending_stream(user)
