"""Put a card that is being written into another's hands, when its writer leaves or is transferred."""

import uuid
from datetime import datetime

from django.db import transaction

from cases.models import CardDraft
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import pending_stream


@transaction.atomic
def hand_on_draft(*, draft_id: uuid.UUID, leaver: User, to: User, at: datetime) -> CardDraft | None:
    """The draft is `to`'s from now on, with everything typed and uploaded. None when it became a card, was deleted or is another's."""
    draft = CardDraft.objects.select_for_update().filter(pk=draft_id, owner=leaver, card=None).first()
    if draft is None:
        return None
    draft.owner, draft.saved_at, draft.revision = to, at, draft.revision + 1
    draft.save(update_fields=["owner", "saved_at", "revision"])
    uploads = [one for name in draft.typed.get("attachments", []) if (one := _id(name)) is not None]
    Attachment.objects.filter(pk__in=uploads, stream=pending_stream(leaver)).update(stream=pending_stream(to))
    return draft


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
