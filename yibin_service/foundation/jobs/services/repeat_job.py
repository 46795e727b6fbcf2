"""Do again what was not done."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import NotAllowed, OutOfStep
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.selectors import later_of

from .request_job import request_job


class NotRepeatable(OutOfStep):
    """Only work that failed, of a kind that the same arguments do again, and not twice."""


@transaction.atomic
def repeat_job(*, job: Job, by: User, at: datetime) -> Job:
    """A new job of the same kind, key and arguments; the failed one stays as it ended. Raises NotRepeatable, NotAllowed."""
    require(by, Verb.REPEAT_JOB)
    row = Job.objects.select_for_update().get(pk=job.pk)
    check_repeatable(row, by)
    return request_job(kind=row.kind, key=row.key, title=row.title, arguments=row.arguments, by=by, at=at)


def check_repeatable(job: Job, by: User) -> None:
    """Raise NotRepeatable or NotAllowed where the person cannot have the work done again."""
    if job.state != JobState.FAILED:
        raise NotRepeatable(f"这项工作{job.get_state_display()}，不用重新执行")
    if job.kind not in settings.JOB_REPEATS:
        raise NotRepeatable("这项工作不能原样重新执行：请回到原来的页面重新办理")
    later = later_of(job)
    if later is not None:
        raise NotRepeatable(f"这项工作后来已再次申请，{later.get_state_display()}，没有重复")
    if job.requested_by_id != by.pk or not import_string(settings.JOB_REPEATS[job.kind])(by, job):
        raise NotAllowed("您的岗位已变，不能再执行这项工作")
