"""Keep a card being written, as typed."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cases.models import CardDraft
from cases.rules.card_errors import DraftDeclined, DraftFiled, DraftNotYours, DraftStale
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import Refused

Typed = Mapping[str, Sequence[str]]
MOST_CHARACTERS = 300_000
WINDOW = "act_id"


@transaction.atomic
def save_draft(
    *, draft_id: uuid.UUID, typed: Typed, by: User, at: datetime, seen_revision: int | None = None
) -> CardDraft:
    """The draft of `by` under this id, made or brought up to date; what was typed is kept valid or not.

    The window that saved last (its act id is among the fields) may always save again, so a lost answer does no harm;
    another one only from the revision it was drawn from: else DraftStale. Raises DraftNotYours, DraftFiled, DraftDeclined.
    """
    require(by, Verb.FILE_CARD)
    kept = _storable(typed)
    draft = CardDraft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        return CardDraft.objects.create(pk=draft_id, owner=by, typed=kept, saved_at=at)
    if draft.owner_id != by.pk:
        raise DraftNotYours
    if draft.card_id is not None:
        assert draft.card is not None
        raise DraftFiled(draft.card.number)
    if draft.declined_at is not None:
        raise DraftDeclined
    is_same_window = draft.typed.get(WINDOW) == kept.get(WINDOW)
    if not is_same_window and seen_revision is not None and seen_revision != draft.revision:
        raise DraftStale
    draft.typed, draft.saved_at, draft.revision = kept, at, draft.revision + 1
    draft.save(update_fields=["typed", "saved_at", "revision"])
    return draft


def _storable(typed: Typed) -> dict[str, list[str]]:
    kept = {
        name.replace("\x00", "")[:60]: [value.replace("\x00", "") for value in values]
        for name, values in typed.items()
        if name != "csrfmiddlewaretoken"
    }
    if sum(len(name) + sum(map(len, values)) for name, values in kept.items()) > MOST_CHARACTERS:
        raise Refused("草稿太长，存不下：请把说明写短些，附件用上传")
    return kept
