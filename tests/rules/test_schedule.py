"""Which days a person is to be there, and from when to when."""

from datetime import date, time, timedelta

import pytest

from staff.rules.facts import Shift
from staff.rules.schedule import (
    RosterFrom,
    ScheduledDay,
    ShiftOverMidnight,
    WeekdayHours,
    hours_of_roster,
    person_days,
    read_shift,
)
from yibin_service.foundation.org.calendar import DayKind

DAY = Shift(time(8, 30), time(17, 30))
WINTER = Shift(time(9), time(17))
SATURDAY_HOURS = Shift(time(8, 30), time(12))
LONG_AGO = date(2020, 1, 1)
MONDAY, FRIDAY, SATURDAY, SUNDAY = date(2026, 10, 12), date(2026, 10, 16), date(2026, 10, 17), date(2026, 10, 18)


def week(shift: Shift | None = DAY, since: date = LONG_AGO) -> list[WeekdayHours]:
    return [WeekdayHours(weekday, since, shift) for weekday in range(5)]


def calendar(first: date, last: date, **kinds: DayKind) -> dict[date, DayKind]:
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return {day: kinds.get(f"d{day.day}", DayKind.ORDINARY) for day in days}


def test_an_ordinary_week_is_worked_from_monday_to_friday() -> None:
    assert list(hours_of_roster(week(), calendar(MONDAY, SUNDAY))) == [MONDAY + timedelta(days=i) for i in range(5)]


def test_a_holiday_is_off_on_a_weekday_and_on_a_saturday_with_hours() -> None:
    rows = [*week(), WeekdayHours(5, LONG_AGO, SATURDAY_HOURS)]
    worked = hours_of_roster(rows, calendar(MONDAY, SUNDAY, d12=DayKind.REST, d17=DayKind.REST))
    assert MONDAY not in worked
    assert SATURDAY not in worked


def test_an_ordinary_saturday_with_hours_is_worked_by_them() -> None:
    rows = [*week(), WeekdayHours(5, LONG_AGO, SATURDAY_HOURS)]
    assert hours_of_roster(rows, calendar(SATURDAY, SUNDAY)) == {SATURDAY: SATURDAY_HOURS}


def test_a_make_up_saturday_without_hours_takes_mondays() -> None:
    assert hours_of_roster(week(), calendar(SATURDAY, SATURDAY, d17=DayKind.WORK)) == {SATURDAY: DAY}


def test_a_make_up_saturday_with_hours_keeps_its_own() -> None:
    rows = [*week(), WeekdayHours(5, LONG_AGO, SATURDAY_HOURS)]
    assert hours_of_roster(rows, calendar(SATURDAY, SATURDAY, d17=DayKind.WORK)) == {SATURDAY: SATURDAY_HOURS}


def test_a_make_up_day_takes_the_first_weekday_with_hours_where_monday_has_none() -> None:
    rows = [WeekdayHours(2, LONG_AGO, WINTER), WeekdayHours(4, LONG_AGO, DAY)]
    assert hours_of_roster(rows, calendar(SUNDAY, SUNDAY, d18=DayKind.WORK)) == {SUNDAY: WINTER}


def test_a_make_up_day_of_a_roster_without_any_hours_is_off() -> None:
    assert hours_of_roster([], calendar(SUNDAY, SUNDAY, d18=DayKind.WORK)) == {}


def test_winter_hours_hold_from_their_first_day_and_not_the_day_before() -> None:
    worked = hours_of_roster([*week(WINTER, FRIDAY), *week()], calendar(MONDAY, SUNDAY))
    assert worked[FRIDAY - timedelta(days=1)] == DAY
    assert worked[FRIDAY] == WINTER


def test_hours_taken_away_from_a_day_on_make_it_a_day_off() -> None:
    worked = hours_of_roster([*week(), WeekdayHours(4, FRIDAY, None)], calendar(MONDAY, SUNDAY))
    assert FRIDAY not in worked


def test_a_person_has_no_days_before_the_first_roster_and_changes_on_the_day() -> None:
    hours = {1: hours_of_roster(week(), calendar(MONDAY, SUNDAY)), 2: {FRIDAY: WINTER}}
    tuesday = MONDAY + timedelta(days=1)
    days = person_days([RosterFrom(FRIDAY, 2), RosterFrom(tuesday, 1)], hours, MONDAY, SUNDAY)
    assert [day.on.day for day in days] == [13, 14, 15, 16]
    assert days[-1] == ScheduledDay(FRIDAY, WINTER)


def test_days_are_cut_to_the_time_asked_for_both_ends_included() -> None:
    hours = {1: hours_of_roster(week(), calendar(MONDAY, SUNDAY))}
    days = person_days([RosterFrom(LONG_AGO, 1)], hours, date(2026, 10, 13), date(2026, 10, 15))
    assert [day.on.day for day in days] == [13, 14, 15]


def test_two_times_are_a_shift_and_none_a_day_off() -> None:
    assert read_shift(time(8, 30), time(17, 30)) == DAY
    assert read_shift(None, None) is None


@pytest.mark.parametrize("end", [time(6), time(22)])
def test_a_shift_over_midnight_is_refused(end: time) -> None:
    with pytest.raises(ShiftOverMidnight):
        read_shift(time(22), end)
