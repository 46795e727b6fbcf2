"""Uploading, opening and taking away files."""

import re
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date
from django.views.decorators.http import require_GET, require_POST

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotFound, Refused
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer, perform_act

from . import storage
from .contents import CHOICES, DRAWABLE
from .errors import FileTooLarge, TooManyFiles
from .models import Attachment
from .previews import preview_of
from .selectors import file_limits, may_open, pending_stream
from .services import remove_upload, store_file
from .upload_handlers import oversized_files

FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")
MOST_WAITING = 300
NOT_FOUND = "没有这个文件，或您无权查看"


@require_POST
def upload_file(request: HttpRequest) -> HttpResponse:
    """Take one file of the person into the waiting place: 201 with its tile, or with JSON for programmes that ask for it."""
    user = cast(User, request.user)
    try:
        body = take_upload(request, user, database_now(), act_id=_act_id(request))
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    if request.accepts("text/html") and "application/json" not in request.headers.get("Accept", ""):
        attachment = Attachment.objects.select_related("file").filter(pk=body["id"]).first()
        field = request.GET.get("field", "")
        context = {"attachment": attachment, "name": field if FIELD_NAME.fullmatch(field) else "attachments"}
        return render(request, "files/_upload_tile.html", context, status=201)
    return JsonResponse(body, status=201)


def take_upload(request: Any, user: User, now: datetime, *, act_id: uuid.UUID) -> dict[str, Any]:
    """Keep the one file of the request, once for each act id; id, name, size and address. Raises Refused."""
    limits = file_limits(now)
    upload = request.FILES.get("file")
    for name in oversized_files(request):
        raise FileTooLarge(name=name, limit_mb=limits.size_mb)
    if not isinstance(upload, UploadedFile) or upload.name is None:
        raise Refused("没有收到文件：请重新选一个", field="file")
    size = upload.size or 0
    if size > limits.size:
        raise FileTooLarge(name=upload.name, limit_mb=limits.size_mb, size=size)
    if Attachment.objects.filter(stream=pending_stream(user)).count() >= MOST_WAITING:
        raise TooManyFiles(limit=MOST_WAITING)
    return dict(_kept_once(request, upload, user, now, act_id).body)


def _kept_once(request: Any, upload: "UploadedFile[Any]", user: User, now: datetime, act_id: uuid.UUID) -> Answer:
    """The same upload sent twice under one act id is one file."""

    def deed() -> Answer:
        attachment = store_file(
            content=upload.file,  # type: ignore[arg-type]
            name=str(upload.name),
            stream=pending_stream(user),
            by=user,
            at=now,
            taken_at=_moment(request.POST.get("taken_at", ""), now),
            only=CHOICES.get(request.GET.get("only", "")),
        )
        url = reverse("open_file", args=[attachment.pk])
        return Answer(
            status=201,
            body={"id": str(attachment.pk), "name": attachment.name, "size": attachment.file.size, "url": url},
        )

    sha256, _ = storage.fingerprint(upload.file)  # type: ignore[arg-type]
    content = {"name": upload.name, "sha256": sha256}
    return perform_act(act_id=act_id, by=user, verb="upload_file", content=content, deed=deed)


def _act_id(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("act_id", ""))
    except ValueError:
        return uuid.uuid4()


def _moment(text: str, now: datetime) -> datetime | None:
    """When a photo was taken, as its sender says; nothing for a time without offset, in the future or unreadable."""
    try:
        moment = parse_datetime(text[:40])
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None and moment <= now else None


@require_POST
def remove_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take away one's own waiting upload; doing it twice is no fault."""
    remove_upload(attachment_id=pk, by=cast(User, request.user))
    return HttpResponse(status=204)


def _opened(user: User, pk: uuid.UUID) -> Attachment:
    attachment = Attachment.objects.select_related("file").filter(pk=pk).first()
    if attachment is None or not may_open(user, attachment):
        raise NotFound(NOT_FOUND)
    return attachment


@require_GET
def open_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file as a download of its fixed type, for whoever may open the thing it belongs to."""
    return file_answer(request, cast(User, request.user), pk)


def file_answer(request: Any, user: User, pk: uuid.UUID) -> HttpResponseBase:
    """The file for this person, or NotFound."""
    attachment = _opened(user, pk)
    return _answer(request, storage.path_of(attachment.file_id), attachment.file.media_type, attachment)


@require_GET
def preview_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A small picture of the file; 404 where none can be drawn."""
    attachment = _opened(cast(User, request.user), pk)
    if attachment.file.media_type not in DRAWABLE:
        raise Http404
    drawn = preview_of(attachment.file_id)
    if drawn is None:
        raise Http404
    response = _answer(request, drawn, "image/jpeg", attachment)
    response.headers["Content-Disposition"] = "inline"
    return response


def _answer(request: Any, path: Path, media_type: str, attachment: Attachment) -> HttpResponseBase:
    etag = f'"{attachment.file_id}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304)
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        raise NotFound("文件内容不在存储中，请告知系统管理员") from None
    response = FileResponse(opened, as_attachment=True, filename=attachment.name, content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache" if settings.DEBUG else "private, max-age=600"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(attachment.uploaded_at.timestamp())
    return response
