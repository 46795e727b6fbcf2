"""The 售后服务信息卡 on paper: what was filed, in its present version, with room for stamp and pens."""

import io
from collections.abc import Sequence

from cases.models import Case
from cases.selectors.card_facts import card_view
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files import storage
from yibin_service.foundation.files.contents import DRAWABLE
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress
from yibin_service.foundation.paper import render_pdf

TEMPLATE = "print/card.html"
MOST_PICTURES = 6


def make_card_sheet(*, job: Job, progress: Progress) -> Attachment:
    """The sheet of the card named in the job, as the person who asked may see it."""
    case = (
        Case.objects.select_related(
            "card__product", "card__acknowledged_by", "customer", "machine", "workshop", "defect", "regulation", "clerk"
        )
        .filter(pk=job.arguments["case"])
        .first()
    )
    if case is None:
        raise NotFound("这张信息卡已不在")
    at = database_now()
    view = card_view(case, job.requested_by)
    context = {"case": case, "card": case.card, "view": view, "pictures": _pictures(view.files)}
    progress(1, 2)
    printed_by = job.requested_by.display_name if job.requested_by else ""
    sheet = render_pdf(TEMPLATE, context, at=at, printed_by=printed_by)
    name = f"售后服务信息卡 {case.number}.pdf"
    return store_file(content=io.BytesIO(sheet), name=name, stream=f"job:{job.pk}", by=job.requested_by, at=at)


def _pictures(files: Sequence[Attachment]) -> list[tuple[str, str]]:
    """The first photos that still lie there, with their words."""
    drawable = [file for file in files if file.file.media_type in DRAWABLE and storage.path_of(file.file_id).is_file()]
    return [(storage.path_of(file.file_id).as_uri(), file.caption or file.name) for file in drawable[:MOST_PICTURES]]
