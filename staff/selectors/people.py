"""Employees and who may see which: oneself, one's people, or, for 人力资源 and 审计, everybody."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from staff.models import Employee, Wage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import LEADERS, Role
from yibin_service.foundation.acts.errors import NotFound

SEES_ALL = frozenset({Role.HR, Role.AUDITOR, *LEADERS})


def employee_of(user: User) -> Employee | None:
    """The person's own row on the payroll; None for an account without one."""
    return Employee.objects.filter(user=user).select_related("unit", "manager").first()


def visible_employees(user: User) -> QuerySet[Employee]:
    """Whose attendance, plans and appraisal this person may see: the own, those of the own people, or all."""
    rows = Employee.objects.select_related("unit", "manager", "user")
    if user.roles & SEES_ALL:
        return rows
    mine = Q(user=user)
    if Role.SERVICE_MANAGER in user.roles:
        mine |= Q(manager__user=user) | Q(unit__kind="service")
    return rows.filter(mine)


def employed_on(rows: QuerySet[Employee], first: date, last: date) -> QuerySet[Employee]:
    """Those on the payroll on some day of the time from `first` to `last`, both included."""
    return rows.filter(entered_on__lte=last).filter(Q(left_on=None) | Q(left_on__gte=first))


def may_see_wage(user: User, employee: Employee) -> bool:
    """Wages are for 人力资源, the department's manager and the person alone."""
    if employee.user_id == user.pk:
        return True
    if not may(user, Verb.READ_WAGES):
        return False
    return Role.HR in user.roles or visible_employees(user).filter(pk=employee.pk).exists()


def wage_on(employee: Employee, on: date) -> Decimal | None:
    """The monthly wage in force on that day, CNY; None where none was entered. READING: a month takes its last day's."""
    rows = Wage.objects.filter(employee=employee, effective_from__lte=on, withdrawn_at=None)
    row = rows.order_by("-effective_from").first()
    return row.monthly if row else None


def employee_for(user: User, pk: int) -> Employee:
    """The employee if this person may see them, or NotFound."""
    found = visible_employees(user).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这名员工，或您无权查看")
    return found


def employees_like(user: User, text: str, *, with_left: bool, today: date) -> QuerySet[Employee]:
    """Those this person may see whose name, number, unit or post goes with the text; those who left only if asked."""
    rows = visible_employees(user)
    if not with_left:
        rows = rows.filter(Q(left_on=None) | Q(left_on__gte=today))
    if text:
        like = Q(name__icontains=text) | Q(number__icontains=text)
        rows = rows.filter(like | Q(unit__name__icontains=text) | Q(post__icontains=text))
    return rows


def wages_for(user: User, employee: Employee) -> list[Wage] | None:
    """The wage history, newest first, withdrawn rows too; None for whom it is not to be read by."""
    if not may_see_wage(user, employee):
        return None
    rows = Wage.objects.filter(employee=employee).select_related("withdrawn_by")
    return list(rows.order_by("-effective_from", "-pk"))
