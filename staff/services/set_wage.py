"""Enter what a person's month is paid from a day on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from staff.models import Employee, Wage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .errors import NotInOrder, OwnWage
from .lock_attendance import lock_attendance
from .locks import locked_employee


@transaction.atomic
def set_wage(*, employee: Employee, monthly: Decimal, effective_from: date, by: User, at: datetime) -> Wage:
    """The monthly wage, CNY with two places; one entered for the same day is corrected.

    The amount stands in no event: those who may read the trail are more than those who may read wages. The database's
    own history keeps it. Raises OwnWage, NotInOrder for a day after the leaving, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    lock_attendance()  # a closing reads the wages as they were before this or after it
    row = locked_employee(employee)
    if row.user_id == by.pk:
        raise OwnWage
    if row.left_on is not None and effective_from > row.left_on:
        raise NotInOrder(f"{row.name} {row.left_on} 离职，请填这天或以前的日期", field="effective_from")
    wage, is_new = Wage.objects.update_or_create(
        employee=row, effective_from=effective_from, withdrawn_at=None, defaults={"monthly": monthly}
    )
    text = f"{'登记' if is_new else '更正'}工资，自 {effective_from} 起（金额不在此显示）"
    record_event(stream=row.stream, verb="set_wage", text=text, by=by, at=at)
    return wage
