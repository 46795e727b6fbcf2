"""Throw away a card that was never filed."""

import uuid

from django.db import transaction

from cases.models import CardDraft
from cases.rules.card_errors import DraftFiled, DraftHandedIn
from yibin_service.foundation.access.models import User


@transaction.atomic
def delete_draft(*, draft_id: uuid.UUID, by: User) -> None:
    """Delete the own draft; one that is gone already is no fault. Raises DraftFiled, DraftHandedIn: those stay."""
    draft = CardDraft.objects.select_for_update().filter(pk=draft_id, owner=by).first()
    if draft is None:
        return
    if draft.card_id is not None:
        assert draft.card is not None
        raise DraftFiled(draft.card.number)
    if draft.handed_by_id is not None:
        raise DraftHandedIn
    draft.delete()
