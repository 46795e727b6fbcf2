"""Issue what is due in the system's name, month by month, however long the system stood still."""

import logging
from datetime import datetime

from penalties.models import MonthReport, ReportState
from penalties.selectors.reports import months_due, reports_without_files
from penalties.services.issue_month_report import ask_for_files, issue_month_report

logger = logging.getLogger(__name__)


def issue_due_reports(*, at: datetime) -> list[MonthReport]:
    """The reports issued or held by this call, earliest first; each in its own transaction.

    A month held before waits for 技术中心主任 and is left alone. One that another worker is sealing is left to it. A
    month that fails stops those after it: months are sealed in order.
    """
    held = set(MonthReport.objects.filter(state=ReportState.HELD).values_list("month", flat=True))
    done = []
    for month in months_due(at):
        if month.first in held:
            continue
        try:
            report = issue_month_report(month=month, by=None, at=at)
        except MonthReport.DoesNotExist:
            logger.info("%s is being sealed by another worker", month.label)
            break
        if report.built_at == at:  # else another worker was quicker
            done.append(report)
    for report in reports_without_files(at):
        ask_for_files(report, at)
    return done
