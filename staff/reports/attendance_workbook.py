"""The closed month as a workbook for payroll: one row a person, every event, differences of earlier months."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl.workbook import Workbook

from cases.models import Misreport
from staff.models import Employee
from staff.selectors.payroll import Payroll, PayrollRow
from yibin_service.foundation.regulation.clauses import P_4_5
from yibin_service.foundation.sheets import Column, Kind, add_sheet
from yibin_service.foundation.wording import instant

WHO = (Column("number", "工号", width=10), Column("name", "姓名", width=10))
PEOPLE = (
    *WHO,
    Column("unit", "单位", width=14),
    Column("wage", "月工资（元）", Kind.MONEY, 13),
    Column("scheduled", "应出勤（天）", Kind.WHOLE, 9),
    Column("field", "外勤（天）", Kind.WHOLE, 8),
    Column("leave", "请假（天）", Kind.WHOLE, 8),
    Column("late", "迟到（次）", Kind.WHOLE, 8, True),
    Column("early", "早退（次）", Kind.WHOLE, 8, True),
    Column("left_post", "离岗（次）", Kind.WHOLE, 8, True),
    Column("missing", "缺卡（次）", Kind.WHOLE, 8, True),
    Column("absent", "旷工（天）", width=8),
    Column("fines", "罚款（元）", Kind.MONEY, 11, True),
    Column("absence", "旷工扣款（元）", Kind.MONEY, 13, True),
    Column("demerit", "记大过", width=8),
    Column("demerit_fine", "记大过罚款（元）", Kind.MONEY, 12, True),
    Column("deduction", "本月扣款（元）", Kind.MONEY, 13, True),
    Column("differences", "以前月份差额（元）", Kind.MONEY, 13, True),
    Column("payable", "应扣合计（元）", Kind.MONEY, 13, True),
    Column("proposals", "建议", width=12),
    Column("flags", "提示", width=30),
    Column("version", "制度版本", width=10),
)
EVENTS = (
    *WHO,
    Column("on", "日期", Kind.DAY, 11),
    Column("title", "事项", width=16),
    Column("fact", "事实", width=44),
    Column("clause", "依据", width=10),
    Column("amount", "扣款（元）", Kind.MONEY, 12, True),
)
DIFFERENCES = (
    *WHO,
    Column("of", "原月份", width=9),
    Column("reason", "说明", width=44),
    Column("fines", "罚款（元）", Kind.MONEY, 11, True),
    Column("absence", "旷工扣款（元）", Kind.MONEY, 13, True),
    Column("demerit_fine", "记大过罚款（元）", Kind.MONEY, 12, True),
    Column("total", "差额（元）", Kind.MONEY, 12, True),
)
WITHHELD = (
    *WHO,
    Column("of", "奖金月份", width=10),
    Column("case", "案件", width=16),
    Column("on", "发生日期", Kind.DAY, 11),
    Column("clause", "依据", width=10),
    Column("transfer", "岗位调整", width=30),
)
LEFT = (*WHO, Column("unit", "单位", width=14))


def attendance_workbook(payroll: Payroll, *, at: datetime) -> bytes:
    """The workbook's bytes. Figures are the frozen ones, as typed cells."""
    book = Workbook(write_only=True)
    month = f"{payroll.month.year}年{payroll.month.month}月"
    head = f"{month} 考勤工资用表　{len(payroll.rows)}人　应扣合计 {payroll.payable:,} 元　{instant(at, at.year)} 导出"
    add_sheet(book, "汇总", head, [(PEOPLE, [_person(row) for row in payroll.rows])])
    add_sheet(book, "逐条", f"{month} 考勤逐条", [(EVENTS, [one for row in payroll.rows for one in _events(row)])])
    extra = [one for row in payroll.rows for one in _differences(row)]
    if extra:
        add_sheet(book, "以前月份差额", f"记入 {month} 的以前月份差额", [(DIFFERENCES, extra)])
    if payroll.withheld:
        add_sheet(book, "奖金扣发", f"随 {month} 工资扣发的奖金", [(WITHHELD, _withheld(payroll.withheld))])
    if payroll.returned:
        add_sheet(book, "奖金退还", f"随 {month} 工资退还的奖金：原扣发已撤销", [(WITHHELD, _withheld(payroll.returned))])
    if payroll.still_open:
        left = [{"number": one.number, "name": one.name, "unit": one.unit.name} for one in payroll.still_open]
        add_sheet(book, "未关账", f"{month} 还没有关账的人，不在汇总内", [(LEFT, left)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _who(row: PayrollRow) -> dict[str, Any]:
    return {"number": row.employee.number, "name": row.employee.name}


def _person(row: PayrollRow) -> dict[str, Any]:
    result, closed = row.closed.result, row.closed
    counts = {key: row.counts[key] for key in ("scheduled", "field", "leave")}
    return _who(row) | counts | {
        "unit": row.employee.unit.name,
        "wage": closed.document["monthly_wage"],
        "late": result["late"],
        "early": result["early"],
        "left_post": result["left_post"],
        "missing": result["missing_punch"],
        "absent": result["absent_days"],
        "fines": result["fines"],
        "absence": result["absence_deduction"],
        "demerit": f"第{int(closed.document['prior']['demerits']) + 1}次" if result["demerit"] else "",
        "demerit_fine": result["demerit_fine"],
        "deduction": closed.deduction,
        "differences": closed.differences,
        "payable": closed.payable,
        "proposals": row.proposals,
        "flags": row.flags,
        "version": closed.regulation,
    }


def _events(row: PayrollRow) -> list[dict[str, Any]]:
    return [
        _who(row)
        | {
            "on": one.on.isoformat() if one.on else None,
            "title": one.title,
            "fact": one.fact,
            "clause": one.clause,
            "amount": one.amount,
        }
        for one in row.events
    ]


def _differences(row: PayrollRow) -> list[dict[str, Any]]:
    return [
        _who(row)
        | {
            "of": f"{one.closed.month:%Y-%m}",
            "reason": one.reason,
            "fines": one.fines,
            "absence": one.absence_deduction,
            "demerit_fine": one.demerit_fine,
            "total": one.total,
        }
        for one in row.differences
    ]


def _withheld(rows: Sequence[tuple[Employee, Misreport]]) -> list[dict[str, Any]]:
    return [
        {
            "number": employee.number,
            "name": employee.name,
            "of": f"{row.fact_on:%Y-%m}",
            "case": row.case.number,
            "on": row.fact_on.isoformat(),
            "clause": P_4_5.id,
            "transfer": row.transfer,
        }
        for employee, row in rows
    ]
