"""The 移交清单 on A4, with the lines to sign."""

import io
from collections import Counter
from datetime import datetime

from staff.models import ItemState, WorkHandover
from staff.selectors.handovers import grouped, handover_for, listing_of, shown_to
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress
from yibin_service.foundation.paper import render_pdf

TEMPLATE = "print/handover.html"


def make_handover_sheet(*, job: Job, progress: Progress) -> Attachment:
    """The list of the handover named in the job, as its asker may see it. Raises NotFound, NotAllowed."""
    by, at = job.requested_by, database_now()
    if by is None:
        raise NotAllowed("移交清单要由一位用户打印")
    handover = handover_for(by, job.arguments["number"])
    content = handover_pdf(handover, by, at)
    progress(1, 2)
    name = f"{job.title}.pdf"
    return store_file(content=io.BytesIO(content), name=name, stream=f"job:{job.pk}", by=by, at=at)


def handover_pdf(handover: WorkHandover, by: User, at: datetime) -> bytes:
    """The list under the four heads of S.2(3), a line to sign for everybody who receives."""
    items = shown_to(by, handover, listing_of(handover, at).items)
    ended = {ItemState.SETTLED, ItemState.EXCUSED}
    receivers = Counter(str(item.receiver) for item in items if item.receiver and item.state not in ended)
    context = {"handover": handover, "groups": grouped(items), "receivers": receivers.most_common()}
    return render_pdf(TEMPLATE, context, at=at, printed_by=by.display_name)
