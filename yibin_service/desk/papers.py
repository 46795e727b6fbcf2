"""Sheets whose facts come from several apps, made in the background (JOB_KINDS in the settings)."""

import io

from cases.models import HandlingOpinion
from cases.reports.opinion_sheet import opinion_sheet
from liability.selectors.determined import liability_lines
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress


def make_opinion_sheet(*, job: Job, progress: Progress) -> Attachment:
    """The 处理意见书 of the draft named in the job, as it stands now."""
    opinion = (
        HandlingOpinion.objects.select_related(
            "case__card__product",
            "case__customer",
            "case__defect",
            "case__machine",
            "case__workshop",
            "case__regulation",
            "improvement_unit",
            "submitted_by__unit",
        )
        .filter(pk=job.arguments["opinion"])
        .first()
    )
    if opinion is None:
        raise NotFound("这一稿处理意见已不在")
    at = database_now()
    sheet = opinion_sheet(
        opinion=opinion,
        liability=liability_lines(opinion.case_id),
        at=at,
        printed_by=job.requested_by.display_name if job.requested_by else "",
    )
    progress(1, 1)
    name = f"处理意见书 {opinion.case.number} 第{opinion.draft_no}稿.pdf"
    return store_file(content=io.BytesIO(sheet), name=name, stream=f"job:{job.pk}", by=job.requested_by, at=at)

