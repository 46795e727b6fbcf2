"""Contents on disk, each once, under the name of its SHA-256. A content is there for good before any row tells of it."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 1024 * 1024


def folder() -> Path:
    return Path(settings.EVIDENCE_DIR)


def path_of(sha256: str) -> Path:
    """Where the content of this fingerprint lies."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def chunks_of(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk


def fingerprint(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 and number of bytes."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks_of(content):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def keep(content: BinaryIO, sha256: str, size: int) -> None:
    """Put the content in place: temporary file, fsync, rename, fsync of the folders. Nothing to do when it lies there whole."""
    target = path_of(sha256)
    if target.is_file() and target.stat().st_size == size:
        return
    incoming = folder() / "incoming"
    for place in (incoming, target.parent):
        place.mkdir(parents=True, exist_ok=True, mode=0o750)
    temporary = incoming / uuid.uuid4().hex
    try:
        with temporary.open("xb") as written:
            for chunk in chunks_of(content):
                written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
        temporary.chmod(0o440)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    for place in (target.parent, target.parent.parent, folder()):
        _sync_folder(place)


def is_whole(sha256: str) -> bool:
    """Whether the content lies there and still has its fingerprint."""
    try:
        with path_of(sha256).open("rb") as content:
            return fingerprint(content)[0] == sha256
    except OSError:
        return False


def stored_contents() -> Iterator[list[Path]]:
    """Every content that lies in the store, one folder of it at a time."""
    for leaf in folder().glob("??/??"):
        yield list(leaf.iterdir())


def leftovers() -> Iterator[Path]:
    """Temporary files whose writer died."""
    yield from sorted((folder() / "incoming").glob("*"))


def _sync_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
