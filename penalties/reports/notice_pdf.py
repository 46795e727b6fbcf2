"""One notice of deduction on paper. Its figures are those it was sealed with, whenever it is printed."""

from datetime import datetime

from penalties.models import DeductionNotice
from penalties.reports.notice_sheet import notice_context
from yibin_service.foundation.paper import render_pdf


def notice_pdf(notice: DeductionNotice, *, at: datetime) -> bytes:
    """The sheet as PDF; decisions taken in the product stand in the boxes, others stay for the pen."""
    return render_pdf("reports/notice.html", notice_context(notice), at=at)
