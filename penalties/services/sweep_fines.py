"""Catch what no act caught: breaches without their proposed fine, fines whose breach was waived since."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.services.lock_case import lock_case
from penalties.rules.posting import Trigger
from penalties.selectors.fines import cases_to_sweep
from penalties.services.post_ledger import post_case
from penalties.services.propose_fines import propose_fines
from yibin_service.foundation.regulation.clock import local, local_day

MOST_AT_ONCE = 500


def sweep_fines(*, at: datetime) -> int:
    """Bring the fines of cases with news in line, each case in its own transaction; gives how many were looked at.

    Safe to run at any time and twice at once: a fine is inserted once, a posting posts only differences.
    """
    numbers = cases_to_sweep(MOST_AT_ONCE)
    for case_id in numbers:
        _sweep_case(case_id, at)
    return len(numbers)


@transaction.atomic
def _sweep_case(case_id: int, at: datetime) -> None:
    case: Case = lock_case(case_id=case_id)
    propose_fines(case=case, at=at)
    trigger = Trigger(f"sweep:{case.pk}:{local(at).isoformat(timespec='seconds')}", "fines", local_day(at))
    post_case(case=case, trigger=trigger, by=None, at=at)
