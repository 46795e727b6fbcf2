"""Reads of rosters for people: their week on a day, their dated hours, who works by them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from staff.models import Employee, EmployeeSchedule, Schedule, ShiftRule
from staff.rules.schedule import DAYS_A_WEEK
from yibin_service.foundation.acts.errors import NotFound


@dataclass(frozen=True)
class Roster:
    """A roster with the hours of each weekday in force on the day asked for; None: off."""

    schedule: Schedule
    week: tuple[ShiftRule | None, ...]
    people: int

    @property
    def days(self) -> list[tuple[str, ShiftRule | None]]:
        """The week as printed: 「一」 and its hours."""
        return list(zip("一二三四五六日", self.week, strict=True))


def rosters(on: date) -> QuerySet[Schedule]:
    """Rosters in use on the day, by name."""
    return Schedule.objects.filter(Q(retired_from=None) | Q(retired_from__gt=on)).order_by("name")


def rosters_to_give() -> QuerySet[Schedule]:
    """Every roster, those that are or will be out of use last: a day before may still be entered."""
    return Schedule.objects.order_by(F("retired_from").asc(nulls_first=True), "name")


def retired_rosters(on: date) -> QuerySet[Schedule]:
    """Those no longer in use on the day, by name."""
    return Schedule.objects.filter(retired_from__lte=on).order_by("name")


def still_on(schedule: Schedule, since: date) -> list[Employee]:
    """Who works by this roster on that day or is to later, by number; those who have left by then do not."""
    there = Employee.objects.filter(Q(left_on=None) | Q(left_on__gte=since), schedules__schedule=schedule).distinct()
    own: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = EmployeeSchedule.objects.filter(employee__in=there).order_by("effective_from")
    for employee, begun, key in rows.values_list("employee_id", "effective_from", "schedule_id"):
        own[employee].append((begun, key))
    return [one for one in there.order_by("number") if schedule.pk in _rosters_since(own[one.pk], since)]


def _rosters_since(rows: list[tuple[date, int]], since: date) -> set[int]:
    """The rosters in force on the day and after it."""
    before = [key for begun, key in rows if begun <= since]
    return {*before[-1:], *(key for begun, key in rows if begun > since)}


def roster_of(pk: int) -> Schedule:
    """The roster, or NotFound."""
    found = Schedule.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个班制")
    return found


def rosters_on(on: date) -> list[Roster]:
    """Every roster in use with its week on that day and how many work by it."""
    current = current_rosters(Employee.objects.filter(left_on=None), on)
    numbers = {key: sum(one.pk == key for one in current.values()) for key in {one.pk for one in current.values()}}
    return [Roster(one, week_on(one, on), numbers.get(one.pk, 0)) for one in rosters(on)]


def week_on(schedule: Schedule, on: date) -> tuple[ShiftRule | None, ...]:
    """Monday first: the hours of each weekday in force on that day."""
    week: list[ShiftRule | None] = [None] * DAYS_A_WEEK
    for rule in ShiftRule.objects.filter(schedule=schedule, effective_from__lte=on).order_by("effective_from"):
        week[rule.weekday] = rule if rule.start else None
    return tuple(week)


def dated_hours(schedule: Schedule) -> QuerySet[ShiftRule]:
    """Every row of hours, newest first."""
    return ShiftRule.objects.filter(schedule=schedule).order_by("-effective_from", "weekday")


def current_rosters(employees: Iterable[Employee], on: date) -> dict[int, Schedule]:
    """By employee id the roster in force on that day."""
    rows = EmployeeSchedule.objects.filter(employee__in=[one.pk for one in employees], effective_from__lte=on)
    return {row.employee_id: row.schedule for row in rows.select_related("schedule").order_by("effective_from")}


def roster_history(employee: Employee) -> QuerySet[EmployeeSchedule]:
    """The rosters a person worked and works by, newest first."""
    return EmployeeSchedule.objects.filter(employee=employee).select_related("schedule").order_by("-effective_from")
