"""Rows locked before their state is asked."""

from datetime import date

from staff.models import Employee, PunchImport
from staff.rules.handover_errors import NoLongerHere
from yibin_service.foundation.acts.errors import StalePage


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
