"""Enter the last day of a person on the payroll."""

from datetime import date, datetime

from django.db import transaction

from staff.models import Employee
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .errors import NotInOrder
from .locks import locked_employee


@transaction.atomic
def record_leaving(
    *, employee: Employee, left_on: date | None, by: User, at: datetime, seen_version: int | None = None
) -> Employee:
    """`left_on` is the last day judged and paid; None takes an earlier entry back. Months before stay readable.

    Raises NotInOrder for a day before the entry, StalePage, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    row = locked_employee(employee, seen_version)
    if left_on is not None and left_on < row.entered_on:
        raise NotInOrder(f"离职日期早于入职日期 {row.entered_on}，请核对", field="left_on")
    if left_on == row.left_on:
        return row
    before, row.left_on, row.version = row.left_on, left_on, row.version + 1
    row.save(update_fields=["left_on", "version"])
    record_event(
        stream=row.stream,
        verb="record_leaving",
        text=f"登记离职，最后一天 {left_on}" if left_on else "撤回离职登记",
        changes=[("离职日期", str(before or ""), str(left_on or ""))],
        by=by,
        at=at,
    )
    return row
