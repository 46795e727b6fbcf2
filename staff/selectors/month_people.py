"""Whose months there are, and which of them are still open."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from staff.models import AttendanceDifference, AttendanceMonth, Employee
from staff.selectors.month_facts import first_month_kept, last_day_of
from staff.selectors.people import employed_on
from staff.selectors.schedule import without_roster
from yibin_service.foundation.regulation.clock import previous_month


def people_of(month: date) -> QuerySet[Employee]:
    """Everybody on the payroll on some day of the month, and who has left but has a difference to settle in it."""
    owed = AttendanceDifference.objects.filter(closed__employee=OuterRef("pk"), month=month)
    there = employed_on(Employee.objects.all(), month, last_day_of(month)).values("pk")
    return Employee.objects.filter(Q(pk__in=there) | Exists(owed)).select_related("unit", "manager", "user")


def open_people(month: date) -> list[Employee]:
    """Those of them whose month is not closed, by number."""
    closed = AttendanceMonth.objects.filter(employee=OuterRef("pk"), month=month)
    return list(people_of(month).filter(~Exists(closed)).order_by("number"))


def hindrances(people: Sequence[Employee], month: date) -> dict[int, str]:
    """Why a person's month cannot be closed yet, by employee id; wages are looked at when the month is judged."""
    why = dict.fromkeys(without_roster(people, month, last_day_of(month)), "没有班制")
    kept = first_month_kept()
    before = previous_month(month)
    if kept is None or before < kept:
        return why
    rows = AttendanceMonth.objects.filter(employee__in=[one.pk for one in people], month__lt=month).order_by()
    last = dict(rows.values_list("employee_id").annotate(last=Max("month")))
    for one in people:
        was_there = one.entered_on < month and (one.left_on is None or one.left_on >= before)
        if was_there and last.get(one.pk) != before:
            why.setdefault(one.pk, f"{before.month}月还没有关账")
    return why
