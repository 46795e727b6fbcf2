"""Hours run exactly; days end at 24:00 of the last day, on the mill's clock."""

from datetime import UTC, date, datetime

import pytest

from yibin_service.foundation.regulation.clock import (
    NoWorkdayFound,
    add_days,
    add_hours,
    local_day,
    month_of,
    next_month,
    previous_month,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_seventy_two_hours_run_through_a_month_end() -> None:
    assert add_hours(at("2026-10-30T09:00:00+08:00"), 72) == at("2026-11-02T09:00:00+08:00")


def test_hours_added_to_a_time_of_another_zone_come_out_on_the_mills_clock() -> None:
    assert add_hours(at("2026-10-05T01:00:00+00:00"), 72).isoformat() == "2026-10-08T09:00:00+08:00"


def test_the_day_of_receipt_does_not_count_and_the_last_day_ends_at_midnight() -> None:
    assert add_days(at("2026-10-07T10:00:00+08:00"), 15) == at("2026-10-23T00:00:00+08:00")


@pytest.mark.parametrize("received", ["2026-10-07T00:00:00+08:00", "2026-10-07T23:59:59+08:00"])
def test_the_hour_of_receipt_changes_nothing_in_a_period_of_days(received: str) -> None:
    assert add_days(at(received), 3) == at("2026-10-11T00:00:00+08:00")


def test_sixteen_hours_utc_is_already_the_next_day() -> None:
    assert local_day(datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 9, 30)
    assert local_day(datetime(2026, 9, 30, 16, 0, 0, tzinfo=UTC)) == date(2026, 10, 1)


def test_a_period_may_cross_the_end_of_february_in_a_leap_year() -> None:
    assert add_days(at("2028-02-27T12:00:00+08:00"), 3) == at("2028-03-02T00:00:00+08:00")


def test_thirty_days_are_not_cut_short() -> None:
    assert add_days(at("2026-12-15T12:00:00+08:00"), 30) == at("2027-01-15T00:00:00+08:00")


def test_a_last_day_that_is_a_holiday_moves_to_the_next_workday() -> None:
    holidays = {date(2026, 10, day) for day in range(1, 8)}
    due = add_days(at("2026-09-28T12:00:00+08:00"), 3, lambda day: day not in holidays)
    assert due == at("2026-10-09T00:00:00+08:00")


def test_holidays_within_the_period_move_nothing() -> None:
    holidays = {date(2026, 10, day) for day in range(1, 8)}
    due = add_days(at("2026-09-28T12:00:00+08:00"), 10, lambda day: day not in holidays)
    assert due == at("2026-10-09T00:00:00+08:00")


def test_a_calendar_without_workdays_is_told_instead_of_searched_for_ever() -> None:
    with pytest.raises(NoWorkdayFound):
        add_days(at("2026-09-28T12:00:00+08:00"), 3, lambda day: False)


def test_months_know_their_neighbours() -> None:
    assert month_of(date(2026, 12, 31)) == date(2026, 12, 1)
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert previous_month(date(2026, 1, 31)) == date(2025, 12, 1)
