"""Small pictures, drawn when first asked for and kept beside the data; they may be thrown away at any time."""

import os
import threading
import uuid
from pathlib import Path

from django.conf import settings

from . import storage
from .contents import small_picture

LONGEST = 640
# A phone picture takes some 100 MB while it is being drawn.
_drawing = threading.BoundedSemaphore(2)


def preview_of(sha256: str) -> Path | None:
    """The path of the small picture of this content; None when it cannot be drawn."""
    path = Path(settings.VAR_DIR) / "previews" / sha256[:2] / f"{sha256}.jpg"
    if path.is_file():
        return path
    try:
        with _drawing, storage.path_of(sha256).open("rb") as content:
            drawn = small_picture(content, LONGEST)
    except (OSError, ValueError, SyntaxError):
        return None
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    temporary = path.with_name(f".{uuid.uuid4().hex}")
    temporary.write_bytes(drawn)
    os.replace(temporary, path)
    return path
