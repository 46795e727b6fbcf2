"""The facts of a month for many people in a constant number of queries: what the clock, the desk and the manager say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Min

from staff.models import (
    AttendanceRequest,
    ClockFailure,
    ConductKind,
    ConductRecord,
    DailyReport,
    Employee,
    Punch,
    Wage,
)
from staff.rules.days import DayFacts, corrected_punches, longest
from staff.rules.punches import DayPunches
from staff.rules.schedule import ScheduledDay
from staff.selectors.excuses import Excuses, PersonDay, excuses_of
from staff.selectors.punches import punches_of
from staff.selectors.schedule import scheduled_days_of
from yibin_service.foundation.regulation.clock import ONE_DAY, next_month

NO_PUNCH = DayPunches(None, None, ())


@dataclass(frozen=True)
class PersonMonth:
    """One person's facts of a month: `days` up to the last judged day, `scheduled` all days of the month to be there."""

    employee: Employee
    month: date
    days: tuple[DayFacts, ...]
    scheduled: tuple[date, ...]
    wage: Decimal | None


@dataclass(frozen=True)
class _Said:
    """What stands beside the punches, by person and day."""

    excuses: Excuses
    failures: dict[int, list[tuple[date, date]]]
    reports: set[PersonDay]
    conduct: dict[PersonDay, list[ConductRecord]]


def last_day_of(month: date) -> date:
    """The last day of the month whose first is given."""
    return next_month(month) - ONE_DAY


def last_judged_days(employees: Iterable[Employee], month: date, today: date) -> dict[int, date]:
    """The last day of the month that is judged, by employee id: yesterday at most, and of a running month not beyond
    the newest punches of the person's unit.

    So that days whose punches are still in the clock do not look like absence; units bring theirs on different days.
    """
    people, last = list(employees), last_day_of(month)
    if today > last:
        return dict.fromkeys([one.pk for one in people], last)
    rows = Punch.objects.filter(on__range=(month, last), employee__unit__in={one.unit_id for one in people})
    newest: dict[int, date] = dict(rows.order_by().values_list("employee__unit").annotate(last=Max("on")))
    return {one.pk: min(today - ONE_DAY, newest.get(one.unit_id, month - ONE_DAY)) for one in people}


def first_month_kept() -> date | None:
    """The month of the oldest punch: before it attendance was kept elsewhere. None where there is none."""
    oldest: date | None = Punch.objects.aggregate(first=Min("on"))["first"]
    return oldest.replace(day=1) if oldest else None


def facts_of(employees: Iterable[Employee], month: date, until: Mapping[int, date]) -> dict[int, PersonMonth]:
    """The facts of each person from the month's first day to `until`, both by employee id. Raises CalendarUnknown."""
    people = list(employees)
    last = last_day_of(month)
    scheduled = scheduled_days_of(people, month, last)
    said = _said(people, month, last)
    punches = punches_of(people, month, last, _worked(scheduled, said))
    wages = wages_on(people, last)
    return {
        one.pk: PersonMonth(
            employee=one,
            month=month,
            days=tuple(
                _day(one, day, punches.get((one.pk, day.on), NO_PUNCH), said)
                for day in scheduled[one.pk]
                if day.on <= until[one.pk]
            ),
            scheduled=tuple(day.on for day in scheduled[one.pk]),
            wage=wages.get(one.pk),
        )
        for one in people
    }


def wages_on(employees: Iterable[Employee], on: date) -> dict[int, Decimal]:
    """The monthly wages in force on that day by employee id; who has none is not in it."""
    rows = Wage.objects.filter(employee__in=[one.pk for one in employees], effective_from__lte=on, withdrawn_at=None)
    return dict(rows.order_by("employee", "effective_from").values_list("employee_id", "monthly"))


def _day(one: Employee, day: ScheduledDay, punches: DayPunches, said: _Said) -> DayFacts:
    key = (one.pk, day.on)
    whole, shift = said.excuses.leave_on(one.pk, day)
    parts = said.excuses.parts.get(key, [])
    has_failed = any(first <= day.on <= last for first, last in said.failures.get(one.pk, ()))
    corrections = said.excuses.corrections.get(key, {})
    judged = corrected_punches(punches.clock_in, punches.clock_out, punches.times, corrections)
    clock_in, clock_out = (shift.start, shift.end) if has_failed else judged
    conduct = said.conduct.get(key, [])
    return DayFacts(
        on=day.on,
        scheduled=day.shift,
        shift=shift,
        came=punches.clock_in,
        went=punches.clock_out,
        clock_in=clock_in,
        clock_out=clock_out,
        leave=whole,
        part_leave="" if whole else "、".join(_part_words(part) for part in parts),
        field=said.excuses.outside.get(key, ""),
        corrected=tuple(sorted(corrections)),
        has_clock_failed=has_failed,
        is_reported=key in said.reports,
        left_post_minutes=tuple(row.minutes for row in conduct if row.kind == ConductKind.LEFT_POST and row.minutes),
        phone_off_hours=longest(row.hours for row in conduct if row.hours is not None),
        is_unreachable=any(row.kind == ConductKind.UNREACHABLE for row in conduct),
    )


def _worked(scheduled: Mapping[int, list[ScheduledDay]], said: _Said) -> dict[int, list[ScheduledDay]]:
    """The days with what leave left of their shifts: a lone press belongs to the nearer end of that."""
    return {
        person: [ScheduledDay(day.on, said.excuses.leave_on(person, day)[1]) for day in days]
        for person, days in scheduled.items()
    }


def _part_words(part: AttendanceRequest) -> str:
    return f"{part.get_leave_kind_display()} {part.starts:%H:%M}—{part.ends:%H:%M}"


def _said(people: Sequence[Employee], first: date, last: date) -> _Said:
    ids = [one.pk for one in people]
    said = _Said(excuses_of(people, first, last), defaultdict(list), set(), defaultdict(list))
    failures = ClockFailure.objects.filter(first_on__lte=last, last_on__gte=first, withdrawn_at=None).prefetch_related("people")
    for failure in failures:
        excused = {one.pk for one in failure.people.all()}
        for one in people:
            if one.pk in excused or (not excused and one.unit_id == failure.unit_id):
                said.failures[one.pk].append((failure.first_on, failure.last_on))
    within = {"employee__in": ids, "on__range": (first, last)}
    said.reports.update(DailyReport.objects.filter(**within).order_by().values_list("employee_id", "on"))
    for record in ConductRecord.objects.filter(**within, withdrawn_at=None).order_by("id"):
        said.conduct[record.employee_id, record.on].append(record)
    return said
