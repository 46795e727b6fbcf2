"""The act a clock waited for was done."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ClockKind, Deadline
from cases.services.record_breach import record_breach


@transaction.atomic
def meet_clock(*, case: Case, kind: ClockKind, acted_at: datetime, at: datetime) -> Deadline:
    """Stop a clock of a locked case at `acted_at`; a late act records its own breach here, whether swept or not.

    `at` is when the product was told. A breach the sweep recorded before stays, also for an act in time that was entered
    late: whether it has consequences is for the person who may waive it. A clock stopped before is left as it is.
    """
    deadline = Deadline.objects.select_for_update().get(case=case, kind=kind)
    if deadline.acted_at is not None or deadline.ended_at is not None:
        return deadline
    deadline.acted_at = acted_at
    deadline.save(update_fields=["acted_at"])
    if acted_at > deadline.due_at or deadline.breached_at is not None:
        record_breach(deadline=deadline, at=at, acted_at=acted_at)
    return deadline
