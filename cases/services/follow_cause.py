"""A confirmed cause decides which window binds the customer's report (P.二.1)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ClockKind, Deadline
from cases.selectors.deadlines import Clock, breaches_of, clocks_of_card
from cases.services.recompute_clocks import recompute_clocks
from cases.services.record_breach import record_breach


@transaction.atomic
def follow_cause(*, case: Case, cause: str, at: datetime) -> None:
    """Note the confirmed cause on a locked case and let the clock of the customer's report go by it.

    `cause` empty (其他/工作疏忽) leaves the clock to the problem kind. A clock whose beginning is not on the card does
    not run; what it had found before stays visible without consequences.
    """
    if case.cause == cause:
        return
    case.cause = cause
    case.save(update_fields=["cause"])
    clock = next((clock for clock in clocks_of_card(case) if clock.kind == ClockKind.USER_REPORT), None)
    row = Deadline.objects.select_for_update().filter(case=case, kind=ClockKind.USER_REPORT).first()
    if clock is None:
        _stop(case, row, at)
        return
    if row is None:
        row = _start(case, clock, at)
    elif row.ended_at is not None:
        row.ended_at = None
        row.save(update_fields=["ended_at"])
    recompute_clocks(case=case, at=at)


def _stop(case: Case, row: Deadline | None, at: datetime) -> None:
    if row is None or row.ended_at is not None:
        return
    row.ended_at, row.breached_at = at, None
    row.save(update_fields=["ended_at", "breached_at"])
    breaches_of(case).filter(kind=ClockKind.USER_REPORT, overturned_at=None).update(overturned_at=at)


def _start(case: Case, clock: Clock, at: datetime) -> Deadline:
    row = Deadline.objects.create(
        case=case,
        kind=clock.kind,
        starts_at=clock.starts_at,
        due_at=clock.due_at,
        acted_at=clock.acted_at,
        clause=clock.clause,
        unit_of_count=clock.unit_of_count,
    )
    if clock.acted_at is not None and clock.acted_at > clock.due_at:
        record_breach(deadline=row, at=at, acted_at=clock.acted_at)
    return row
