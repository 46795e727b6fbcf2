"""The hours in which letters go out."""

from datetime import time

import pytest

from yibin_service.foundation.notices.window import SendWindow
from yibin_service.foundation.regulation.clock import SHANGHAI, datetime

WINDOW = SendWindow(opens=time(8, 0), closes=time(20, 0))


def on(day: int, clock: str) -> datetime:
    return datetime.combine(datetime(2026, 10, day), time.fromisoformat(clock), tzinfo=SHANGHAI)


@pytest.mark.parametrize("clock", ["08:00", "12:34:56", "20:00"])
def test_inside_the_hours_a_letter_goes_at_once(clock: str) -> None:
    assert WINDOW.next_instant(on(5, clock)) == on(5, clock)


@pytest.mark.parametrize("clock", ["00:00", "07:59:59"])
def test_in_the_early_morning_it_waits_for_eight(clock: str) -> None:
    assert WINDOW.next_instant(on(5, clock)) == on(5, "08:00")


@pytest.mark.parametrize("clock", ["20:00:01", "23:59:59"])
def test_in_the_evening_it_waits_for_eight_of_the_next_day(clock: str) -> None:
    assert WINDOW.next_instant(on(31, clock)) == datetime(2026, 11, 1, 8, tzinfo=SHANGHAI)
