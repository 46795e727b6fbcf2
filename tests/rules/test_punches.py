"""Which of a day's presses of the clock is the coming and which the going."""

from datetime import time

import pytest

from staff.rules.facts import Shift
from staff.rules.punches import pair_punches

SHIFT = Shift(time(8, 30), time(17, 30))


def at(text: str) -> time:
    return time.fromisoformat(text)


def paired(*presses: str, shift: Shift | None = SHIFT) -> tuple[str, str]:
    """Presses like 「08:20」 or 「in 08:20」."""
    read = [(at(press.split()[-1]), press.split()[0] if " " in press else "") for press in presses]
    day = pair_punches(read, shift)
    return tuple(f"{one:%H:%M}" if one else "" for one in (day.clock_in, day.clock_out))  # type: ignore[return-value]


def test_the_first_press_is_the_coming_and_the_last_the_going() -> None:
    assert paired("12:01", "17:33", "08:20", "13:10") == ("08:20", "17:33")


def test_no_press_is_neither() -> None:
    assert paired() == ("", "")


@pytest.mark.parametrize(
    ("press", "pair"),
    [("08:41", ("08:41", "")), ("13:00", ("13:00", "")), ("13:01", ("", "13:01")), ("17:35", ("", "17:35"))],
)
def test_a_lone_press_belongs_to_the_nearer_end_of_the_shift(press: str, pair: tuple[str, str]) -> None:
    assert paired(press) == pair


def test_a_lone_press_of_a_day_without_a_shift_is_the_coming() -> None:
    assert paired("17:35", shift=None) == ("17:35", "")


def test_presses_four_minutes_apart_are_one_press() -> None:
    assert paired("08:26", "08:30") == ("08:26", "")
    assert paired("17:31", "17:35") == ("", "17:35")


def test_presses_five_minutes_apart_are_two() -> None:
    assert paired("12:58", "13:03") == ("12:58", "13:03")
    assert paired("12:59", "13:02") == ("12:59", "")


@pytest.mark.parametrize(
    ("presses", "pair"),
    [
        (("08:15", "08:22"), ("08:15", "")),
        (("08:15", "12:05", "12:59"), ("08:15", "")),
        (("08:15", "13:00"), ("08:15", "13:00")),
        (("13:00", "17:35"), ("13:00", "17:35")),
        (("08:15", "13:01"), ("08:15", "13:01")),
        (("13:01", "17:35"), ("", "17:35")),
        (("17:31", "17:48"), ("", "17:48")),
    ],
)
def test_presses_all_nearer_one_end_are_that_end_and_the_other_is_missing(
    presses: tuple[str, ...], pair: tuple[str, str]
) -> None:
    assert paired(*presses) == pair


def test_presses_of_a_day_without_a_shift_are_first_and_last() -> None:
    assert paired("08:15", "08:22", shift=None) == ("08:15", "08:22")


def test_what_the_export_says_wins_over_the_order() -> None:
    assert paired("in 08:41", "08:20", "out 17:30", "18:00") == ("08:41", "17:30")


def test_of_several_comings_the_first_counts_and_of_goings_the_last() -> None:
    assert paired("in 08:41", "in 08:29", "out 17:30", "out 17:41") == ("08:29", "17:41")


def test_beside_a_told_coming_the_going_is_the_last_untold_press_after_it() -> None:
    assert paired("in 08:41", "08:20", "16:00", "17:40") == ("08:41", "17:40")
    assert paired("in 08:41", "08:20") == ("08:41", "")


def test_beside_a_told_going_the_coming_is_the_first_untold_press_before_it() -> None:
    assert paired("08:20", "09:00", "out 17:30", "18:00") == ("08:20", "17:30")
    assert paired("out 17:30", "18:00") == ("", "17:30")


def test_a_lone_told_press_keeps_its_side_however_far_from_it() -> None:
    assert paired("out 08:31") == ("", "08:31")
    assert paired("in 17:29") == ("17:29", "")


def test_every_press_is_kept_in_order_each_minute_once() -> None:
    day = pair_punches([(at("17:30"), ""), (at("08:30"), "in"), (at("08:30"), "")], SHIFT)
    assert day.times == (at("08:30"), at("17:30"))


@pytest.mark.parametrize(
    ("presses", "pair"),
    [
        (("in 08:25", "08:29"), ("08:25", "")),
        (("in 08:25", "08:30"), ("08:25", "08:30")),
        (("17:31", "out 17:35"), ("", "17:35")),
        (("17:30", "out 17:35"), ("17:30", "17:35")),
    ],
)
def test_an_untold_press_beside_a_told_one_is_another_only_from_five_minutes_on(
    presses: tuple[str, ...], pair: tuple[str, str]
) -> None:
    assert paired(*presses) == pair
