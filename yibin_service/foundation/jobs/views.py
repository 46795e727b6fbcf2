"""Pages of background work: how far it is, its result, and what one has asked for."""

from typing import Any, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.jobs import selectors
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.selectors import later_of
from yibin_service.foundation.jobs.services.repeat_job import check_repeatable

PAGE_ROWS = 20


@require_GET
def job_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One job; free to leave, a message comes at the end."""
    return render(request, "jobs/job.html", _shown(request, pk))


@require_GET
def job_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that asks again by itself while the job is open."""
    return render(request, "jobs/_progress.html", _shown(request, pk))


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """What the person asked for, newest first."""
    page = Paginator(selectors.jobs_of(cast(User, request.user)), PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "jobs/job_list.html", {"page": page})


def _shown(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    job = selectors.job_for(cast(User, request.user), pk)
    later = later_of(job) if job.state == JobState.FAILED else None
    may_repeat = _may_repeat(job, cast(User, request.user))
    return {"job": job, "is_open": _is_open(job), "took": _took(job), "later": later, "may_repeat": may_repeat}


def _may_repeat(job: Job, user: User) -> bool:
    try:
        check_repeatable(job, user)
    except Refused:
        return False
    return True


def _is_open(job: Job) -> bool:
    return job.state in {JobState.WAITING, JobState.RUNNING}


def _took(job: Job) -> Any:
    return (job.finished_at or database_now()) - job.created_at
