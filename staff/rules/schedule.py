"""Which days a person is to be there, and from when to when. Plain: rosters by day, and what the calendar says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from yibin_service.foundation.org.calendar import DayKind

from .facts import Shift

MONDAY, DAYS_A_WEEK = 0, 7


class ShiftOverMidnight(ValueError):
    """A shift ends on the day it began: what the regulation's text knows."""


@dataclass(frozen=True, slots=True)
class ScheduledDay:
    """A day to be there, with its hours."""

    on: date
    shift: Shift


@dataclass(frozen=True, slots=True)
class WeekdayHours:
    """The hours of a weekday (0 Monday) from a day on; `shift` None: a day off."""

    weekday: int
    effective_from: date
    shift: Shift | None


@dataclass(frozen=True, slots=True)
class RosterFrom:
    """The roster a person works by from a day on; `key` names it."""

    effective_from: date
    key: int


def read_shift(start: time | None, end: time | None) -> Shift | None:
    """Hours from two times; None with neither. Raises ShiftOverMidnight where the end is not after the start."""
    if start is None or end is None:
        return None
    if end <= start:
        raise ShiftOverMidnight(f"{start:%H:%M}–{end:%H:%M}")
    return Shift(start, end)


def hours_of_roster(rows: Iterable[WeekdayHours], calendar: Mapping[date, DayKind]) -> dict[date, Shift]:
    """The worked days of one roster among the days of the calendar.

    A holiday is off. READING: a make-up workday has its own weekday's hours; where that weekday has none, Monday's;
    where Monday has none either, those of the first weekday that has.
    """
    by_weekday: list[list[WeekdayHours]] = [[] for _ in range(DAYS_A_WEEK)]
    for row in sorted(rows, key=lambda row: row.effective_from):
        by_weekday[row.weekday].append(row)
    worked = {}
    for on, kind in calendar.items():
        shift = _shift_on(by_weekday, on, kind)
        if shift is not None:
            worked[on] = shift
    return worked


def person_days(
    rosters: Sequence[RosterFrom],
    hours: Mapping[int, Mapping[date, Shift]],
    first: date,
    last: date,
) -> list[ScheduledDay]:
    """One person's days from `first` to `last`, ascending: each day by the roster in force on it, none before the first.

    `hours`: for each roster's key its worked days, ascending.
    """
    ordered = sorted(rosters, key=lambda roster: roster.effective_from)
    days = []
    for place, roster in enumerate(ordered):
        begin = max(first, roster.effective_from)
        after = ordered[place + 1].effective_from if place + 1 < len(ordered) else None
        days += [
            ScheduledDay(on, shift)
            for on, shift in hours[roster.key].items()
            if begin <= on <= last and (after is None or on < after)
        ]
    return days


def _shift_on(by_weekday: list[list[WeekdayHours]], on: date, kind: DayKind) -> Shift | None:
    if kind is DayKind.REST:
        return None
    own = _in_force(by_weekday[on.weekday()], on)
    if own is not None or kind is DayKind.ORDINARY:
        return own
    for weekday in range(MONDAY, DAYS_A_WEEK):
        shift = _in_force(by_weekday[weekday], on)
        if shift is not None:
            return shift
    return None


def _in_force(rows: list[WeekdayHours], on: date) -> Shift | None:
    begun = [row for row in rows if row.effective_from <= on]
    return begun[-1].shift if begun else None
