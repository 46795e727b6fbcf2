"""Rows locked before their state is asked."""

from staff.models import Employee, PunchImport
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
