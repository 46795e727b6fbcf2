"""Hold a notice of deduction for one act."""

from datetime import datetime

from penalties.models import DeductionNotice
from yibin_service.foundation.jobs.services import request_job

SHEET_JOB = "notice_sheet"


def take_notice(notice: DeductionNotice) -> DeductionNotice:
    """The notice as it is now, locked until the transaction ends; every service calls this before it looks at state."""
    DeductionNotice.objects.select_for_update().values_list("pk").get(pk=notice.pk)
    related = ("report", "unit", "answered_by", "objection_answered_by", "deducted_by")
    return DeductionNotice.objects.select_related(*related).get(pk=notice.pk)


def ask_for_sheet(notice: DeductionNotice, at: datetime) -> None:
    """Have the notice printed anew by the worker: the same figures, with what was signed since."""
    request_job(
        kind=SHEET_JOB,
        key=f"{notice.number}:{notice.state}:{notice.objection_answered_at or ''}",
        title=f"{notice.title} {notice.number}",
        arguments={"number": notice.number},
        by=None,
        at=at,
    )
