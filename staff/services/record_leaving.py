"""Enter the last day of a person on the payroll."""

from datetime import date, datetime

from django.db import transaction

from staff.models import Employee
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .correct_closed import correct_closed
from .errors import NotInOrder
from .lock_attendance import lock_attendance
from .locks import locked_employee


@transaction.atomic
def record_leaving(
    *, employee: Employee, left_on: date | None, by: User, at: datetime, seen_version: int | None = None
) -> Employee:
    """`left_on` is the last day judged and paid; None takes an earlier entry back. Months before stay readable.

    Closed months that were judged beyond it, or not up to it, are corrected by a difference.
    Raises NotInOrder for a day before the entry, StalePage, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    lock_attendance()
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
    _correct(row, before, by, at)
    return row


def _correct(row: Employee, before: date | None, by: User, at: datetime) -> None:
    since = min(day for day in (before, row.left_on) if day is not None)
    reason = f"关账后登记离职，最后一天 {row.left_on}" if row.left_on else "关账后撤回离职登记"
    correct_closed(employees=[row], since=since, trigger=f"leaving:{row.pk}:{row.version}", reason=reason, by=by, at=at)
