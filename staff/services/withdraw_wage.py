"""A wage entered wrongly: taken back while no closed month rests on it, else the closed month is corrected."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from staff.models import AttendanceMonth, Employee, Wage
from staff.selectors.employee_file import months_using
from staff.selectors.people import wage_on
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import ONE_DAY, next_month

from .attendance_errors import AlreadyWithdrawn, MonthNotClosed, ReasonMissing, WageUnchanged, WageUsed
from .correct_closed import correct_closed
from .errors import OwnWage
from .lock_attendance import lock_attendance
from .locks import locked_employee


@transaction.atomic
def withdraw_wage(*, wage: Wage, reason: str, by: User, at: datetime) -> Wage:
    """It stays readable and counts no more; open months are judged by what is then in force.

    Raises WageUsed where a closed month rests on it, AlreadyWithdrawn, OwnWage, ReasonMissing, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    if not reason.strip():
        raise ReasonMissing("请写撤回的理由", field="reason")
    lock_attendance()  # a closing reads the wage before this or without it
    employee = _not_own(wage.employee, by)
    row = Wage.objects.select_for_update().get(pk=wage.pk)
    check_wage_stands(row)
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = by, at, reason.strip()
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    text = f"撤回自 {row.effective_from} 起的工资（金额不在此显示）\n「{row.withdrawn_reason}」"
    record_event(stream=employee.stream, verb="withdraw_wage", text=text, by=by, at=at)
    return row


def check_wage_stands(wage: Wage) -> None:
    """Raise AlreadyWithdrawn, or WageUsed where a closed month rests on it."""
    if wage.withdrawn_at is not None:
        raise AlreadyWithdrawn(f"自 {wage.effective_from} 起的工资已撤回，没有重复")
    used = months_using(wage)
    if used:
        months = "、".join(f"{month:%Y-%m}" for month in used)
        raise WageUsed(f"{months} 已按这条工资关账，不能撤回。请登记正确的工资，再在本页「更正已关账月份的工资」，差额记入以后的月份")


@transaction.atomic
def correct_wage(*, employee: Employee, month: date, reason: str, by: User, at: datetime) -> Decimal:
    """Judge the person's closed month again by the wage now entered for its last day; the difference counts later.

    What was frozen stays. Gives the wage taken, CNY. Raises MonthNotClosed, WageUnchanged, OwnWage, ReasonMissing, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    if not reason.strip():
        raise ReasonMissing("请写更正的理由", field="reason")
    lock_attendance()
    row = _not_own(employee, by)
    closed = AttendanceMonth.objects.select_for_update().filter(employee=row, month=month).first()
    if closed is None:
        raise MonthNotClosed(f"{row.name} {month:%Y-%m} 还没有关账：登记或撤回工资就行，不用更正", field="month")
    wage = wage_on(row, next_month(month) - ONE_DAY)
    if wage is None or f"{wage:.2f}" == closed.standing_document["monthly_wage"]:
        raise WageUnchanged(f"{month:%Y-%m} 月末的工资与关账时相同，没有要更正的；请先登记正确的工资", field="month")
    closed.standing_document = {**closed.standing_document, "monthly_wage": f"{wage:.2f}"}
    closed.save(update_fields=["standing_document"])
    text = f"更正 {month:%Y-%m} 关账所用的工资（金额不在此显示）\n「{reason.strip()}」"
    event = record_event(stream=row.stream, verb="correct_wage", text=text, by=by, at=at)
    told = f"更正 {month:%Y-%m} 的工资：{reason.strip()}"
    correct_closed(employees=[row], since=month, trigger=f"wage:{event.pk}", reason=told, by=by, at=at)
    return wage


def _not_own(employee: Employee, by: User) -> Employee:
    row = locked_employee(employee)
    if row.user_id == by.pk:
        raise OwnWage
    return row
