"""The month report as a workbook: the sealed figures, a sheet a table. It computes nothing but the totals below a table."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.conf import settings
from openpyxl.workbook import Workbook

from penalties.models import MonthReport
from penalties.reports import month_tables as tables
from penalties.rules.month import Month
from penalties.selectors.reports import notice_numbers
from yibin_service.foundation.access.selectors import has_demo_accounts
from yibin_service.foundation.sheets import Column, Kind, add_sheet
from yibin_service.foundation.wording import local

LABELLED = (Column("label", "项目", width=26), Column("value", "内容", Kind.FIGURE, 80))
SEAL_SHEET = "封存"


def month_workbook(report: MonthReport) -> bytes:
    """The sealed report (with its details) as xlsx."""
    book = Workbook(write_only=True)
    figures, month = report.figures, Month(report.month)
    mark = f" · {settings.DEMO_DATA_MARK}" if has_demo_accounts() else ""

    def add(name: str, *blocks: tuple[Any, Any]) -> None:
        add_sheet(book, name, f"{settings.COMPANY_NAME} {month.title}售后质量月报：{name}{mark}", blocks)

    add("要点", (LABELLED, summary_rows(report)))
    add("明细台账", (tables.ENTRIES, tables.entry_rows(report)))
    add("退赔换明细", (tables.CASES, tables.rows(report, "cases")))
    add("责任单位汇总", (tables.UNITS, tables.unit_rows(report, notice_numbers(report))))
    by = (("机台", "machines"), ("缺陷", "defects"), ("客户", "customers"))
    add("机台、缺陷、客户", *((tables.losses_by(title), figures[key]) for title, key in by))
    add("处罚", (tables.FINES, tables.rows(report, "fines")))
    add("处理费用与追偿", (tables.COSTS, tables.cost_rows(report)))
    add("索赔", (tables.CLAIMS, tables.rows(report, "claims")))
    add("时限执行", (tables.CLOCKS, figures["clocks"]))
    add("超期明细", (tables.LATE, tables.rows(report, "late")))
    add("未结案件", (tables.OPEN, tables.rows(report, "open")))
    add("与前期比较", (tables.MONTHS, tables.month_rows(report)))
    add("对账", (tables.CHECKS, tables.check_rows(report)))
    add(SEAL_SHEET, (LABELLED, seal_rows(report)))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def summary_rows(report: MonthReport) -> list[dict[str, Any]]:
    """What the month comes to, in a few lines."""
    summary = report.figures["summary"]
    lines: list[tuple[str, Any]] = [
        ("损失合计（元）", Decimal(summary["loss"])),
        ("追回（元）", Decimal(summary["recovered"])),
        ("罚款（元）", Decimal(summary["fines"])),
        ("收到意见（件）", summary["filed"]),
        ("结案（件）", summary["closed"]),
        ("月末未结（件）", summary["open"]),
        ("按时答复", f"{summary['replies_met']} / {summary['replies_due']}件"),
        ("签发", f"{issuer(report)} {_instant(report)}"),
    ]
    lines += [("迟发说明", report.delay_note)] if report.delay_note else []
    return [{"label": label, "value": value} for label, value in lines]


def seal_rows(report: MonthReport) -> list[dict[str, str]]:
    """What anyone needs to check the seal (docs/report.md)."""
    lines = [
        ("月份", report.label),
        ("报表指纹（SHA-256）", report.figures_hash),
        ("台账笔数", str(report.entry_count)),
        ("台账链根", report.chain_root),
        ("签发", f"{issuer(report)} {_instant(report)}"),
        ("签发时间", local(report.issued_at).isoformat() if report.issued_at else ""),
        ("说明", "数字已封存；以后的更正记入以后的月份并指明原笔，本表不变。核对：manage.py verify_report 本文件"),
    ]
    return [{"label": label, "value": value} for label, value in lines]


def issuer(report: MonthReport) -> str:
    """Who issued it, under the title of that day."""
    return str(report.figures["issue"]["by"])


def _instant(report: MonthReport) -> str:
    return f"{local(report.issued_at):%Y-%m-%d %H:%M}" if report.issued_at else ""
