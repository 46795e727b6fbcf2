"""Correct the last day of a person who has left. Leaving itself goes through the handover (S.2(3))."""

from datetime import date, datetime

from django.db import transaction

from staff.models import Employee
from staff.rules.handover_errors import LeavesByHandover
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .errors import NotInOrder
from .locks import locked_employee


@transaction.atomic
def correct_leaving(
    *, employee: Employee, left_on: date | None, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Employee:
    """`left_on` is the last day judged and paid; None takes the leaving back (the account stays closed until an administrator opens it).

    Raises LeavesByHandover for somebody who has not left, NotInOrder for a day before the entry, StalePage, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    row = locked_employee(employee, seen_version)
    check_has_left(row)
    if left_on is not None and left_on < row.entered_on:
        raise NotInOrder(f"离职日期早于入职日期 {row.entered_on}，请核对", field="left_on")
    if left_on == row.left_on:
        return row
    before, row.left_on, row.version = row.left_on, left_on, row.version + 1
    row.save(update_fields=["left_on", "version"])
    text = f"更正离职日期为 {left_on}：{reason}" if left_on else f"撤回离职：{reason}"
    changes = [("离职日期", str(before), str(left_on or ""))]
    record_event(stream=row.stream, verb="correct_leaving", text=text, changes=changes, by=by, at=at)
    return row


def check_has_left(employee: Employee) -> None:
    """Raise LeavesByHandover while the person is in post."""
    if employee.left_on is None:
        raise LeavesByHandover
