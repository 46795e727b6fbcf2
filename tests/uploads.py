"""An upload that waits for the form that names it."""

import io
from datetime import datetime

from tests.evidence import picture
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.files.services import store_file


def waiting_upload(by: User, at: datetime, name: str = "现场.jpg", colour: str = "navy") -> Attachment:
    """A picture that `by` has uploaded and not used yet."""
    content = io.BytesIO(picture(colour=colour))
    return store_file(content=content, name=name, stream=pending_stream(by), by=by, at=at)
