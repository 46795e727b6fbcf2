"""A form field of files that were uploaded beforehand, one by one."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.selectors import database_now

from .contents import CHOICES, DOCX, HEIC, JPEG, PDF, PNG, TEXT, WEBP, XLSX
from .errors import UnacceptedContent
from .models import Attachment
from .selectors import file_limits, waiting_uploads

PICTURES = (JPEG, PNG, WEBP, HEIC)
EVERYTHING = (*PICTURES, PDF, DOCX, XLSX, TEXT)


class AttachmentWidget(forms.Widget):
    """The list of tiles with the button that uploads; each tile carries the id of its file as a hidden input."""

    needs_multipart_form = False

    def __init__(self) -> None:
        super().__init__()
        self.owner: User | None = None
        self.now: datetime | None = None
        self.max_files: int | None = None
        self.only_pictures = False
        self.endings: tuple[str, ...] = ()
        self.only = ""
        self.button = "拍照或选文件"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [given] if isinstance(given, str) else list(given or [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> Any:
        attachments = waiting_uploads(self.owner, _ids(value)) if self.owner else []
        limits = file_limits(self.now or database_now())
        kinds = PICTURES if self.only_pictures else EVERYTHING
        context = {
            "name": name,
            "input_id": (attrs or {}).get("id", f"id_{name}"),
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "attachments": attachments,
            "upload_url": f"{reverse('upload_file')}?field={name}{f'&only={self.only}' if self.only else ''}",
            "accept": ",".join(self.endings or (ending for kind in kinds for ending in kind.endings)),
            "button": self.button,
            "max_files": self.max_files or limits.count,
            "max_bytes": limits.size,
        }
        return render_to_string("files/attachment_widget.html", context)


class AttachmentField(forms.Field):
    """Files of the person who fills in the form, uploaded while it was written; they survive a refused submit.

    Cleans to a list of Attachment still waiting for `owner`; hand it to `adopt_attachments` inside the service's
    transaction. `owner` is set by the act's page; without one no file is accepted. `only` names one of CHOICES: a
    file of another kind is refused as it is picked, and again here.
    """

    widget = AttachmentWidget

    def __init__(
        self,
        *,
        max_files: int | None = None,
        only_pictures: bool = False,
        endings: tuple[str, ...] = (),
        only: str = "",
        button: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.max_files = max_files
        self.widget.max_files = max_files
        self.widget.only_pictures = only_pictures
        self.widget.endings = endings
        self.only = CHOICES[only] if only else None
        self.widget.only = only
        if button:
            self.widget.button = button

    @property
    def owner(self) -> User | None:
        assert isinstance(self.widget, AttachmentWidget)
        return self.widget.owner

    @owner.setter
    def owner(self, user: User) -> None:
        self.widget.owner = user

    @property
    def now(self) -> datetime | None:
        """When the page is drawn, if it told: the limits are those of that day."""
        assert isinstance(self.widget, AttachmentWidget)
        return self.widget.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.widget.now = moment

    def clean(self, value: Any) -> list[Attachment]:
        ids = _ids(value)
        if self.required and not ids:
            raise forms.ValidationError(f"请上传「{self.label}」", code="required")
        if self.max_files is not None and len(ids) > self.max_files:
            raise forms.ValidationError(f"「{self.label}」最多 {self.max_files}个文件：请去掉几个", code="count")
        found = waiting_uploads(self.owner, ids) if self.owner else []
        if len(found) != len(ids):
            raise forms.ValidationError("有文件已去掉或已用在别处：请重新上传", code="gone")
        for one in found if self.only else []:
            self._check_kind(one)
        return found

    def _check_kind(self, attachment: Attachment) -> None:
        assert self.only is not None
        try:
            self.only.check(attachment.name, attachment.file.media_type)
        except UnacceptedContent as refusal:
            raise forms.ValidationError(refusal.message, code="kind") from refusal

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(_ids(data))


def _ids(value: Any) -> list[uuid.UUID]:
    """Well-formed ids, each once, in order; a garbled one becomes an id nobody has."""
    ids: list[uuid.UUID] = []
    for one in value or []:
        try:
            found = uuid.UUID(str(getattr(one, "pk", one)))
        except ValueError:
            found = uuid.UUID(int=0)
        if found not in ids:
            ids.append(found)
    return ids
