"""A triage moves the instant by which the customer is answered (P.二.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ClockKind, Deadline
from cases.services.record_breach import record_breach


@transaction.atomic
def move_reply_due(*, case: Case, due_at: datetime, at: datetime) -> Deadline:
    """The reply clock of a locked case runs to `due_at` from now on, and no longer provisionally.

    READING: a due instant that is already past leaves the old one standing. An old one that was missed before `at` is
    breached by this very act, and that breach stays; the clock then runs again to the new instant. A clock that has
    stopped is left as it is.
    """
    deadline = Deadline.objects.select_for_update().get(case=case, kind=ClockKind.REPLY)
    if deadline.acted_at is not None or deadline.ended_at is not None:
        return deadline
    if at > deadline.due_at:
        record_breach(deadline=deadline, at=at)
    deadline.is_provisional = False
    if due_at != deadline.due_at and due_at >= at:
        deadline.due_at = due_at
        deadline.breached_at = None
    deadline.save(update_fields=["due_at", "breached_at", "is_provisional"])
    return deadline
