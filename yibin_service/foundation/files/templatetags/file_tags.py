"""Drawing attachments. `{% load file_tags %}`."""

from typing import Any

from django import template

from yibin_service.foundation.files.contents import DRAWABLE
from yibin_service.foundation.files.models import Attachment

register = template.Library()


@register.inclusion_tag("files/_preview.html")
def preview(attachment: Attachment, caption: str = "") -> dict[str, Any]:
    """The small picture of an attachment, or a tile with its kind, leading to the file itself."""
    return {
        "attachment": attachment,
        "has_picture": attachment.file.media_type in DRAWABLE,
        "words": caption or attachment.caption or attachment.name,
    }


@register.inclusion_tag("files/_tile.html")
def file_tile(attachment: Attachment, caption: str = "", note: str = "") -> dict[str, Any]:
    """One `<li>` of a `q-photos` list: picture or tile, name, size and, where given, a second line."""
    return {"attachment": attachment, "caption": caption or attachment.caption, "note": note}
