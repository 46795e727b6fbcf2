"""Times of the mill: always aware, always +08:00. Hours run exactly; days end at 24:00 of the last day.

China has had one time and no summer time since 1992, so a fixed offset is the mill's clock.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
MIDNIGHT = time(0, 0, tzinfo=SHANGHAI)
ONE_DAY = timedelta(days=1)
# No run of holidays is longer; a calendar that knows no workday at all is a fault of the calendar, not an endless loop.
LONGEST_HOLIDAY = 60

IsWorkday = Callable[[date], bool]


class NoWorkdayFound(ValueError):
    """The calendar names no workday within LONGEST_HOLIDAY days."""


def local(at: datetime) -> datetime:
    """The same instant on the mill's clock."""
    return at.astimezone(SHANGHAI)


def local_day(at: datetime) -> date:
    """The mill's calendar day of an instant: 16:00 UTC is already the next day."""
    return at.astimezone(SHANGHAI).date()


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(day: date) -> date:
    """The first day of the month before that of `day`."""
    return (day.replace(day=1) - ONE_DAY).replace(day=1)


def midnight(day: date) -> datetime:
    """00:00 of `day`."""
    return datetime.combine(day, MIDNIGHT)


def add_hours(at: datetime, hours: int) -> datetime:
    """`at` and `hours` full hours, through nights and holidays."""
    return at.astimezone(SHANGHAI) + timedelta(hours=hours)


def last_day(at: datetime, days: int, is_workday: IsWorkday | None = None) -> date:
    """The last day of a period of `days` that begins with the receipt at `at`; the day of receipt does not count.

    With `is_workday`, a last day that is no workday moves to the next workday.
    """
    day = local_day(at) + timedelta(days=days)
    return day if is_workday is None else _first_workday(day, is_workday)


def add_days(at: datetime, days: int, is_workday: IsWorkday | None = None) -> datetime:
    """The instant at which a period of `days` ends: 24:00 of its last day, i.e. 00:00 of the day after."""
    return midnight(last_day(at, days, is_workday) + ONE_DAY)


def _first_workday(day: date, is_workday: IsWorkday) -> date:
    for _ in range(LONGEST_HOLIDAY):
        if is_workday(day):
            return day
        day += ONE_DAY
    raise NoWorkdayFound(f"no workday within {LONGEST_HOLIDAY} days before {day}")
