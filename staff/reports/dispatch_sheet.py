"""The 派工单 on A4, with the boxes to sign."""

import io

from staff.models import DispatchOrder
from staff.selectors.dispatches import dispatch_for, records_of
from yibin_service.foundation.acts.errors import NotAllowed, NotFound
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files import storage
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress
from yibin_service.foundation.paper import render_pdf

TEMPLATE = "print/dispatch.html"


def make_dispatch_sheet(*, job: Job, progress: Progress) -> Attachment:
    """The sheet of the order named in the job, for whoever may see it. Raises NotFound, NotAllowed."""
    if job.requested_by is None:
        raise NotAllowed("派工单要由一位用户打印")
    number = DispatchOrder.objects.filter(pk=job.arguments["dispatch"]).values_list("number", flat=True).first()
    if number is None:
        raise NotFound("这张派工单已不在")
    order = dispatch_for(job.requested_by, number)
    at = database_now()
    records = [(record, _signature(record.signature)) for record in records_of(order)]
    progress(1, 2)
    context = {"order": order, "records": records}
    sheet = render_pdf(TEMPLATE, context, at=at, printed_by=job.requested_by.display_name)
    name = f"派工单 {order.number}.pdf"
    return store_file(content=io.BytesIO(sheet), name=name, stream=f"job:{job.pk}", by=job.requested_by, at=at)


def _signature(attachment: Attachment | None) -> str:
    """The address of the drawn signature, where it still lies there."""
    if attachment is None or not storage.path_of(attachment.file_id).is_file():
        return ""
    return str(storage.path_of(attachment.file_id).as_uri())
