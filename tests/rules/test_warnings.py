"""When people are warned of a clock: both sides of every bound."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.warnings import WarningStep, owed_warnings
from yibin_service.foundation.regulation.clock import SHANGHAI
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.versions import fixture_book

P: ParameterSet = fixture_book().on("P", date(2026, 10, 1))
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def owed(now: datetime, due_at: datetime, unit: str) -> WarningStep | None:
    """What a running clock that ends at `due_at` is owed at `now`."""
    steps = [
        warning.step
        for warning in owed_warnings(now, P)
        if warning.unit_of_count == unit and warning.after < due_at <= warning.until
    ]
    assert len(steps) <= 1, "no clock is owed two warnings at once"
    return steps[0] if steps else None


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-11-24 08:29:59", None),
        ("2026-11-24 08:30:00", WarningStep.DAY_BEFORE),
        ("2026-11-25 08:29:59", WarningStep.DAY_BEFORE),
        ("2026-11-25 08:30:00", WarningStep.LAST_DAY),
        ("2026-11-25 23:59:59", WarningStep.LAST_DAY),
        ("2026-11-26 00:00:00", None),
    ],
)
def test_a_clock_of_days_warns_at_half_past_eight_of_the_day_before_and_of_the_last_day(
    now: str, step: WarningStep | None
) -> None:
    assert owed(at(now), at("2026-11-26 00:00:00"), "days") == step


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-11-24 15:59:59", None),
        ("2026-11-24 16:00:00", WarningStep.LONG),
        ("2026-11-25 09:59:59", WarningStep.LONG),
        ("2026-11-25 10:00:00", WarningStep.SHORT),
        ("2026-11-25 15:59:59", WarningStep.SHORT),
        ("2026-11-25 16:00:00", None),
    ],
)
def test_a_clock_of_hours_warns_24_and_6_hours_before(now: str, step: WarningStep | None) -> None:
    assert owed(at(now), at("2026-11-25 16:00:00"), "hours") == step


@pytest.mark.parametrize(
    ("now", "step"),
    [("2026-11-25 05:00:00", WarningStep.LONG), ("2026-11-25 07:59:59", WarningStep.LONG)]
    + [("2026-11-25 08:00:00", WarningStep.SHORT)],
)
def test_a_warning_of_the_night_waits_for_eight_when_the_clock_runs_on(now: str, step: WarningStep) -> None:
    assert owed(at(now), at("2026-11-25 10:00:00"), "hours") == step


@pytest.mark.parametrize(
    ("now", "step"),
    [("2026-11-24 19:44:59", WarningStep.LONG), ("2026-11-24 19:45:00", WarningStep.SHORT)]
    + [("2026-11-24 23:00:00", WarningStep.SHORT), ("2026-11-25 04:59:59", WarningStep.SHORT)],
)
def test_a_clock_that_ends_in_the_night_is_called_out_in_the_evening(now: str, step: WarningStep) -> None:
    assert owed(at(now), at("2026-11-25 05:00:00"), "hours") == step


def test_after_a_standstill_only_the_later_of_two_warnings_is_owed() -> None:
    assert owed(at("2026-11-25 12:00:00"), at("2026-11-25 16:00:00"), "hours") is WarningStep.SHORT


minutes = st.integers(min_value=0, max_value=14 * 24 * 60)


@given(start=minutes, wait=st.integers(min_value=1, max_value=600), ahead=minutes)
def test_a_warning_once_owed_stays_owed_or_gives_way_to_a_later_one(start: int, wait: int, ahead: int) -> None:
    order = [None, WarningStep.LONG, WarningStep.SHORT]
    now = at("2026-11-01 00:00:00") + timedelta(minutes=start)
    later, due_at = now + timedelta(minutes=wait), now + timedelta(minutes=ahead)
    if later < due_at:
        assert order.index(owed(later, due_at, "hours")) >= order.index(owed(now, due_at, "hours"))


@given(start=minutes)
def test_what_has_ended_is_never_warned_of(start: int) -> None:
    now = at("2026-11-01 00:00:00") + timedelta(minutes=start)
    assert owed(now, now, "hours") is None
    assert owed(now, now - SECOND, "days") is None
