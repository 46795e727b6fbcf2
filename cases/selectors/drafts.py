"""Reads of cards being written."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cases.models import CardDraft, Defect
from cases.rules.card_errors import DraftNotYours
from cases.rules.deadlines import card_filing_due
from cases.selectors.cards import version_for
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import SHANGHAI
from yibin_service.foundation.regulation.parameters import NoVersionInForce
from yibin_service.foundation.regulation.selectors import parameters_of

LINE = "lines-"


def open_drafts(user: User) -> QuerySet[CardDraft]:
    """The person's own drafts that became no card and were not given back, latest first."""
    return CardDraft.objects.filter(owner=user, card=None, declined_at=None).order_by("-saved_at")


def draft_for(user: User, pk: uuid.UUID) -> CardDraft:
    """The own draft, or DraftNotYours: whether somebody else's exists is not told."""
    draft = CardDraft.objects.select_related("card", "handed_by").filter(pk=pk, owner=user).first()
    if draft is None:
        raise DraftNotYours
    return draft


def typed(draft: CardDraft, name: str) -> str:
    """The last value typed into a field, empty where there is none."""
    values = draft.typed.get(name) or [""]
    return str(values[-1])


def typed_rows(draft: CardDraft) -> list[dict[str, str]]:
    """The rolls as typed, in order; emptied rows left out."""
    rows: dict[int, dict[str, str]] = {}
    for key in draft.typed:
        place, _, name = key.removeprefix(LINE).partition("-")
        if key.startswith(LINE) and name and place.isdecimal():
            rows.setdefault(int(place), {})[name] = typed(draft, key)
    return [row for _, row in sorted(rows.items()) if any(row.get(name) for name in ("roll_no", "tonnes", "note"))]


def typed_initial(draft: CardDraft) -> dict[str, object]:
    """The form's starting values: every field as it was typed."""
    initial: dict[str, object] = {
        name: typed(draft, name) for name in draft.typed if name not in {"act_id", "seen_version", "attachments"}
    }
    return initial | {"lines": typed_rows(draft), "attachments": draft.typed.get("attachments", [])}


@dataclass(frozen=True)
class DraftRow:
    """A draft as a list shows it; the end of its 72 hours once the time of receipt is written readably."""

    pk: uuid.UUID
    saved_at: datetime
    customer: str
    fact: str
    due_at: datetime | None


def draft_rows(user: User, limit: int = 20) -> list[DraftRow]:
    """The person's own drafts with the clock that runs for each, latest first."""
    drafts = list(open_drafts(user).select_related("handed_by")[:limit])
    names = _defect_names(drafts)
    return [
        DraftRow(
            pk=draft.pk,
            saved_at=draft.saved_at,
            customer=typed(draft, "customer_text") or "客户未填",
            fact=" · ".join(part for part in _facts(draft, names) if part),
            due_at=_due_at(typed(draft, "received_by_sales_at")),
        )
        for draft in drafts
    ]


def _facts(draft: CardDraft, names: dict[str, str]) -> tuple[str, ...]:
    handed = f"{draft.handed_by} 转来的意见反馈单" if draft.handed_by else ""
    return handed, names.get(typed(draft, "defect"), ""), typed(draft, "batch_no")


def _defect_names(drafts: list[CardDraft]) -> dict[str, str]:
    keys = {key for draft in drafts if (key := typed(draft, "defect")).isdecimal() and len(key) < 10}
    rows = Defect.objects.filter(pk__in=[int(key) for key in keys]).values_list("pk", "name") if keys else []
    return {str(pk): name for pk, name in rows}


def _due_at(text: str) -> datetime | None:
    """When the card is late, by the version of the day written."""
    try:
        received = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
        return card_filing_due(received, parameters_of(version_for(received)))
    except (ValueError, OverflowError, NoVersionInForce):
        return None
