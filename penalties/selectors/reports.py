"""Which months have or need a report, and what a page needs of one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min, Q, QuerySet

from cases.models import FeedbackCard
from penalties.models import SEALED_STATES, DeductionNotice, MonthReport
from penalties.models.ledger import LedgerEntry
from penalties.rules.month import Month
from penalties.selectors.notices import homes_of_units
from yibin_service.foundation.access.selectors import know_titles
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.regulation.clock import local_day, month_of
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.parameters import NoVersionInForce
from yibin_service.foundation.regulation.selectors import parameters_on

NO_REPORT = "没有这个月的月报"
FILES_JOB = "month_report"
ASKED_AGAIN_AFTER = timedelta(hours=1)


def due_at(month: Month) -> datetime:
    """When the month is reported, by the version in force on the first day after it. Raises NoVersionInForce."""
    p = parameters_on(Family.AFTER_SALES, month.next.first)
    return month.due_at(p.whole(ParameterKey.MONTH_REPORT_DAY), p.clock(ParameterKey.MONTH_REPORT_TIME))


def first_month() -> Month | None:
    """The month in which the books begin: the first card entered or the first entry; None while there is nothing."""
    entered = FeedbackCard.objects.order_by("pk").values_list("entered_at", flat=True).first()
    posted = LedgerEntry.objects.aggregate(first=Min("period"))["first"]
    days = [month_of(local_day(entered))] if entered else []
    days += [posted] if posted else []
    return Month(min(days)) if days else None


def months_due(at: datetime) -> list[Month]:
    """Every month whose report is due by `at` and not sealed, the earliest first."""
    sealed = set(MonthReport.objects.filter(state__in=SEALED_STATES).values_list("month", flat=True))
    found = []
    month = first_month()
    while month is not None and month.ends_at <= at:
        if month.first not in sealed and is_due(month, at):
            found.append(month)
        month = month.next
    return found


def unsealed_months(at: datetime) -> list[Month]:
    """Months of the books up to the present one that are not sealed, the newest first."""
    sealed = set(MonthReport.objects.filter(state__in=SEALED_STATES).values_list("month", flat=True))
    found = []
    month = first_month()
    while month is not None and month.starts_at <= at:
        if month.first not in sealed:
            found.append(month)
        month = month.next
    return found[::-1]


def is_due(month: Month, at: datetime) -> bool:
    """Whether the month's report should be there by now; never where no version says when."""
    try:
        return due_at(month) <= at
    except NoVersionInForce:
        return False


def earlier_open(month: Month, at: datetime) -> list[date]:
    """Months before this one that are due and not sealed."""
    return [other.first for other in months_due(at) if other < month]


def reports_without_files(at: datetime) -> list[MonthReport]:
    """Sealed reports whose workbook or PDF is missing though it was asked for more than an hour ago."""
    rows = MonthReport.objects.defer("details").filter(Q(workbook=None) | Q(pdf=None), state__in=SEALED_STATES)
    recent = Job.objects.filter(kind=FILES_JOB, created_at__gt=at - ASKED_AGAIN_AFTER).values_list("key", flat=True)
    busy = set(recent)
    return [report for report in rows if report.label not in busy]


@dataclass(frozen=True)
class ReportLine:
    """A month in the list: its report, or none yet."""

    month: Month
    report: MonthReport | None
    is_over: bool
    due_at: datetime | None

    @property
    def summary(self) -> dict[str, Any] | None:
        return self.report.figures.get("summary") if self.report and self.report.is_sealed else None


def report_lines(at: datetime) -> list[ReportLine]:
    """Every month from the books' beginning to the present one, the newest first."""
    rows = MonthReport.objects.defer("details").select_related("workbook", "pdf", "issued_by", "signed_by")
    reports = {report.month: report for report in rows}
    know_titles(who for report in reports.values() for who in (report.issued_by, report.signed_by))
    lines = []
    month = first_month() or Month.of(local_day(at))
    while month.starts_at <= at:
        lines.append(ReportLine(month, reports.get(month.first), month.ends_at <= at, due_or_none(month)))
        month = month.next
    return lines[::-1]


def report_for(month: Month) -> MonthReport | None:
    """The month's row with its people and files, without the rows behind the figures."""
    related = ("workbook__file", "pdf__file", "issued_by", "signed_by")
    return MonthReport.objects.defer("details").select_related(*related).filter(month=month.first).first()


def sealed_report(month: Month) -> MonthReport:
    """The sealed report with everything, for drawing. Raises NotFound before it is sealed."""
    rows = MonthReport.objects.select_related("issued_by", "signed_by", "workbook__file", "pdf__file")
    report = rows.filter(month=month.first, state__in=SEALED_STATES).first()
    if report is None:
        raise NotFound(NO_REPORT)
    return report


def report_of_file(sha256: str) -> MonthReport | None:
    """The sealed report that has this content as its workbook or PDF."""
    rows = MonthReport.objects.select_related("issued_by", "signed_by")
    return rows.filter(Q(workbook__file_id=sha256) | Q(pdf__file_id=sha256), state__in=SEALED_STATES).first()


def notices_of(report: MonthReport) -> QuerySet[DeductionNotice]:
    """The report's notices with their people, by number."""
    return DeductionNotice.objects.filter(report=report).select_related("unit", "answered_by").order_by("number")


def notice_numbers(report: MonthReport) -> dict[int, str]:
    """Which notice a unit's row led to: of the unit itself or, once it is dissolved, of its successor."""
    numbers = dict(DeductionNotice.objects.filter(report=report).values_list("unit_id", "number"))
    homes = homes_of_units()
    return {unit: numbers[home] for unit, home in homes.items() if home in numbers}


def passed_of(results: list[dict[str, Any]]) -> tuple[int, int]:
    """How many checks passed, of how many."""
    return sum(not result["findings"] for result in results), len(results)


def due_or_none(month: Month) -> datetime | None:
    try:
        return due_at(month)
    except NoVersionInForce:
        return None
