"""Take in a clock's export to be read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from staff.models import ImportState, PunchImport
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.contents import TABLES_ONLY
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import adopt_attachments
from yibin_service.foundation.jobs.services import request_job

KIND = "punch_import"


@transaction.atomic
def upload_punches(*, attachments: Iterable[Attachment], by: User, at: datetime) -> PunchImport:
    """The import of one uploaded file, with the job that reads it. Nothing is taken yet.

    An earlier reading of the same content that nobody has decided on is dropped: the newer one knows today's people.
    Raises NotAllowed, FileGone; UnacceptedContent for what is no table, told from the content.
    """
    require(by, Verb.IMPORT_PUNCHES)
    (upload,) = attachments
    TABLES_ONLY.check(upload.name, upload.file.media_type)
    _drop_earlier(upload.file_id, by, at)
    source = PunchImport.objects.create(file=upload, sha256=upload.file_id, uploaded_by=by, uploaded_at=at)
    adopt_attachments(attachments=[upload], stream=source.stream, by=by, at=at)
    source.job = request_job(
        kind=KIND,
        key=source.stream,
        title=f"识别打卡文件 {upload.name}"[:160],
        arguments={"source": source.pk},
        by=by,
        at=at,
    )
    source.save(update_fields=["job"])
    record_event(stream=source.stream, verb="upload_punches", text=f"上传打卡文件「{upload.name}」", by=by, at=at)
    return source


def _drop_earlier(sha256: str, by: User, at: datetime) -> None:
    waiting = PunchImport.objects.select_for_update(of=("self",)).filter(sha256=sha256, state=ImportState.READ)
    for earlier in waiting:
        earlier.rows.all().delete()
        earlier.state, earlier.version = ImportState.DROPPED, earlier.version + 1
        earlier.save(update_fields=["state", "version"])
        record_event(stream=earlier.stream, verb="drop_punches", text="同一文件重新上传，放弃这一次识别", by=by, at=at)
