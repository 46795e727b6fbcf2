"""Rows locked before their state is asked."""

from datetime import date

from staff.models import Employee, PunchImport, Schedule
from staff.rules.handover_errors import NoLongerHere
from yibin_service.foundation.acts.errors import StalePage

from .errors import RosterRetired


def locked_employee(employee: Employee, seen_version: int | None = None) -> Employee:
    """The employee's row, locked. Raises StalePage when it changed since the page was drawn."""
    row = Employee.objects.select_for_update(of=("self",)).select_related("unit", "manager", "user").get(pk=employee.pk)
    if seen_version is not None and row.version != seen_version:
        raise StalePage
    return row


def locked_import(source: PunchImport) -> PunchImport:
    """The import's row, locked."""
    return PunchImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=source.pk)


def locked_in_post(employee: Employee, day: date, *, field: str) -> Employee:
    """The employee, not to leave before the transaction ends. Raises NoLongerHere, at `field`, for one who has left by `day`.

    Locked without the key, so that records which name the person are not held up; a completed handover comes before or after.
    """
    row = Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=employee.pk)
    if row.left_on is not None and row.left_on < day:
        raise NoLongerHere(f"{row.name} 在岗到 {row.left_on}，请另选在岗的人", field=field)
    return row


def locked_roster(schedule: Schedule, used_on: date | None = None) -> Schedule:
    """The roster's row, locked. Raises RosterRetired where it is out of use on the day it is to be used from."""
    row = Schedule.objects.select_for_update().get(pk=schedule.pk)
    if used_on is not None and row.retired_from is not None and used_on >= row.retired_from:
        raise RosterRetired(f"班制「{row.name}」自 {row.retired_from} 起停用，请另选班制或更早的日期", field="effective_from")
    return row
