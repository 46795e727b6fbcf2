"""Runs a job in the worker: gives signs of life beside it, keeps its result and its end in one transaction."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils.module_loading import import_string

from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.services.claim_job import claim_job
from yibin_service.foundation.jobs.services.finish_job import ClaimLost, fail_job, finish_job

logger = logging.getLogger(__name__)
SIGN_EVERY = 1.0  # seconds
TOO_LONG = "做的时间太长，已停下：请缩小范围（如少选几个月）再申请"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class NotDone:
    """The work came to nothing, for this reason: the job ends as not done, what its handler wrote of it is kept."""

    reason: str


class Handler(Protocol):
    """Work of one kind, named in JOB_KINDS. A Refused it raises is told to the person and not tried again."""

    def __call__(self, *, job: Job, progress: Progress) -> Attachment | NotDone | None: ...


def run_next_job() -> bool:
    """Take one job and see it through; False when none was to be done."""
    job = claim_job(at=database_now())
    if job is None:
        return False
    try:
        with signs_of_life(job) as progress, transaction.atomic():
            handler: Handler = import_string(settings.JOB_KINDS[job.kind])
            outcome = handler(job=job, progress=progress)
            if isinstance(outcome, NotDone):
                fail_job(job=job, error=outcome.reason, may_retry=False)
            else:
                finish_job(job=job, result=outcome)
    except ClaimLost:
        logger.warning("job %s was taken over by another runner; this result is dropped", job.pk)
    except Exception as problem:  # whatever it was, the person hears of it and the next job is run
        _fail(job, problem)
    return True


def _fail(job: Job, problem: Exception) -> None:
    if isinstance(problem, Refused):
        error, may_retry = problem.message, False
    elif isinstance(problem, SoftTimeLimitExceeded):
        error, may_retry = TOO_LONG, False
    else:
        number = secrets.token_hex(4).upper()
        logger.error("job %s (%s) failed, number %s", job.pk, job.kind, number, exc_info=problem)
        error = f"没有做成：请稍后再申请一次；仍不行，请把编号 {number} 告诉系统管理员"
        may_retry = True
    try:
        fail_job(job=job, error=error, may_retry=may_retry)
    except ClaimLost:
        logger.warning("job %s was taken over by another runner", job.pk)


@contextmanager
def signs_of_life(job: Job) -> Iterator[Progress]:
    """A thread with a connection of its own tells the database every second how far the job is.

    The work itself is one transaction, which nobody else could look into.
    """
    state = [job.done, job.total]
    ended = threading.Event()
    thread = threading.Thread(target=_give_signs, args=(job, state, ended), daemon=True)
    thread.start()

    def progress(done: int, total: int) -> None:
        state[:] = [max(done, 0), max(total, 0)]

    try:
        yield progress
    finally:
        ended.set()
        thread.join(timeout=10)


def _give_signs(job: Job, state: list[int], ended: threading.Event) -> None:
    try:
        while not ended.wait(SIGN_EVERY):
            try:
                _sign(job, state)
            except DatabaseError:  # a sign missed is no harm; the next one opens a new connection
                close_old_connections()
    finally:
        connection.close()


def _sign(job: Job, state: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET beat_at = now(), done = %s, total = %s WHERE id = %s AND claim = %s",
            [*state, job.pk, job.claim],
        )
