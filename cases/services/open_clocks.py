"""Start the clocks of a case when its card is delivered (P.二.1, P.二.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ClockKind, Deadline
from cases.selectors.deadlines import Clock, clocks_of_card
from cases.services.record_breach import record_breach

__all__ = ["open_clocks"]


@transaction.atomic
def open_clocks(*, case: Case, at: datetime) -> list[Deadline]:
    """The three clocks of a new case: the card's delivery and the customer's report, both decided already, and the reply.

    The reply clock runs from the delivery to 技术中心 and is the strictest one until the case has a tier. A clock whose
    act came late is breached in this transaction. `case.card` holds the times.
    """
    deadlines = [_row(case, clock) for clock in clocks_of_card(case)]
    Deadline.objects.bulk_create(deadlines)
    for deadline in deadlines:
        if deadline.acted_at is not None and deadline.acted_at > deadline.due_at:
            record_breach(deadline=deadline, at=at, acted_at=deadline.acted_at)
    return deadlines


def _row(case: Case, clock: Clock) -> Deadline:
    return Deadline(
        case=case,
        kind=clock.kind,
        starts_at=clock.starts_at,
        due_at=clock.due_at,
        acted_at=clock.acted_at,
        is_provisional=clock.kind == ClockKind.REPLY,
        clause=clock.clause,
        unit_of_count=clock.unit_of_count,
    )
