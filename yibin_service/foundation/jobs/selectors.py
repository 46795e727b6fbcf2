"""Reads of background work. A person sees the own jobs only: their results hold what that person may see."""

from uuid import UUID

from django.db.models import QuerySet

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


def may_open_job_file(user: User, attachment: Attachment) -> bool:
    """Whether the file is the result of the person's own job."""
    kind, _, pk = attachment.stream.partition(":")
    try:
        return kind == "job" and jobs_of(user).filter(pk=UUID(pk)).exists()
    except ValueError:
        return False
