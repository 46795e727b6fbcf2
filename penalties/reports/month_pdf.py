"""The month report on paper: the same sealed figures as the workbook, with two charts. Drawn in the worker only."""

from datetime import date, datetime
from typing import Any

from django.utils.safestring import mark_safe

from penalties.models import MonthReport
from penalties.reports import month_tables as tables
from penalties.reports.charts import Series, bars_chart, columns_chart, in_wan
from penalties.reports.month_workbook import issuer
from penalties.rules.month import Month
from penalties.selectors.reports import notice_numbers, passed_of
from yibin_service.foundation.paper import render_pdf

STACKED = (("return", "退"), ("compensate", "赔"), ("exchange", "换"), ("expense", "处理费用"))
# Layout takes a quarter of a second a page: beyond this the rows are in the workbook, and the sheet says so.
MOST_ROWS = 600
INSTANTS = ("filed_at", "due_at", "acted_at", "opened_at")


def month_pdf(report: MonthReport, *, at: datetime) -> bytes:
    """The sealed report (with its details) as PDF."""
    return render_pdf("reports/month.html", month_context(report), at=at)


def month_context(report: MonthReport) -> dict[str, Any]:
    """What the sheet prints."""
    figures, passed = report.figures, passed_of(report.findings)
    return {
        "report": report,
        "month": Month(report.month),
        "issuer": issuer(report),
        "summary": figures["summary"],
        "months_chart": mark_safe(_months_chart(report)),  # noqa: S308  own code, words escaped
        "units_chart": mark_safe(_units_chart(report)),  # noqa: S308
        "units": tables.unit_rows(report, notice_numbers(report)),
        "unit_totals": figures["unit_totals"],
        "losses": [("机台", figures["machines"]), ("缺陷", figures["defects"]), ("客户", figures["customers"])],
        "cases": _cut(tables.rows(report, "cases")),
        "case_count": len(report.details["cases"]["rows"]),
        "fines": _cut(tables.rows(report, "fines")),
        "costs": _cut(tables.cost_rows(report)),
        "claims": _cut(_timed(tables.rows(report, "claims"))),
        "clocks": figures["clocks"],
        "late": _cut(_timed(tables.rows(report, "late"))),
        "open": _cut(_timed(tables.rows(report, "open"))),
        "open_count": len(report.details["open"]["rows"]),
        "months": tables.month_rows(report),
        "checks": tables.check_rows(report),
        "passed": f"{passed[0]} / {passed[1]}",
        "most_rows": MOST_ROWS,
    }


def _cut(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows[:MOST_ROWS]


def _timed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Instants as such, for the filters that write them."""
    return [row | {key: datetime.fromisoformat(row[key]) for key in INSTANTS if row.get(key)} for row in rows]


def _months_chart(report: MonthReport) -> str:
    months = report.figures["months"]
    series = [Series(title, tuple(in_wan(month[key]) for month in months)) for key, title in STACKED]
    return columns_chart([f"{_month_of(month)}月" for month in months], series)


def _month_of(row: dict[str, Any]) -> int:
    first: date = Month.read(row["month"]).first
    return first.month


def _units_chart(report: MonthReport) -> str:
    units = sorted(report.figures["units"], key=lambda unit: in_wan(unit["total"]), reverse=True)
    return bars_chart([unit["name"] for unit in units], [unit["total"] for unit in units])
