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


def employee_shown(user: User) -> Employee | None:
    """The same, read once for one object of an account: many parts of its page ask."""
    if not hasattr(user, "_employee"):
        user._employee = employee_of(user)  # type: ignore[attr-defined]
    return user._employee  # type: ignore[attr-defined,no-any-return]


def visible_employees(user: User) -> QuerySet[Employee]:
    """Whose attendance, plans and appraisal this person may see: the own, those of the own people, or all."""
    rows = Employee.objects.select_related("unit", "manager", "user")
    return rows if user.roles & SEES_ALL else rows.filter(_mine(user))


def wage_readers_people(user: User) -> QuerySet[Employee]:
    """Whose wages this person may read: 人力资源 everybody's, a manager those of the own people, whatever else they are.

    Being 审计 or a leader besides opens nobody's wage.
    """
    rows = Employee.objects.all()
    if not may(user, Verb.READ_WAGES):
        return rows.filter(user=user)
    return rows if Role.HR in user.roles else rows.filter(_mine(user))


def _mine(user: User) -> Q:
    """The own row, and for 售后服务部经理 those of the own people."""
    mine = Q(user=user)
    if Role.SERVICE_MANAGER in user.roles:
        mine |= Q(manager__user=user) | Q(unit__kind="service")
    return mine


def employed_on(rows: QuerySet[Employee], first: date, last: date) -> QuerySet[Employee]:
    """Those on the payroll on some day of the time from `first` to `last`, both included."""
    return rows.filter(entered_on__lte=last).filter(Q(left_on=None) | Q(left_on__gte=first))


def may_see_wage(user: User, employee: Employee) -> bool:
    """Wages are for 人力资源, the department's manager and the person alone."""
    return employee.user_id == user.pk or wage_readers_people(user).filter(pk=employee.pk).exists()


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
