"""Month reports by themselves: issued when due, checked between, their files made in the worker."""

import logging
from datetime import datetime

from celery import shared_task

from cases.services.sweep_deadlines import sweep_deadlines
from penalties.reports.month_pdf import month_pdf
from penalties.reports.month_workbook import month_workbook
from penalties.reports.notice_pdf import notice_pdf
from penalties.rules.month import Month
from penalties.selectors.notices import any_notice
from penalties.selectors.reports import first_month, months_due, sealed_report
from penalties.services.build_month_report import build_month_report
from penalties.services.issue_due_reports import issue_due_reports as issue
from penalties.services.keep_report_files import keep_notice_sheet, keep_report_files
from penalties.services.sweep_fines import sweep_fines
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress
from yibin_service.foundation.regulation.clock import local_day

logger = logging.getLogger(__name__)
FILE_STEPS = 3


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def issue_due_reports() -> None:
    """Issue what is due. After a standstill the missed deadlines and their fines are recorded first: they count in it."""
    now = database_now()
    if months_due(now):
        _catch_up(now)
    for report in issue(at=now):
        logger.info("%s: %s", report.label, report.state)


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def check_books() -> None:
    """Check the books of the present month, so that findings are known before its report is due."""
    now = database_now()
    if first_month() is not None:
        _catch_up(now)
        build_month_report(month=Month.of(local_day(now)), at=now)


def _catch_up(now: datetime) -> None:
    """Record what fell due and its fines first: a breach whose fine is only seconds away is no finding."""
    sweep_deadlines(at=now)
    sweep_fines(at=now)


def check_books_now(*, job: Job, progress: Progress) -> Attachment | None:
    """Somebody wants to know now: the job behind 「重新对账」."""
    progress(0, 1)
    now = database_now()
    _catch_up(now)
    build_month_report(month=Month.read(job.arguments["month"]), at=now)
    progress(1, 1)
    return None


def make_report_files(*, job: Job, progress: Progress) -> Attachment | None:
    """Draw workbook and PDF of a sealed month; nothing is drawn again that is there."""
    report = sealed_report(Month.read(job.arguments["month"]))
    if report.workbook is not None and report.pdf is not None:
        return None
    now = database_now()
    progress(0, FILE_STEPS)
    workbook = month_workbook(report)
    progress(1, FILE_STEPS)
    pdf = month_pdf(report, at=now)
    progress(2, FILE_STEPS)
    keep_report_files(report=report, workbook=workbook, pdf=pdf, at=now)
    progress(FILE_STEPS, FILE_STEPS)
    return None


def make_notice_sheet(*, job: Job, progress: Progress) -> Attachment | None:
    """Print a notice as it stands."""
    notice = any_notice(job.arguments["number"])
    now = database_now()
    progress(0, 1)
    keep_notice_sheet(notice=notice, pdf=notice_pdf(notice, at=now), at=now)
    progress(1, 1)
    return None
