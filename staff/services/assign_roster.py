"""Say by which roster a person works from a day on."""

from datetime import date, datetime

from django.db import transaction

from staff.models import Employee, EmployeeSchedule, Schedule
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .correct_after_schedule import correct_after_schedule
from .errors import NotInOrder
from .lock_attendance import lock_attendance
from .locks import locked_employee, locked_roster


@transaction.atomic
def assign_roster(
    *, employee: Employee, schedule: Schedule, effective_from: date, by: User, at: datetime
) -> EmployeeSchedule:
    """The roster in force from that day; one entered for the same day is corrected. Closed months it
    falls into are corrected by a difference.

    Raises NotInOrder for a day after the leaving, RosterRetired, NotAllowed.
    """
    require(by, Verb.MANAGE_SCHEDULE)
    lock_attendance()
    row = locked_employee(employee)
    if row.left_on is not None and effective_from > row.left_on:
        raise NotInOrder(f"{row.name} {row.left_on} 离职，请填这天或以前的日期", field="effective_from")
    locked_roster(schedule, used_on=effective_from)
    assigned, _ = EmployeeSchedule.objects.update_or_create(
        employee=row, effective_from=effective_from, defaults={"schedule": schedule}
    )
    text = f"自 {effective_from} 起按「{schedule.name}」上班"
    event = record_event(stream=row.stream, verb="assign_roster", text=text, by=by, at=at)
    correct_after_schedule(
        employees=Employee.objects.filter(pk=row.pk),
        since=effective_from,
        trigger=f"roster:{event.pk}",
        reason=f"关账后更正班制：{text}",
        by=by,
        at=at,
    )
    return assigned
