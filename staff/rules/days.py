"""One workday as the facts tell it, before it is judged: what was punched, excused, corrected and recorded."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from .facts import Shift

USUAL_SHIFT = Shift(time(8, 30), time(17, 30))
IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A scheduled workday with its facts. `scheduled` is the roster's shift, `shift` what part-day leave left of it.

    `came` and `went` are the clock's; `clock_in` and `clock_out` what is judged, corrections and clock failure laid over.
    Texts are empty where nothing is: `leave` 「事假」, `field` 「外勤 成都」, `part_leave` 「事假 13:00—17:30」.
    """

    on: date
    scheduled: Shift
    shift: Shift
    came: time | None
    went: time | None
    clock_in: time | None
    clock_out: time | None
    leave: str = ""
    part_leave: str = ""
    field: str = ""
    corrected: tuple[str, ...] = ()
    has_clock_failed: bool = False
    is_reported: bool = False
    left_post_minutes: tuple[int, ...] = ()
    phone_off_hours: Decimal = Decimal(0)
    is_unreachable: bool = False


def shift_left(shift: Shift, absences: Iterable[tuple[time, time]]) -> Shift | None:
    """What part-day leave leaves of a shift; None where nothing is left.

    READING: leave at the beginning or the end of the shift shortens it, several parts one after the other; leave amid
    the shift leaves coming and going as they are.
    """
    start, end = shift.start, shift.end
    for first, last in sorted(absences):
        if first <= start < last:
            start = last
    for first, last in sorted(absences, reverse=True):
        if first < end <= last:
            end = first
    return Shift(start, end) if start < end else None


def corrected_punches(
    came: time | None, went: time | None, times: Sequence[time], corrections: Mapping[str, time]
) -> tuple[time | None, time | None]:
    """Coming and going once approved times are entered. A lone press may prove to be the other end of the day."""
    clock_in, clock_out = corrections.get(IN, came), corrections.get(OUT, went)
    if IN in corrections and clock_out is None:
        clock_out = max((at for at in times if at > corrections[IN]), default=None)
    if OUT in corrections and clock_in is None:
        clock_in = min((at for at in times if at < corrections[OUT]), default=None)
    return clock_in, clock_out


def longest(hours: Iterable[Decimal]) -> Decimal:
    """READING: the phone is off for more than the limit in one go; two shorter times of a day are not added."""
    return max(hours, default=Decimal(0))


def month_document(
    *, ref: str, regulation: str, month: date, wage: Decimal, days: Sequence[DayFacts], prior: dict[str, Any]
) -> dict[str, Any]:
    """The contract's employee-month (docs/contract.md), its numbers as text. `wage` is CNY; `prior` as the contract has it."""
    usual = usual_shift(days)
    return {
        "ref": ref,
        "regulation": regulation,
        "month": f"{month:%Y-%m}",
        "monthly_wage": f"{wage:.2f}",
        "shift": _shift_json(usual),
        "prior": prior,
        "days": [_day_json(day, usual) for day in days],
    }


def usual_shift(days: Sequence[DayFacts]) -> Shift:
    """The shift most of the days have; that of an office where there is none."""
    counted = Counter(day.shift for day in days).most_common(1)
    return counted[0][0] if counted else USUAL_SHIFT


def clock_words(at: time | None) -> str | None:
    """`08:41`; None stays None."""
    return f"{at:%H:%M}" if at else None


def day_to_json(day: DayFacts) -> dict[str, Any]:
    """A day as it is frozen with its closed month."""
    return {
        "on": day.on.isoformat(),
        "scheduled": _shift_json(day.scheduled),
        "shift": _shift_json(day.shift),
        **{name: clock_words(getattr(day, name)) for name in ("came", "went", "clock_in", "clock_out")},
        **{name: getattr(day, name) for name in ("leave", "part_leave", "field", "has_clock_failed", "is_reported")},
        "corrected": list(day.corrected),
        "left_post_minutes": list(day.left_post_minutes),
        "phone_off_hours": str(day.phone_off_hours),
        "is_unreachable": day.is_unreachable,
    }


def day_from_json(raw: Mapping[str, Any]) -> DayFacts:
    """The day that `day_to_json` froze."""
    return DayFacts(
        on=date.fromisoformat(raw["on"]),
        scheduled=_shift(raw["scheduled"]),
        shift=_shift(raw["shift"]),
        came=_time(raw["came"]),
        went=_time(raw["went"]),
        clock_in=_time(raw["clock_in"]),
        clock_out=_time(raw["clock_out"]),
        leave=raw["leave"],
        part_leave=raw["part_leave"],
        field=raw["field"],
        corrected=tuple(raw["corrected"]),
        has_clock_failed=raw["has_clock_failed"],
        is_reported=raw["is_reported"],
        left_post_minutes=tuple(raw["left_post_minutes"]),
        phone_off_hours=Decimal(raw["phone_off_hours"]),
        is_unreachable=raw["is_unreachable"],
    )


def _day_json(day: DayFacts, usual: Shift) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "date": day.on.isoformat(),
        "in": clock_words(day.clock_in),
        "out": clock_words(day.clock_out),
        "leave": bool(day.leave),
        "field": bool(day.field),
        "daily_report": day.is_reported,
        "left_post_minutes": [str(minutes) for minutes in day.left_post_minutes],
        "phone_off_hours": str(day.phone_off_hours),
        "unreachable": day.is_unreachable,
    }
    return raw if day.shift == usual else raw | {"shift": _shift_json(day.shift)}


def _shift_json(shift: Shift) -> dict[str, str]:
    return {"start": f"{shift.start:%H:%M}", "end": f"{shift.end:%H:%M}"}


def _shift(raw: Mapping[str, str]) -> Shift:
    return Shift(time.fromisoformat(raw["start"]), time.fromisoformat(raw["end"]))


def _time(raw: str | None) -> time | None:
    return time.fromisoformat(raw) if raw else None
