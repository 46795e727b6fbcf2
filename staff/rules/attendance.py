"""S.4  What one day is charged with. Minutes are whole minutes by the punch clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from yibin_service.foundation.regulation.clauses import (
    S_4,
    S_4_1,
    S_4_2,
    S_4_3,
    S_4_4,
    S_4P_3,
    S_4P_6,
    Clause,
)
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

from .facts import EventKind, WorkDay

KINDS = list(EventKind)
HALVES_OF_A_DAY = 2


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a day is charged with. `minutes` is None for a day of absence and a missing punch."""

    on: date
    kind: EventKind
    minutes: int | None
    clause: Clause


def judge_day(day: WorkDay, p: ParameterSet) -> tuple[Event, ...]:
    """S.4  The events of one day in order.

    READING: a day counts at most one day of absence. A full one stands alone; of half ones the first two stand alone,
    in the order late, early, left post, and are a full day together. A day on leave is judged for nothing.
    """
    if day.on_leave:
        return ()
    clause = _full_absence(day, p)
    if clause is not None:
        return (Event(day.on, EventKind.ABSENT_FULL, None, clause),)
    events = list(_parts_of_the_day(day, p))
    halves = [event for event in events if event.kind is EventKind.ABSENT_HALF]
    if len(halves) >= HALVES_OF_A_DAY:
        return tuple(halves[:HALVES_OF_A_DAY])
    return tuple(sorted(events, key=lambda event: KINDS.index(event.kind)))


def report_is_due(*, on_leave: bool, in_field: bool, p: ParameterSet) -> bool:
    """S.4罚(6)  Whether the manager is to be told of a workday. READING: of every one, or of field days only; never of leave."""
    return not on_leave and (in_field or p.text(K.DAILY_REPORT_SCOPE) == "all")


def absent_halves(events: tuple[Event, ...]) -> int:
    """Half days of absence in the events of one day: 0, 1 or 2."""
    if any(event.kind is EventKind.ABSENT_FULL for event in events):
        return HALVES_OF_A_DAY
    return sum(event.kind is EventKind.ABSENT_HALF for event in events)


def _full_absence(day: WorkDay, p: ParameterSet) -> Clause | None:
    """The clause by which the whole day is absence, if it is. Not having come is named before what is only deemed so."""
    if not day.in_field and _did_not_come(day):
        return S_4_4
    is_owed = report_is_due(on_leave=day.on_leave, in_field=day.in_field, p=p)
    is_deemed = (
        (is_owed and not day.reported)
        or day.phone_off_hours > p.decimal(K.PHONE_OFF_OVER_HOURS)
        or day.unreachable
    )
    return S_4P_6 if is_deemed else None


def _did_not_come(day: WorkDay) -> bool:
    """No punch at all, the first at or after the shift's end, or the last at or before its start."""
    if day.clock_in is None and day.clock_out is None:
        return True
    came_after = day.clock_in is not None and day.clock_in >= day.shift.end
    left_before = day.clock_out is not None and day.clock_out <= day.shift.start
    return came_after or left_before


def _parts_of_the_day(day: WorkDay, p: ParameterSet) -> Iterator[Event]:
    """Late, early, left post and a missing punch, in that order, each by itself. Punches of a field day are not judged."""
    if not day.in_field:
        yield from _late(day, p)
        yield from _early(day, p)
    yield from _left_post(day, p)
    if not day.in_field and (day.clock_in is None or day.clock_out is None):
        yield Event(day.on, EventKind.MISSING_PUNCH, None, S_4)


def _late(day: WorkDay, p: ParameterSet) -> Iterator[Event]:
    """S.4(1), S.4罚(3)  READING: exactly the limit is late; more than an hour is still half a day."""
    if day.clock_in is None or day.clock_in <= day.shift.start:
        return
    minutes = _minutes(day.shift.start, day.clock_in)
    if minutes > p.whole(K.LATE_HALF_DAY_OVER_MINUTES):
        yield Event(day.on, EventKind.ABSENT_HALF, minutes, S_4P_3)
    else:
        yield Event(day.on, EventKind.LATE, minutes, S_4_1)


def _early(day: WorkDay, p: ParameterSet) -> Iterator[Event]:
    """S.4(2), S.4罚(3)  As being late, at the other end."""
    if day.clock_out is None or day.clock_out >= day.shift.end:
        return
    minutes = _minutes(day.clock_out, day.shift.end)
    if minutes > p.whole(K.EARLY_HALF_DAY_OVER_MINUTES):
        yield Event(day.on, EventKind.ABSENT_HALF, minutes, S_4P_3)
    else:
        yield Event(day.on, EventKind.EARLY, minutes, S_4_2)


def _left_post(day: WorkDay, p: ParameterSet) -> Iterator[Event]:
    """S.4(3), S.4(4)  READING: above the limit half a day's absence; between half an hour and the limit a fine."""
    limit = p.whole(K.LEFT_POST_ABSENCE_OVER_MINUTES)
    for minutes in day.left_post_minutes:
        if minutes > limit:
            yield Event(day.on, EventKind.ABSENT_HALF, minutes, S_4_4)
        else:
            yield Event(day.on, EventKind.LEFT_POST, minutes, S_4_3)


def _minutes(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute
