"""Reads of rosters for people: their week on a day, their dated hours, who works by them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

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


def rosters() -> QuerySet[Schedule]:
    """Rosters in use, by name."""
    return Schedule.objects.filter(is_active=True).order_by("name")


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
    return [Roster(one, week_on(one, on), numbers.get(one.pk, 0)) for one in rosters()]


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
