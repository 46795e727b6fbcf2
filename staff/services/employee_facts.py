"""What is entered of a person, and the checks that adding and changing share."""

from dataclasses import dataclass, fields
from datetime import date

from staff.models import Employee
from yibin_service.foundation.access.models import User
from yibin_service.foundation.org.models import Unit

from .errors import EmployeeKnown, NotInOrder


@dataclass(frozen=True)
class EmployeeFacts:
    """Everything but the number, which is for good, and the leaving day, which is an act of its own."""

    name: str
    unit: Unit
    post: str
    manager: Employee | None
    phone: str
    entered_on: date
    user: User | None


FIELDS = tuple(field.name for field in fields(EmployeeFacts))


def check_facts(facts: EmployeeFacts, employee: Employee | None = None) -> None:
    """Raises EmployeeKnown for an account that is another's, NotInOrder for days or managers that cannot be."""
    others = Employee.objects.exclude(pk=employee.pk) if employee else Employee.objects.all()
    owner = others.filter(user=facts.user).first() if facts.user else None
    if owner is not None:
        raise EmployeeKnown(f"这个账号是{owner.name}（{owner.number}）的，请另选", field="user")
    if employee and employee.left_on and facts.entered_on > employee.left_on:
        raise NotInOrder(f"入职日期晚于离职日期 {employee.left_on}，请核对", field="entered_on")
    if employee:
        check_no_circle(employee, facts.manager)


def check_no_circle(employee: Employee, manager: Employee | None, *, field: str = "manager") -> None:
    """Raise NotInOrder where the person would stand above the manager."""
    above, seen = manager, set()
    while above is not None and above.pk not in seen:
        if above.pk == employee.pk:
            raise NotInOrder(f"{employee.name} 会成为自己的上级，请另选主管", field=field)
        seen.add(above.pk)
        above = above.manager
