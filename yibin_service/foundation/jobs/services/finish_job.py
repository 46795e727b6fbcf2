"""A runner hands back what it did."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Func

from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.notices.services import notify

from .claim_job import MOST_ATTEMPTS

# Who waited longer than this has left the page: a message says how it ended.
PATIENCE = timedelta(seconds=5)


class ClaimLost(Exception):
    """The runner was silent too long and another one has the job: nothing of its work may be kept."""


@transaction.atomic
def finish_job(*, job: Job, result: Attachment | None) -> None:
    """The job is done. Call it in the transaction that made the result, so that both stand or neither.

    Raises ClaimLost when the job is no longer this runner's.
    """
    _close(job, state=JobState.DONE, result=result, error="")


@transaction.atomic
def fail_job(*, job: Job, error: str, may_retry: bool) -> None:
    """The job was not done: it waits for another attempt if it `may_retry` and has one left. Raises ClaimLost."""
    if may_retry and job.attempts < MOST_ATTEMPTS:
        _release(job, error)
    else:
        _close(job, state=JobState.FAILED, result=None, error=error)


def _release(job: Job, error: str) -> None:
    mine = Job.objects.filter(pk=job.pk, claim=job.claim)
    if not mine.update(state=JobState.WAITING, claim=None, error=error[:300], beat_at=_clock()):
        raise ClaimLost(str(job.pk))


def _close(job: Job, *, state: JobState, result: Attachment | None, error: str) -> None:
    mine = Job.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
    if not mine.update(state=state, result=result, error=error[:300], claim=None, finished_at=_clock()):
        raise ClaimLost(str(job.pk))
    job.refresh_from_db()
    assert job.finished_at is not None
    if job.requested_by is not None and job.finished_at - job.created_at > PATIENCE:
        _tell(job, job.finished_at)


def _clock() -> Func:
    """The instant itself: now() stands still since the transaction, and the work, began. A label, it decides nothing."""
    return Func(function="clock_timestamp", output_field=DateTimeField())


def _tell(job: Job, at: datetime) -> None:
    assert job.requested_by is not None
    is_done = job.state == JobState.DONE
    notify(
        users=[job.requested_by],
        key=f"job:{job.pk}:{job.state}",
        title=f"{job.title}：{'已做好，可以下载' if is_done and job.result_id else '已做好' if is_done else '没有做成'}",
        body=job.error,
        url=f"/jobs/{job.pk}/",
        at=at,
        with_letter=False,
    )
