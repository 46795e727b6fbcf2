"""Background work, woken by the queue and by the timetable."""

import time

from celery import shared_task

from yibin_service.foundation.jobs.runner import run_next_job

LONGEST_ROUND = 30.0  # seconds; whoever finds more to do later is the next message


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def run_due_jobs() -> None:
    """Run what is asked for, one job after another, for a while."""
    end = time.monotonic() + LONGEST_ROUND
    while run_next_job() and time.monotonic() < end:
        pass
