"""Who does field work, and who leads them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from staff.models import Employee
from staff.rules.field_errors import NoEmployee
from staff.selectors.people import employed_on, employee_of, visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.selectors import parameters_on


def own_employee(user: User) -> Employee:
    """The person's own row on the payroll, or NoEmployee."""
    employee = employee_of(user)
    if employee is None:
        raise NoEmployee
    return employee


def staff_rules(at: datetime) -> ParameterSet:
    """The parameters of the staff regulation in force on the day of `at`."""
    return parameters_on(Family.STAFF, local_day(at))


def service_people(day: date) -> QuerySet[Employee]:
    """Those of 售后服务部 on the payroll that day: who is sent out, plans and reports."""
    rows = Employee.objects.filter(unit__kind="service").select_related("unit", "manager__user", "user")
    return employed_on(rows, day, day)


def seen_people(user: User, day: date) -> QuerySet[Employee]:
    """Of `service_people`, those this person may see."""
    return service_people(day).filter(pk__in=visible_employees(user).values("pk"))


def managers_of(employee: Employee) -> list[User]:
    """Who leads the person: the named manager's account, else every 售后服务部经理; never the person."""
    manager = employee.manager.user if employee.manager and employee.manager.user_id else None
    leaders: Iterable[User] = [manager] if manager is not None else users_with_role(Role.SERVICE_MANAGER)
    return [leader for leader in leaders if leader.pk != employee.user_id]


def mine_or_my_peoples(user: User, field: str = "employee") -> Q:
    """Rows of the person, and of all whom the person may see."""
    return Q(**{f"{field}__in": visible_employees(user).values("pk")})
