"""Enter a person on the payroll."""

from datetime import datetime

from django.db import transaction

from staff.models import Employee
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .employee_facts import FIELDS, EmployeeFacts, check_facts
from .errors import EmployeeKnown


@transaction.atomic
def add_employee(*, number: str, facts: EmployeeFacts, by: User, at: datetime) -> Employee:
    """The new employee. Raises EmployeeKnown when the number or the account is somebody's, NotInOrder, NotAllowed."""
    require(by, Verb.MANAGE_EMPLOYEES)
    check_facts(facts)
    values = {name: getattr(facts, name) for name in FIELDS}
    employee, is_new = Employee.objects.get_or_create(number=number, defaults=values)
    if not is_new:
        raise EmployeeKnown(f"工号 {number} 是{employee.name}的，请核对", field="number")
    record_event(
        stream=employee.stream,
        verb="add_employee",
        text=f"录入员工 {employee.name}，{facts.entered_on} 入职",
        by=by,
        at=at,
    )
    return employee
