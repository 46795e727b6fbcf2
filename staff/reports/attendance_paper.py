"""Attendance on paper: the department's closed month for payroll, and one person's slip with a signature line."""

from datetime import datetime

from staff.selectors.payroll import Payroll
from staff.selectors.statement import Statement
from yibin_service.foundation.paper import render_pdf


def department_pdf(payroll: Payroll, *, at: datetime, by: str) -> bytes:
    """The closed month on A4 landscape: one row a person, sums, three signatures."""
    return render_pdf("reports/attendance_month.html", {"payroll": payroll}, at=at, printed_by=by)


def slip_pdf(sheet: Statement, *, at: datetime, by: str) -> bytes:
    """The 考勤单 of one person on A4: every event, how the sum came, what was objected, a line to sign on."""
    return render_pdf("reports/attendance_slip.html", {"sheet": sheet, "now": at}, at=at, printed_by=by)
