"""What the page of a month shows: the sealed figures, or before the seal a preview of the books as they stand."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from penalties.models import DeductionNotice, EntryKind, MonthReport, ReportState
from penalties.rules.month import Month
from penalties.selectors.month_details import SHOWN_ROWS, case_table, rows_of
from penalties.selectors.month_figures import entries_of, month_figures
from penalties.selectors.reports import (
    NO_REPORT,
    due_or_none,
    first_month,
    notice_numbers,
    notices_of,
    passed_of,
    report_for,
)
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.models import Event

SECONDS_KEPT = 60
STACKED = (("return", "退"), ("compensate", "赔"), ("exchange", "换"), ("expense", "处理费用"))
WAN = Decimal(10_000)


@dataclass(frozen=True)
class ReportView:
    """One month on the screen. `report` None: nothing was drawn up yet, the figures are a preview."""

    month: Month
    report: MonthReport | None
    figures: dict[str, Any]
    cases: list[dict[str, Any]]
    case_count: int
    notices: dict[int, DeductionNotice]
    due_at: datetime | None
    now: datetime

    @property
    def is_sealed(self) -> bool:
        return self.report is not None and self.report.is_sealed

    @property
    def is_over(self) -> bool:
        """Whether the month has ended."""
        return self.month.ends_at <= self.now

    @property
    def is_held(self) -> bool:
        return self.report is not None and self.report.state == ReportState.HELD

    @property
    def checks(self) -> list[dict[str, Any]]:
        """The checks as they came out when they were last made; none before the first time."""
        return self.report.findings if self.report else []

    @property
    def passed(self) -> tuple[int, int]:
        return passed_of(self.checks)

    @property
    def finding_count(self) -> int:
        return sum(len(result["findings"]) for result in self.checks)

    @property
    def previous(self) -> dict[str, Any]:
        """The month before, from the comparison."""
        row: dict[str, Any] = self.figures["months"][-2]
        return row


def report_view(month: Month, now: datetime) -> ReportView:
    """The month's page. Raises NotFound for a month that has not begun or lies before the books."""
    first = first_month()
    if month.starts_at > now or (first is not None and month < first) or (first is None and month.next.starts_at <= now):
        raise NotFound(NO_REPORT)
    report = report_for(month)
    if report is not None and report.is_sealed:
        figures = report.figures
        cases, count = rows_of(figures["cases"]), figures["cases"]["count"]
        notices = _by_unit(report)
    else:
        figures, notices = preview(month, now), {}
        cases, count = rows_of(figures["cases"]), figures["cases"]["count"]
    return ReportView(month, report, figures, cases, count, notices, due_or_none(month), now)


def preview(month: Month, now: datetime) -> dict[str, Any]:
    """The figures of a month that is not sealed, with the first cases; kept until something happens, a minute at most."""
    last = Event.objects.aggregate(last=Max("id"))["last"]
    key = f"month:{month.label}:{last}"
    figures: dict[str, Any] | None = cache.get(key)
    if figures is None:
        figures = month_figures(month, now)
        count = entries_of(month).exclude(kind=EntryKind.FINE).aggregate(count=Count("case", distinct=True))["count"]
        figures["cases"] = case_table(month, SHOWN_ROWS) | {"count": count}
        cache.set(key, figures, SECONDS_KEPT)
    return figures


def _by_unit(report: MonthReport) -> dict[int, DeductionNotice]:
    by_number = {notice.number: notice for notice in notices_of(report)}
    return {unit: by_number[number] for unit, number in notice_numbers(report).items()}


def change_of(summary: dict[str, Any], before: dict[str, Any]) -> str:
    """「比 9月 114,700.00 少 20.4%」; empty where the month before had no loss."""
    now, then = Decimal(summary["loss"]), Decimal(before["loss"])
    title = f"{Month.read(before['month']).first.month}月"
    if then <= 0:
        return f"{title} {then:,}"
    part = ((now - then) / then * 100).quantize(Decimal("0.1"))
    word = "多" if part > 0 else "少" if part < 0 else ""
    return f"比 {title} {then:,} {word} {abs(part)}%" if word else f"与 {title}持平"


def months_chart(figures: dict[str, Any]) -> dict[str, Any]:
    """Data of the six months' chart, in 万元."""
    months = figures["months"]
    return {
        "months": [f"{Month.read(row['month']).first.month}月" for row in months],
        "names": [title for _, title in STACKED],
        "series": [[_wan(row[key]) for row in months] for key, _ in STACKED],
        "totals": [f"{_wan(row['loss']):.2f}" for row in months],
    }


def units_chart(figures: dict[str, Any]) -> dict[str, Any]:
    """Data of the chart by unit, largest first, in 元."""
    units = sorted(figures["units"], key=lambda unit: Decimal(unit["total"]), reverse=True)
    return {
        "names": [unit["name"] for unit in units],
        "values": [float(unit["total"]) for unit in units],
        "labels": [f"{Decimal(unit['total']):,}".replace("-", "−") for unit in units],
    }


def months_sentence(figures: dict[str, Any]) -> str:
    """What the six months' chart shows, for those who do not see it."""
    parts = [f"{Month.read(row['month']).first.month}月 {_wan(row['loss']):.2f}" for row in figures["months"]]
    return f"近 {len(parts)}个月损失，万元：{'、'.join(parts)}"


def units_sentence(figures: dict[str, Any]) -> str:
    """What the chart by unit shows."""
    chart = units_chart(figures)
    parts = [f"{name} {label} 元" for name, label in zip(chart["names"], chart["labels"], strict=True)]
    return f"各单位承担：{'、'.join(parts)}"


def _wan(amount: str) -> float:
    return float(Decimal(amount) / WAN)
