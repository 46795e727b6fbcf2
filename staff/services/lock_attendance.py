"""One writer at a time where months are closed or corrected: what a closing reads must not move under it."""

from datetime import date

from django.db import connection

from staff.models import AttendanceMonth, Employee
from staff.services.attendance_errors import MonthClosed

ATTENDANCE_LOCK = 20_260_401


def lock_attendance() -> None:
    """Hold attendance until the transaction ends: approved facts, closings and corrections come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ATTENDANCE_LOCK])


def check_open(employee: Employee, month: date) -> None:
    """Raise MonthClosed where the person's month is closed."""
    if AttendanceMonth.objects.filter(employee=employee, month=month).exists():
        raise MonthClosed(f"{employee.name} {month.month}月考勤已关账")
