"""Which of a day's presses of the clock is the coming and which the going."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from .facts import Shift

ONE_PRESS_MINUTES = 5


class Side(StrEnum):
    """What an export says a press is; most clocks do not say."""

    UNTOLD = ""
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class DayPunches:
    """Coming and going of one day, and every press of it, ascending."""

    clock_in: time | None
    clock_out: time | None
    times: tuple[time, ...]


def pair_punches(presses: Iterable[tuple[time, str]], shift: Shift | None) -> DayPunches:
    """Coming and going: the first and the last press; what the export says wins over their order.

    READING: presses less than 5 minutes apart from first to last are one press. A press that is not said to be either
    belongs to the nearer end of the shift (both equally near: the coming); where all are nearer the same end, they are
    that end and the other is missing. With no shift known the first is the coming and the last the going.
    """
    ordered = sorted(presses)
    untold = [at for at, side in ordered if side == Side.UNTOLD]
    told_in = next((at for at, side in ordered if side == Side.IN), None)
    told_out = next((at for at, side in reversed(ordered) if side == Side.OUT), None)
    clock_in, clock_out = _among(untold, told_in, told_out, shift)
    return DayPunches(clock_in, clock_out, tuple(dict.fromkeys(at for at, _ in ordered)))


def _among(
    untold: list[time], told_in: time | None, told_out: time | None, shift: Shift | None
) -> tuple[time | None, time | None]:
    if told_in is not None or told_out is not None:
        return _beside_told(untold, told_in, told_out)
    if not untold:
        return None, None
    first, last = untold[0], untold[-1]
    if shift is None:
        return first, (last if _minutes(last) - _minutes(first) >= ONE_PRESS_MINUTES else None)
    to_coming, to_going = _leaning(first, shift), _leaning(last, shift)
    if to_coming <= 0 <= to_going and _minutes(last) - _minutes(first) >= ONE_PRESS_MINUTES:
        return first, last
    return (first, None) if to_coming <= 0 else (None, last)


def _beside_told(
    untold: list[time], told_in: time | None, told_out: time | None
) -> tuple[time | None, time | None]:
    """A side that is told stands; the other, untold, is the outermost press on its side of it, if there is one.

    One less than 5 minutes from the told one is the same press, as everywhere.
    """
    if told_in is None:
        before = [at for at in untold if told_out is not None and _minutes(told_out) - _minutes(at) >= ONE_PRESS_MINUTES]
        return (before[0] if before else None), told_out
    if told_out is None:
        after = [at for at in untold if _minutes(at) - _minutes(told_in) >= ONE_PRESS_MINUTES]
        return told_in, (after[-1] if after else None)
    return told_in, told_out


def _leaning(at: time, shift: Shift) -> int:
    """Below 0 for a press nearer the shift's start, above for one nearer its end."""
    return _distance(at, shift.start) - _distance(at, shift.end)


def _distance(one: time, other: time) -> int:
    return abs(_minutes(one) - _minutes(other))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
