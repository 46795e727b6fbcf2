"""Rosters and the days people are to be there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from staff.models import Employee, EmployeeSchedule, ShiftRule
from staff.rules.facts import Shift
from staff.rules.schedule import RosterFrom, ScheduledDay, WeekdayHours, hours_of_roster, person_days, read_shift
from yibin_service.foundation.org.calendar import DayKind
from yibin_service.foundation.org.selectors import calendar_between


def scheduled_days(employee: Employee, first: date, last: date) -> list[ScheduledDay]:
    """The days this person is to be there, ascending, within the time on the payroll. Raises CalendarUnknown."""
    return scheduled_days_of([employee], first, last)[employee.pk]


def scheduled_days_of(employees: Iterable[Employee], first: date, last: date) -> dict[int, list[ScheduledDay]]:
    """The same for many people, by employee id, in three queries. Everybody has an entry, if an empty one."""
    people = list(employees)
    rosters = _rosters_of(people, last)
    hours = _hours_of({roster.key for rows in rosters.values() for roster in rows}, calendar_between(first, last))
    return {
        person.pk: person_days(
            rosters.get(person.pk, []),
            hours,
            max(first, person.entered_on),
            min(last, person.left_on) if person.left_on else last,
        )
        for person in people
    }


def without_roster(employees: Iterable[Employee], first: date, last: date) -> set[int]:
    """Ids of those on the payroll on some day of the time for which no roster is entered: nothing can be judged then."""
    people = list(employees)
    rosters = _rosters_of(people, last)
    lacking = set()
    for person in people:
        begin = max(first, person.entered_on)
        end = min(last, person.left_on) if person.left_on else last
        begun = min((roster.effective_from for roster in rosters.get(person.pk, [])), default=None)
        if begin <= end and (begun is None or begun > begin):
            lacking.add(person.pk)
    return lacking


def _rosters_of(people: list[Employee], last: date) -> dict[int, list[RosterFrom]]:
    rows = EmployeeSchedule.objects.filter(employee__in=[person.pk for person in people], effective_from__lte=last)
    found: dict[int, list[RosterFrom]] = defaultdict(list)
    for employee, schedule, begun in rows.values_list("employee_id", "schedule_id", "effective_from"):
        found[employee].append(RosterFrom(begun, schedule))
    return found


def _hours_of(schedules: set[int], calendar: dict[date, DayKind]) -> dict[int, dict[date, Shift]]:
    rules: dict[int, list[WeekdayHours]] = {key: [] for key in schedules}
    rows = ShiftRule.objects.filter(schedule__in=schedules)
    for key, weekday, begun, start, end in rows.values_list(
        "schedule_id", "weekday", "effective_from", "start", "end"
    ):
        rules[key].append(WeekdayHours(weekday, begun, read_shift(start, end)))
    return {key: hours_of_roster(rows_of_one, calendar) for key, rows_of_one in rules.items()}
