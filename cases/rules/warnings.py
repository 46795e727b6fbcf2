"""P.二.2  READING: when people are warned that a clock is about to run out.

A clock counted in days warns at a fixed time on the day before and on the last day; one counted in hours, twice, so many
hours before its end. What would fall into the night waits for the morning, unless the clock ends by then: that goes out
before the evening closes. Of two warnings owed at once only the later one is given.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from yibin_service.foundation.regulation.clock import ONE_DAY, SHANGHAI, local, local_day, midnight
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

# So long before the sending hours end, what ends by the next morning is called out.
LAST_CALL = timedelta(minutes=15)


class WarningStep(StrEnum):
    """Which warning of a clock it is."""

    DAY_BEFORE = "day_before"
    LAST_DAY = "last_day"
    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class OwedWarning:
    """Running clocks of a way of counting that end after `after` and not after `until` are owed this step now."""

    step: WarningStep
    unit_of_count: str
    after: datetime
    until: datetime


def owed_warnings(now: datetime, p: ParameterSet) -> list[OwedWarning]:
    """Everything owed at `now`, whether given already or not; no clock is in two of the stretches."""
    return [owed for owed in (*_by_days(now, p), *_by_hours(now, p)) if owed.after < owed.until]


def _by_days(now: datetime, p: ParameterSet) -> list[OwedWarning]:
    """The latest warning time that has come tells whose day before and whose last day it was."""
    today = local_day(now)
    day = today if now >= _on(now, p.clock(K.WARNING_TIME)) else today - ONE_DAY
    last_day, day_before = midnight(day + ONE_DAY), midnight(day + 2 * ONE_DAY)
    return [
        OwedWarning(WarningStep.LAST_DAY, "days", now, last_day),
        OwedWarning(WarningStep.DAY_BEFORE, "days", max(now, last_day), day_before),
    ]


def _by_hours(now: datetime, p: ParameterSet) -> list[OwedWarning]:
    short = _reached(now, timedelta(hours=p.whole(K.WARNING_SHORT_HOURS)), p)
    long = _reached(now, timedelta(hours=p.whole(K.WARNING_LONG_HOURS)), p)
    return [
        OwedWarning(WarningStep.SHORT, "hours", now, short),
        OwedWarning(WarningStep.LONG, "hours", max(now, short), long),
    ]


def _reached(now: datetime, ahead: timedelta, p: ParameterSet) -> datetime:
    """The latest end of a clock for which the warning `ahead` hours before has come by `now`."""
    opens, closes = _on(now, p.clock(K.SEND_FROM)), _on(now, p.clock(K.SEND_UNTIL))
    if now < opens:  # since yesterday evening nothing has been added
        return max(closes - ONE_DAY + ahead, opens)
    if now < closes - LAST_CALL:
        return now + ahead
    return max(min(now, closes) + ahead, opens + ONE_DAY)


def _on(now: datetime, clock: time) -> datetime:
    """That time of the day of `now`."""
    return datetime.combine(local(now).date(), clock, tzinfo=SHANGHAI)
