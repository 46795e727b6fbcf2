"""Whose months there are, and which of them are still open."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from staff.models import AttendanceDifference, AttendanceMonth, Employee
from staff.selectors.month_facts import last_day_of
from staff.selectors.people import employed_on


def people_of(month: date) -> QuerySet[Employee]:
    """Everybody on the payroll on some day of the month, and who has left but has a difference to settle in it."""
    owed = AttendanceDifference.objects.filter(closed__employee=OuterRef("pk"), month=month)
    there = employed_on(Employee.objects.all(), month, last_day_of(month)).values("pk")
    return Employee.objects.filter(Q(pk__in=there) | Exists(owed)).select_related("unit", "manager", "user")


def open_people(month: date) -> list[Employee]:
    """Those of them whose month is not closed, by number."""
    closed = AttendanceMonth.objects.filter(employee=OuterRef("pk"), month=month)
    return list(people_of(month).filter(~Exists(closed)).order_by("number"))
