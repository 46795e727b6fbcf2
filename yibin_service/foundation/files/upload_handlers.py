"""Receiving files: what is larger than any limit could be is not written to disk."""

from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

# The highest value the regulation's parameter may have, and some room for what is above the limit in force.
MOST_BYTES = 101 * 1024 * 1024


class CappedUploadHandler(TemporaryFileUploadHandler):
    """A temporary file up to MOST_BYTES; the rest of a larger one is read and thrown away, and its name remembered.

    Views ask `oversized_files(request)`: such a file is not among `request.FILES`.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            self.file.close()
            if self.request is not None:
                self.request.META.setdefault("yibin.oversized", []).append(self.file_name)
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


def oversized_files(request: Any) -> list[str]:
    """Names of the files of this request that were too large to be received at all; ask after `request.FILES`."""
    found: list[str] = request.META.get("yibin.oversized", [])
    return found
