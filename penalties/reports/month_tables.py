"""The tables of a month report: which columns, in which order, under which headings. Workbook and paper draw from these."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from penalties.models import EntryKind, MonthReport, Side
from penalties.rules.month import Month
from penalties.selectors.month_details import rows_of
from yibin_service.foundation.sheets import Column, Kind

Row = dict[str, Any]

ENTRIES = (
    Column("sequence", "台账号", Kind.WHOLE, 8),
    Column("fact_on", "事实日期", Kind.DAY, 11),
    Column("posted_at", "入账时间", Kind.INSTANT, 16),
    Column("case", "案件", width=14),
    Column("customer", "客户", width=26),
    Column("product", "产品", width=18),
    Column("workshop", "车间", width=11),
    Column("machine", "机台", width=7),
    Column("defect", "缺陷", width=12),
    Column("side", "方向", width=7),
    Column("kind", "类别", width=11),
    Column("unit", "责任单位", width=12),
    Column("loss", "损失（元）", Kind.MONEY, 14, True),
    Column("charge", "承担与罚款（元）", Kind.MONEY, 15, True),
    Column("output", "扣产量（吨）", Kind.TONNES, 12, True),
    Column("share", "比例", Kind.SHARE, 9),
    Column("clause", "依据条款", width=11),
    Column("formula", "算式", width=44),
    Column("regulation", "制度版本", width=11),
    Column("reverses", "红冲原笔", Kind.WHOLE, 9),
    Column("corrects", "更正原笔", Kind.WHOLE, 9),
    Column("reason", "理由", width=24),
    Column("posted_by", "入账人", width=10),
    Column("hash", "本笔指纹", width=20),
)
CASES = (
    Column("case", "案件", width=14),
    Column("customer", "客户", width=28),
    Column("product", "产品", width=20),
    Column("workshop", "车间", width=11),
    Column("machine", "机台", width=7),
    Column("defect", "缺陷", width=12),
    Column("return", "退（元）", Kind.MONEY, 14, True),
    Column("compensate", "赔（元）", Kind.MONEY, 14, True),
    Column("exchange", "换（元）", Kind.MONEY, 14, True),
    Column("expense", "处理费用（元）", Kind.MONEY, 14, True),
    Column("income", "追偿收入（元）", Kind.MONEY, 14, True),
    Column("loss", "损失合计（元）", Kind.MONEY, 15, True),
    Column("recovered", "承运单位承担（元）", Kind.MONEY, 17, True),
    Column("output", "扣产量（吨）", Kind.TONNES, 12, True),
)
UNITS = (
    Column("name", "责任单位", width=16),
    Column("share", "分摊（元）", Kind.MONEY, 15, True),
    Column("outstanding", "未追回与垫付（元）", Kind.MONEY, 17, True),
    Column("fine", "罚款（元）", Kind.MONEY, 13, True),
    Column("recovery", "追偿（元）", Kind.MONEY, 15, True),
    Column("correction", "红冲与更正（元）", Kind.MONEY, 16, True),
    Column("total", "合计（元）", Kind.MONEY, 16, True),
    Column("tonnes", "扣产量（吨）", Kind.TONNES, 12, True),
    Column("notice", "通知单", width=18),
)


def losses_by(title: str) -> tuple[Column, ...]:
    """Losses by one attribute of the case."""
    return (
        Column("name", title, width=24 if title == "客户" else 14),
        Column("cases", "案数", Kind.WHOLE, 7),
        Column("amount", "损失（元）", Kind.MONEY, 15, True),
        Column("part", "占比", Kind.SHARE, 9),
    )


FINES = (
    Column("sequence", "台账号", Kind.WHOLE, 8),
    Column("unit", "单位", width=12),
    Column("case", "案件", width=14),
    Column("customer", "客户", width=28),
    Column("clause", "依据条款", width=12),
    Column("formula", "算式", width=36),
    Column("fact_on", "事实日期", Kind.DAY, 11),
    Column("amount", "罚款（元）", Kind.MONEY, 13, True),
)
COSTS = (
    Column("sequence", "台账号", Kind.WHOLE, 8),
    Column("case", "案件", width=14),
    Column("customer", "客户", width=28),
    Column("kind", "类别", width=16),
    Column("unit", "单位", width=12),
    Column("clause", "依据条款", width=11),
    Column("formula", "用途或算式", width=46),
    Column("fact_on", "日期", Kind.DAY, 11),
    Column("expense", "处理费用（元）", Kind.MONEY, 14, True),
    Column("recovery", "追偿（元）", Kind.MONEY, 14, True),
)
CLAIMS = (
    Column("case", "案件", width=14),
    Column("customer", "客户", width=28),
    Column("party", "对方", width=10),
    Column("party_name", "对方名称", width=26),
    Column("opened_at", "提出时间", Kind.INSTANT, 16),
    Column("amount", "索赔（元）", Kind.MONEY, 14, True),
    Column("received", "已到账（元）", Kind.MONEY, 14, True),
    Column("state", "月末状态", width=10),
)
CLOCKS = (
    Column("title", "时限", width=18),
    Column("due", "应办", Kind.WHOLE, 8, True),
    Column("met", "按时", Kind.WHOLE, 8, True),
    Column("late", "超期", Kind.WHOLE, 8, True),
    Column("waived", "豁免", Kind.WHOLE, 8, True),
)
LATE = (
    Column("case", "案件", width=14),
    Column("customer", "客户", width=28),
    Column("clock", "时限", width=14),
    Column("tier", "级别", width=9),
    Column("due_at", "截止", Kind.END, 16),
    Column("acted_at", "办理", Kind.INSTANT, 16),
    Column("unit", "单位", width=12),
    Column("clause", "依据条款", width=11),
    Column("outcome", "处理", width=36),
)
OPEN = (
    Column("case", "案件", width=14),
    Column("customer", "客户", width=28),
    Column("machine", "机台", width=7),
    Column("defect", "缺陷", width=12),
    Column("tier", "级别", width=9),
    Column("state", "编制时状态", width=12),
    Column("filed_at", "送达", Kind.INSTANT, 16),
    Column("due_at", "答复截止", Kind.END, 16),
    Column("clerk", "经办销售员", width=11),
    Column("engineer", "经办工程师", width=11),
    Column("amount", "直接损失（元）", Kind.MONEY, 15, True),
)
MONTHS = (
    Column("title", "月份", width=12),
    Column("return", "退（元）", Kind.MONEY, 14),
    Column("compensate", "赔（元）", Kind.MONEY, 14),
    Column("exchange", "换（元）", Kind.MONEY, 14),
    Column("expense", "处理费用（元）", Kind.MONEY, 14),
    Column("income", "追偿收入（元）", Kind.MONEY, 14),
    Column("loss", "损失合计（元）", Kind.MONEY, 15),
    Column("recovered", "追回（元）", Kind.MONEY, 14),
    Column("fines", "罚款（元）", Kind.MONEY, 13),
    Column("filed", "收到意见", Kind.WHOLE, 9),
    Column("settled", "入账案数", Kind.WHOLE, 9),
    Column("closed", "结案", Kind.WHOLE, 8),
    Column("open", "月末未结", Kind.WHOLE, 9),
    Column("replies_due", "应答复", Kind.WHOLE, 8),
    Column("replies_met", "按时答复", Kind.WHOLE, 9),
    Column("replies_late", "超期答复", Kind.WHOLE, 9),
    Column("replies_waived", "豁免", Kind.WHOLE, 8),
)
CHECKS = (
    Column("title", "对账项目", width=34),
    Column("scope", "范围", width=34),
    Column("result", "结果", width=44),
)


def rows(report: MonthReport, table: str) -> list[Row]:
    """The sealed rows of a table, in the words of the printed columns."""
    found = rows_of(report.details[table])
    for row in found:
        if "machine" in row:
            row["machine"] = f"{row['machine']}号"
    return found


def entry_rows(report: MonthReport) -> list[Row]:
    """The ledger: losses and charges in a column each, so that both add up."""
    return [_entry(row) for row in rows(report, "entries")]


def _entry(row: Row) -> Row:
    is_loss = row["side"] == Side.LOSS
    return row | {
        "loss": row["amount"] if is_loss else None,
        "charge": None if is_loss else row["amount"],
        "output": None if is_loss or not Decimal(row["tonnes"]) else row["tonnes"],
        "side": Side(row["side"]).label,
        "kind": EntryKind(row["kind"]).label,
    }


def cost_rows(report: MonthReport) -> list[Row]:
    """Expenses, then what came back, did not come back or is advanced; a column for each sum."""
    costs = [row | {"expense": row["amount"], "recovery": None} for row in rows(report, "expenses")]
    costs += [row | {"expense": None, "recovery": row["amount"]} for row in rows(report, "recoveries")]
    return [row | {"kind": EntryKind(row["kind"]).label} for row in costs]


def unit_rows(report: MonthReport, notices: Mapping[int, str]) -> list[Row]:
    """The units with the number of the notice each one gets."""
    return [
        row | {"notice": notices.get(row["unit"]) or ("" if row["has_bonus"] else "不开通知单")}
        for row in report.figures["units"]
    ]


def month_rows(report: MonthReport) -> list[Row]:
    """The months side by side, the earliest first."""
    return [row | {"title": Month.read(row["month"]).title} for row in report.figures["months"]]


def check_rows(report: MonthReport) -> list[Row]:
    """What each check came to."""
    return [
        {
            "title": result["title"],
            "scope": result["scope"],
            "result": "；".join(f"{one['where']} {one['text']}" for one in result["findings"]) or "通过",
        }
        for result in report.findings
    ]
