"""Draft, edit and enact versions; bring in those that come with the product."""

from .draft_version import draft_version
from .edit_draft import edit_draft
from .enact_version import enact_version
from .load_versions import load_versions

__all__ = ["draft_version", "edit_draft", "enact_version", "load_versions"]
