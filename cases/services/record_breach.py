"""Note that a clock was missed (P.二.1, P.二.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import ClockKind, Deadline, DeadlineBreach
from cases.selectors.deadlines import gap_note, liable_unit
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import end

EVERY_YEAR_WRITTEN = 0


@transaction.atomic
def record_breach(*, deadline: Deadline, at: datetime, acted_at: datetime | None = None) -> DeadlineBreach:
    """The breach of a locked deadline at its present due instant, once whoever notices it, dated when it fell due.

    `acted_at` is the late act, if there was one. A late report by the customer is no unit's breach. People are told by
    the next round of the teller; a breach that is on record already is given back, completed by the act.
    """
    breach, is_new = DeadlineBreach.objects.get_or_create(
        case_id=deadline.case_id,
        kind=deadline.kind,
        due_at=deadline.due_at,
        defaults={
            "detected_at": at,
            "clause": deadline.clause,
            "unit": liable_unit(deadline.kind),
            "acted_at": acted_at,
            "found_after_gap": gap_note(due_at=deadline.due_at, at=at),
            "told_at": at if deadline.kind == ClockKind.USER_REPORT else None,
        },
    )
    if is_new:
        _note(deadline, at)
    else:
        _complete(breach, acted_at)
    if deadline.breached_at is None:
        deadline.breached_at = deadline.due_at
        deadline.save(update_fields=["breached_at"])
    return breach


def _complete(breach: DeadlineBreach, acted_at: datetime | None) -> None:
    """One that is on record gets its late act; one that had been overturned holds again."""
    breach.acted_at = breach.acted_at or acted_at
    breach.overturned_at = None
    breach.save(update_fields=["acted_at", "overturned_at"])


def _note(deadline: Deadline, at: datetime) -> None:
    record_event(
        stream=f"case:{deadline.case_id}",
        verb="record_breach",
        text=f"{deadline.get_kind_display()}超期：截止 {end(deadline.due_at, EVERY_YEAR_WRITTEN)}",
        by=None,
        at=at,
        clause=deadline.clause,
        happened_at=deadline.due_at,
    )
