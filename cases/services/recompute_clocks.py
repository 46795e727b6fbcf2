"""An accepted amendment moved times that clocks rest on."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ClockKind, Deadline, DeadlineBreach
from cases.selectors.deadlines import Clock, clocks_of_card
from cases.services.record_breach import record_breach
from yibin_service.foundation.acts.services import record_event

DECIDED_BY_THE_CARD = (ClockKind.CARD_FILING, ClockKind.USER_REPORT)


@transaction.atomic
def recompute_clocks(*, case: Case, at: datetime) -> None:
    """Set the card's two clocks of a locked case by the times `case.card` has now. The reply clock runs from the delivery.

    A breach that rested on the old times is overturned (it stays visible and has no consequences); one that follows from
    the new times is recorded. The version of the regulation stays the bound one.
    """
    clocks = {clock.kind: clock for clock in clocks_of_card(case)}
    rows = Deadline.objects.select_for_update().filter(case=case, kind__in=DECIDED_BY_THE_CARD, ended_at=None)
    for deadline in rows.order_by("id"):
        if deadline.kind in clocks:
            _set(deadline, clocks[ClockKind(deadline.kind)], at)


def _set(deadline: Deadline, clock: Clock, at: datetime) -> None:
    assert clock.acted_at is not None, "both clocks are decided when a card is delivered"
    is_late = clock.acted_at > clock.due_at
    if clock.due_at != deadline.due_at or not is_late:
        _overturn(deadline, at)
    deadline.starts_at, deadline.due_at, deadline.acted_at = clock.starts_at, clock.due_at, clock.acted_at
    deadline.breached_at = None
    deadline.save(update_fields=["starts_at", "due_at", "acted_at", "breached_at"])
    if is_late:
        record_breach(deadline=deadline, at=at, acted_at=clock.acted_at)


def _overturn(deadline: Deadline, at: datetime) -> None:
    """At most one breach stands at the present due instant."""
    held = DeadlineBreach.objects.filter(
        case_id=deadline.case_id, kind=deadline.kind, due_at=deadline.due_at, overturned_at=None
    )
    if held.update(overturned_at=at):
        record_event(
            stream=f"case:{deadline.case_id}",
            verb="overturn_breach",
            text=f"{deadline.get_kind_display()}超期：时间更正后不再成立，记录保留",
            by=None,
            at=at,
            clause=deadline.clause,
        )
