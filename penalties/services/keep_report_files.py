"""Keep what the worker drew: the report's two files, a notice's sheet. Each has its own fingerprint."""

from datetime import datetime
from io import BytesIO

from django.db import transaction

from penalties.models import DeductionNotice, MonthReport
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file


@transaction.atomic
def keep_report_files(*, report: MonthReport, workbook: bytes, pdf: bytes, at: datetime) -> MonthReport:
    """Store the files of a sealed report; those it has already stay, whatever is drawn later."""
    MonthReport.objects.select_for_update().values_list("pk").get(pk=report.pk)
    report = MonthReport.objects.defer("details").get(pk=report.pk)
    for field, content, ending in (("workbook", workbook, "xlsx"), ("pdf", pdf, "pdf")):
        if getattr(report, f"{field}_id") is None:
            setattr(report, field, _stored(content, f"{report.label} 售后质量月报.{ending}", report.stream, at))
    report.save(update_fields=["workbook", "pdf"])
    kept = "\n".join(f"{file.name} {file.file_id}" for file in (report.workbook, report.pdf) if file)
    text = f"制成{report}文件\n{kept}"
    record_event(stream=report.stream, verb="keep_report_files", text=text, by=None, at=at)
    return report


@transaction.atomic
def keep_notice_sheet(*, notice: DeductionNotice, pdf: bytes, at: datetime) -> Attachment:
    """Store the newest print of a notice; earlier prints stay among its files."""
    DeductionNotice.objects.select_for_update().values_list("pk").get(pk=notice.pk)
    sheet = _stored(pdf, f"{notice.title} {notice.number}.pdf", notice.stream, at)
    DeductionNotice.objects.filter(pk=notice.pk).update(pdf=sheet)
    return sheet


def _stored(content: bytes, name: str, stream: str, at: datetime) -> Attachment:
    return store_file(content=BytesIO(content), name=name, stream=stream, by=None, at=at)
