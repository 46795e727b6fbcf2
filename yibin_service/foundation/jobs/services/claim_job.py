"""A worker takes the next job."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from yibin_service import environment
from yibin_service.foundation.jobs.models import Job, JobState

MOST_ATTEMPTS = 3
# One place of the worker stays free for the sweeps, however many long jobs are asked for.
AT_ONCE = environment.integer(
    "JOBS_AT_ONCE", max(environment.integer("WORKERS", 2, low=1, high=64) - 1, 1), low=1, high=64
)
# A runner gives a sign every few seconds; after this silence it counts as dead and another takes its job over.
SILENCE = timedelta(seconds=environment.integer("JOB_SILENCE_SECONDS", 60, low=2, high=3600))
PAUSE = timedelta(seconds=environment.integer("JOB_PAUSE_SECONDS", 10, low=1, high=3600))
GIVEN_UP = "处理中断了三次，没有做成：请重新申请一次，仍不行请告诉系统管理员"

CLAIM = """
UPDATE jobs_job SET state = 'running', claim = %(claim)s, attempts = attempts + 1, started_at = %(at)s, beat_at = %(at)s
 WHERE id = (
   SELECT id FROM jobs_job
    WHERE (state = 'waiting' AND (beat_at IS NULL OR beat_at <= %(rested)s))
       OR (state = 'running' AND beat_at < %(silent)s)
    ORDER BY created_at
    LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@transaction.atomic
def claim_job(*, at: datetime) -> Job | None:
    """The oldest job that waits, or whose runner fell silent, now in the caller's hands; None when there is none.

    `job.claim` proves it: once another runner has taken the job over, the first one's result is refused. No more than
    AT_ONCE jobs run at a time. A job that broke off MOST_ATTEMPTS times is given up here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('jobs:claim', 0))")
        _give_up_broken(at)
        if Job.objects.filter(state=JobState.RUNNING, beat_at__gte=at - SILENCE).count() >= AT_ONCE:
            return None
        times: dict[str, Any] = {"claim": uuid.uuid4(), "at": at, "rested": at - PAUSE, "silent": at - SILENCE}
        cursor.execute(CLAIM, times)
        taken = cursor.fetchone()
    return None if taken is None else Job.objects.select_related("requested_by").get(pk=taken[0])


def _give_up_broken(at: datetime) -> None:
    silent = Job.objects.filter(state=JobState.RUNNING, beat_at__lt=at - SILENCE, attempts__gte=MOST_ATTEMPTS)
    silent.update(state=JobState.FAILED, error=GIVEN_UP, finished_at=at, claim=None)
