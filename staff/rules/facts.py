"""One employee's month as the judgement takes it: frozen, typed, already found sound one by one."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum


class EventKind(StrEnum):
    """What a day is charged with, in the order events of a day are listed."""

    LATE = "late"
    EARLY = "early"
    LEFT_POST = "left_post"
    ABSENT_HALF = "absent_half"
    ABSENT_FULL = "absent_full"
    MISSING_PUNCH = "missing_punch"


EVENT_TITLES: dict[EventKind, str] = {
    EventKind.LATE: "迟到",
    EventKind.EARLY: "早退",
    EventKind.LEFT_POST: "擅离职守",
    EventKind.ABSENT_HALF: "旷工半天",
    EventKind.ABSENT_FULL: "旷工一天",
    EventKind.MISSING_PUNCH: "缺卡",
}


@dataclass(frozen=True, slots=True)
class Shift:
    """Working hours of a day, to the minute; `end` is after `start`."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class WorkDay:
    """One scheduled workday. Minutes are whole; `phone_off_hours` has up to two places."""

    on: date
    shift: Shift
    clock_in: time | None
    clock_out: time | None
    on_leave: bool
    in_field: bool
    reported: bool
    left_post_minutes: tuple[int, ...]
    phone_off_hours: Decimal
    unreachable: bool


@dataclass(frozen=True, slots=True)
class Prior:
    """What was before the month: demerits of whatever year, absence of this year, the run of absence just before."""

    demerits: int
    absent_days_this_year: Decimal
    last_absent_run: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class EmployeeMonth:
    """`days` are the scheduled workdays only, ascending; `month` is its first day; the wage is CNY with two places."""

    ref: str
    month: date
    monthly_wage: Decimal
    prior: Prior
    days: tuple[WorkDay, ...]
