"""Give a colleague's 客户意见反馈单 back: no card is filed from it."""

import uuid
from datetime import datetime

from django.db import transaction

from cases.models import CardDraft
from cases.rules.card_errors import DraftDeclined, DraftFiled, DraftNotHandedIn, DraftNotYours
from cases.selectors.drafts import typed
from cases.services.amend_card import checked_reason
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify


@transaction.atomic
def decline_draft(*, draft_id: uuid.UUID, reason: str, by: User, at: datetime) -> CardDraft:
    """The draft stays with the reason; who handed it in and 销售处长 are told.

    Raises DraftNotYours, DraftFiled, DraftNotHandedIn, DraftDeclined, ReasonNeeded.
    """
    require(by, Verb.FILE_CARD)
    draft = CardDraft.objects.select_for_update().filter(pk=draft_id, owner=by).first()
    if draft is None:
        raise DraftNotYours
    check_declinable(draft)
    draft.declined_at, draft.declined_reason = at, checked_reason(reason, "不提交的原因")
    draft.save(update_fields=["declined_at", "declined_reason"])
    _tell(draft, by, at)
    return draft


def check_declinable(draft: CardDraft) -> None:
    """Raise DraftFiled, DraftNotHandedIn or DraftDeclined."""
    if draft.card is not None:
        raise DraftFiled(draft.card.number)
    if draft.handed_by_id is None:
        raise DraftNotHandedIn
    if draft.declined_at is not None:
        raise DraftDeclined


def _tell(draft: CardDraft, by: User, at: datetime) -> None:
    customer = typed(draft, "customer_text")
    words = f"{by.full_title} 没有提交客户意见反馈单 · {customer}"
    text = f"{words}\n原因：{draft.declined_reason}"
    record_event(stream=f"draft:{draft.pk}", verb="decline_draft", text=text, by=by, at=at, clause="P.二.1")
    people = {user.pk: user for user in (draft.handed_by, *users_with_role(Role.SALES_HEAD)) if user and user.pk != by.pk}
    notify(
        users=people.values(), key=f"handed-draft:{draft.pk}:declined", title=words,
        body=f"原因：{draft.declined_reason}", at=at,
    )  # fmt: skip
