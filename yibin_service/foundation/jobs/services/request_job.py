"""Ask for a piece of background work."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.jobs.models import Job

WAKE = "yibin_service.foundation.jobs.tasks.run_due_jobs"


@transaction.atomic
def request_job(
    *, kind: str, key: str, title: str, arguments: dict[str, Any], by: User | None, at: datetime
) -> Job:
    """The job that will do the work; its page is `/jobs/<id>/`.

    `kind` is one of JOB_KINDS in the settings; `arguments` are plain JSON. While a job of the same kind and key is open,
    that one is given again instead of a second (an empty key asks for a new one every time).
    """
    if kind not in settings.JOB_KINDS:
        raise LookupError(f"JOB_KINDS names no handler for {kind!r}")
    job = Job(id=uuid.uuid4(), kind=kind, key=key, title=title, arguments=arguments, requested_by=by, created_at=at)
    _serialise(kind, key)
    known = Job.objects.filter(kind=kind, key=key, state__in=["waiting", "running"]).first() if key else None
    if known is not None:
        return known
    job.save(force_insert=True)
    transaction.on_commit(_wake_worker)
    return job


def _serialise(kind: str, key: str) -> None:
    """Two requests of one key at the same moment come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"job:{kind}:{key}"])


def _wake_worker() -> None:
    """Only to save the person some seconds: the worker looks for open jobs by itself."""
    from yibin_service.celery import wake

    wake(WAKE)
