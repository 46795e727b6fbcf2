"""A case ends without the acts its clocks waited for."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, Deadline
from cases.services.record_breach import record_breach


@transaction.atomic
def end_clocks(*, case: Case, at: datetime) -> None:
    """Stop every running clock of a locked case: withdrawn, void, merged, closed. What was missed before stays missed."""
    running = Deadline.objects.select_for_update().filter(case=case, acted_at=None, ended_at=None)
    for deadline in running.order_by("id"):
        if at > deadline.due_at:
            record_breach(deadline=deadline, at=at)
        deadline.ended_at = at
        deadline.save(update_fields=["ended_at"])
