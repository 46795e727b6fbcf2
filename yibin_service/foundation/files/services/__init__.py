"""Keeping files: a content once, attachments to streams, and a person's uploads handed to the thing they belong to."""

from .adopt_attachments import adopt_attachments
from .remove_upload import remove_upload
from .store_file import store_file

__all__ = ["adopt_attachments", "remove_upload", "store_file"]
