"""What part-day leave and corrections make of a day, and what one month hands on to the next."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from staff.rules.days import corrected_punches, longest, shift_left
from staff.rules.facts import Shift
from staff.rules.standing import no_prior, prior_after, run_at_end
from tests.rules.made import day, judge_month, month

SHIFT = Shift(time(8, 30), time(17, 30))
ABSENT = {"in_": None, "out": None}


def at(text: str) -> time:
    return time.fromisoformat(text)


def left(*parts: str) -> str:
    """What is left of 08:30—17:30 by leave like 「13:00-17:30」."""
    shift = shift_left(SHIFT, [(at(part[:5]), at(part[6:])) for part in parts])
    return f"{shift.start:%H:%M}-{shift.end:%H:%M}" if shift else ""


@pytest.mark.parametrize(
    ("parts", "rest"),
    [
        ([], "08:30-17:30"),
        (["08:30-12:00"], "12:00-17:30"),
        (["08:00-12:00"], "12:00-17:30"),
        (["08:31-12:00"], "08:30-17:30"),
        (["13:00-17:30"], "08:30-13:00"),
        (["13:00-18:00"], "08:30-13:00"),
        (["13:00-17:29"], "08:30-17:30"),
        (["08:30-09:30", "16:30-17:30"], "09:30-16:30"),
        (["10:00-11:00", "08:30-10:00"], "11:00-17:30"),
        (["16:30-17:30", "15:00-16:30"], "08:30-15:00"),
        (["08:30-17:30"], ""),
        (["08:30-13:00", "13:00-17:30"], ""),
        (["08:30-13:00", "13:01-17:30"], "13:00-13:01"),
    ],
)
def test_leave_at_an_end_of_the_shift_shortens_it_and_leave_amid_it_does_not(parts: list[str], rest: str) -> None:
    assert left(*parts) == rest


@pytest.mark.parametrize(
    ("came", "went", "times", "corrections", "judged"),
    [
        ("08:41", "17:30", ["08:41", "17:30"], {"in": "08:30"}, ("08:30", "17:30")),
        (None, "17:35", ["17:35"], {"in": "08:30"}, ("08:30", "17:35")),
        ("08:41", None, ["08:41"], {"in": "08:30"}, ("08:30", "08:41")),
        (None, "10:00", ["10:00"], {"out": "17:30"}, ("10:00", "17:30")),
        (None, None, [], {"out": "17:30"}, (None, "17:30")),
        (None, None, [], {"in": "08:30", "out": "17:30"}, ("08:30", "17:30")),
    ],
)
def test_a_corrected_time_stands_for_its_side_and_the_lone_press_for_the_other(
    came: str | None, went: str | None, times: list[str], corrections: dict[str, str], judged: tuple[str | None, ...]
) -> None:
    pressed = [at(one) for one in times]
    sides = {side: at(text) for side, text in corrections.items()}
    found = corrected_punches(at(came) if came else None, at(went) if went else None, pressed, sides)
    assert tuple(f"{one:%H:%M}" if one else None for one in found) == judged


def test_a_phone_is_off_for_the_longest_time_of_the_day_and_times_are_not_added() -> None:
    assert longest([Decimal("7"), Decimal("6.5")]) == 7
    assert longest([]) == 0


def handed_on(document: dict[str, Any], following: date) -> dict[str, Any]:
    return prior_after(document, judge_month(document), following)


def test_the_next_year_begins_without_absence_but_keeps_demerits_and_the_run() -> None:
    earlier = {"demerits": 1, "absent_days_this_year": "1.5", "last_absent_run": []}
    lates = [day(f"2026-12-{number:02}", in_="08:31") for number in range(1, 6)]
    december = month(*lates, day("2026-12-31", **ABSENT), month="2026-12", prior=earlier)
    january = {"demerits": "2", "absent_days_this_year": "0.0", "last_absent_run": ["2026-12-31"]}
    assert handed_on(december, date(2027, 1, 1)) == january
    october = month(day("2026-10-08", **ABSENT), prior=earlier)
    assert handed_on(october, date(2026, 11, 1))["absent_days_this_year"] == "2.5"
    assert no_prior() == {"demerits": "0", "absent_days_this_year": "0.0", "last_absent_run": []}


@pytest.mark.parametrize(
    ("last", "run"),
    [
        ({}, []),
        (ABSENT, ["2026-09-30", "2026-10-08", "2026-10-09"]),
        ({"in_": "09:10", "out": "16:00"}, ["2026-09-30", "2026-10-08", "2026-10-09"]),
        ({"in_": "09:10"}, []),
        (ABSENT | {"leave": True}, []),
    ],
)
def test_a_run_goes_on_from_before_a_whole_month_of_absence_and_ends_with_any_other_day(
    last: dict[str, Any], run: list[str]
) -> None:
    prior = {"demerits": 0, "absent_days_this_year": "0.0", "last_absent_run": ["2026-09-30"]}
    document = month(day("2026-10-08", **ABSENT), day("2026-10-09", **last), prior=prior)
    assert run_at_end(document, judge_month(document)) == run


def test_a_run_begins_in_the_month_after_a_day_that_was_worked() -> None:
    prior = {"demerits": 0, "absent_days_this_year": "0.0", "last_absent_run": ["2026-09-30"]}
    document = month(day("2026-10-08"), day("2026-10-09", **ABSENT), prior=prior)
    assert run_at_end(document, judge_month(document)) == ["2026-10-09"]
