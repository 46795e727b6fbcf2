"""Write events of the audit trail: one, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from yibin_service.foundation.acts.models import Event

if TYPE_CHECKING:
    from yibin_service.foundation.access.models import User

Change = tuple[str, str, str]
SYSTEM = "系统"


def record_event(
    *,
    stream: str,
    verb: str,
    text: str,
    by: "User | None",
    at: datetime,
    changes: Sequence[Change] = (),
    clause: str = "",
    happened_at: datetime | None = None,
) -> Event:
    """Add one event to `stream`, in the caller's transaction.

    `by` None is the system itself. `at` is when the product was told; `happened_at` (default: the same) when it was done.
    """
    return Event.objects.create(
        stream=stream,
        verb=verb,
        actor=by,
        actor_title=by.full_title if by else SYSTEM,
        text=text,
        changes=[list(change) for change in changes],
        clause=clause,
        happened_at=happened_at or at,
        entered_at=at,
    )


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What differs among events that are written together."""

    stream: str
    verb: str
    text: str
    clause: str = ""


def record_events(*, facts: Sequence[EventFacts], by: "User | None", at: datetime) -> None:
    """As `record_event`, for many events of one moment, in their order."""
    title = by.full_title if by else SYSTEM
    Event.objects.bulk_create(
        Event(
            stream=one.stream,
            verb=one.verb,
            actor=by,
            actor_title=title,
            text=one.text,
            changes=[],
            clause=one.clause,
            happened_at=at,
            entered_at=at,
        )
        for one in facts
    )
