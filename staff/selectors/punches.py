"""Reads of punches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, time

from staff.models import Employee, Punch
from staff.rules.facts import Shift
from staff.rules.punches import DayPunches, pair_punches
from staff.rules.schedule import ScheduledDay

PersonDay = tuple[int, date]


def punches_of(
    employees: Iterable[Employee],
    first: date,
    last: date,
    days: Mapping[int, Iterable[ScheduledDay]] | None = None,
) -> dict[PersonDay, DayPunches]:
    """Coming and going by (employee id, day), both ends included, in one query. A day without a press has no entry.

    `days` is what `scheduled_days_of` gave: a lone press belongs to the nearer end of that day's shift.
    """
    shifts: dict[PersonDay, Shift] = {
        (person, day.on): day.shift for person, those in (days or {}).items() for day in those
    }
    rows = Punch.objects.filter(employee__in=[one.pk for one in employees], on__range=(first, last)).order_by()
    presses: dict[PersonDay, list[tuple[time, str]]] = defaultdict(list)
    for employee, on, at, side in rows.values_list("employee_id", "on", "at", "side"):
        presses[employee, on].append((at, side))
    return {key: pair_punches(found, shifts.get(key)) for key, found in presses.items()}
