"""《技术支持人员考核表》 on A4."""

import io
from datetime import datetime

from staff.models import AppraisalState
from staff.rules.appraisal import bands_in_words
from staff.selectors.appraisal import (
    appraised_person,
    complaints_of,
    lines_of,
    merits_of,
    row_of,
    rules_of,
    unsettled,
    unsettled_words,
)
from staff.selectors.appraisal_evidence import evidence_of
from staff.selectors.months import month_in
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress
from yibin_service.foundation.paper import render_pdf
from yibin_service.foundation.regulation.clock import next_month

TEMPLATE = "print/appraisal.html"


def make_appraisal_sheet(*, job: Job, progress: Progress) -> Attachment:
    """The sheet named in the job, as its asker may see it. Raises NotFound, NotAllowed."""
    by, at = job.requested_by, database_now()
    if by is None:
        raise NotAllowed("考核表要由一位用户打印")
    content = appraisal_pdf(by, job.arguments["month"], job.arguments["number"], at)
    progress(1, 2)
    name = f"{job.title}.pdf"
    return store_file(content=io.BytesIO(content), name=name, stream=f"job:{job.pk}", by=by, at=at)


def appraisal_pdf(by: User, label: str, number: str, at: datetime) -> bytes:
    """One person's month on paper. Raises NotFound."""
    month = month_in(label, at)
    employee = appraised_person(by, month, number)
    row = row_of(by, employee, month, at)
    context = {
        "row": row,
        "sheet": row.sheet,
        "employee": employee,
        "month": month,
        "lines": lines_of(row),
        "complaints": [one for one in complaints_of(employee, month) if one.counts_in == month],
        "evidence": evidence_of(employee, month, at),
        "merits": [one for one in merits_of(employee, month.year) if one.on < next_month(month)],
        "bands": bands_in_words(rules_of(month)),
        "unsettled": unsettled_words(unsettled(month)),
        "is_signed": row.state == AppraisalState.COUNTERSIGNED,
    }
    return render_pdf(TEMPLATE, context, at=at, printed_by=by.display_name)
