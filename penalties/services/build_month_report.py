"""Draw up a month: its figures, the rows behind them, and what every check finds (P.一.5)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from penalties.models import MonthReport, ReportState
from penalties.rules.month import Month
from penalties.rules.reconcile import CheckResult, findings_of, reconcile
from penalties.selectors.month_details import Table, month_details
from penalties.selectors.month_figures import month_figures
from penalties.selectors.notices import planned_notices
from penalties.selectors.reconciliation_facts import Survey, reconciliation_facts, survey
from penalties.selectors.reports import due_at, earlier_open
from penalties.services.tell_report import tell_found


@dataclass(frozen=True)
class DrawnMonth:
    """A month as its books stand, checked but not sealed."""

    figures: dict[str, Any]
    details: dict[str, Table]
    results: list[CheckResult]

    @property
    def finding_count(self) -> int:
        return len(findings_of(self.results))


def draw_month(month: Month, found: Survey, at: datetime) -> DrawnMonth:
    """Figures, rows and checks of the month as it stands; `found` is the survey of the whole ledger."""
    figures, details = month_figures(month, at), month_details(month)
    facts = reconciliation_facts(
        found, figures, details, planned_notices(month), earlier_open(month, at)
    )
    return DrawnMonth(figures, details, reconcile(facts))


@transaction.atomic
def build_month_report(*, month: Month, at: datetime) -> MonthReport:
    """Check the books of a month that is not sealed and keep what was found; sealed reports are given back as they are.

    Seals nothing and holds nobody up: for the pages of the open month and for 技术中心主任 after corrections.
    """
    report = take_report(month, at)
    if report.is_sealed:
        return report
    drawn = draw_month(month, survey(month, at), at)
    known = _texts(report.findings)
    keep_results(report, drawn, at)
    report.save(update_fields=["findings", "built_at"])
    if _texts(report.findings) - known:
        tell_found(report, drawn.finding_count, at)
    return report


def take_report(month: Month, at: datetime, *, skips_locked: bool = False) -> MonthReport:
    """The month's one row, made if there is none, held until the transaction ends.

    With `skips_locked`, MonthReport.DoesNotExist where somebody else holds it.
    """
    row = MonthReport(month=month.first, state=ReportState.BUILDING, built_at=at, due_at=due_at(month))
    MonthReport.objects.bulk_create([row], ignore_conflicts=True)
    return MonthReport.objects.select_for_update(skip_locked=skips_locked).get(month=month.first)


def keep_results(report: MonthReport, drawn: DrawnMonth, at: datetime) -> None:
    """Put what the checks found into the row (not saved)."""
    report.findings = [_plain(result) for result in drawn.results]
    report.built_at = at


def _plain(result: CheckResult) -> dict[str, Any]:
    return asdict(result) | {"findings": [asdict(finding) for finding in result.findings]}


def _texts(findings: list[dict[str, Any]]) -> set[str]:
    return {f"{one['where']} {one['text']}" for result in findings for one in result["findings"]}
