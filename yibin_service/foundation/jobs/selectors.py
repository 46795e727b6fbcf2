"""Reads of background work. A person sees the own jobs only: their results hold what that person may see."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job


def jobs_of(user: User) -> QuerySet[Job]:
    """What the person asked for, newest first."""
    return Job.objects.filter(requested_by=user).select_related("result__file").order_by("-created_at", "id")


def job_for(user: User, pk: UUID) -> Job:
    """The person's job, or NotFound."""
    job = jobs_of(user).filter(pk=pk).first()
    if job is None:
        raise NotFound("没有这项后台工作，或不是您申请的")
    return job


def later_of(job: Job) -> Job | None:
    """The newest work of the same object asked for after this one; None where there is none or the work has no object."""
    if not job.key:
        return None
    rows = Job.objects.filter(kind=job.kind, key=job.key, created_at__gt=job.created_at).exclude(pk=job.pk)
    return rows.order_by("-created_at").first()


def may_open_job_file(user: User, attachment: Attachment) -> bool:
    """Whether the file is the result of the person's own job, and the person may still see now what stands in it."""
    kind, _, pk = attachment.stream.partition(":")
    try:
        job = jobs_of(user).filter(pk=UUID(pk)).first() if kind == "job" else None
    except ValueError:
        return False
    if job is None:
        return False
    may_read = settings.JOB_READERS.get(job.kind)
    return may_read is None or bool(import_string(may_read)(user, job))
