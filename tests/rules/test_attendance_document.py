"""An employee-month document: every fault at its place."""

from typing import Any

import pytest

from tests.rules.made import ABSENT, day, month, month_faults

KEYS = ["ref", "regulation", "month", "monthly_wage", "shift", "prior", "days"]
DAY_KEYS = [
    "date", "in", "out", "leave", "field", "daily_report", "left_post_minutes", "phone_off_hours", "unreachable",
]  # fmt: skip
PRIOR = {"demerits": 0, "absent_days_this_year": "0.0", "last_absent_run": []}


def prior_faults(**changes: Any) -> list[str]:
    prior = {key: value for key, value in (PRIOR | changes).items() if value is not ABSENT}
    return month_faults(month(prior=prior))


def day_faults(**changes: Any) -> list[str]:
    return month_faults(month(day() | {"date": "2026-10-07"}, day(**changes)))


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_a_month_is_required(key: str) -> None:
    assert month_faults(month(day(), **{key: ABSENT})) == [key]


@pytest.mark.parametrize("key", [key for key in KEYS if key != "regulation"])
def test_null_is_a_fault_where_it_is_not_allowed(key: str) -> None:
    assert month_faults(month(day(), **{key: None})) == [key]


@pytest.mark.parametrize("key", DAY_KEYS)
def test_every_key_of_a_day_but_its_shift_is_required(key: str) -> None:
    document = day()
    del document[key]
    assert month_faults(month(document)) == [f"days[0].{key}"]


@pytest.mark.parametrize("key", [*(key for key in DAY_KEYS if key not in {"in", "out"}), "shift"])
def test_null_is_a_fault_in_a_day_where_it_is_not_allowed(key: str) -> None:
    assert month_faults(month(day() | {key: None})) == [f"days[0].{key}"]


@pytest.mark.parametrize("key", ["in", "out"])
def test_a_punch_may_be_null(key: str) -> None:
    assert month_faults(month(day() | {key: None})) == []


def test_unknown_keys_are_faults_everywhere() -> None:
    document = month(day(colour=1), colour=1, shift={"start": "08:30", "end": "17:30", "pause": 1})
    document["prior"] = PRIOR | {"colour": 1}
    assert month_faults(document) == ["shift.pause", "prior.colour", "days[0].colour", "colour"]


@pytest.mark.parametrize("document", [5, "x", None, [], True])
def test_what_is_no_object_is_a_fault_of_the_whole(document: Any) -> None:
    assert month_faults(document) == [""]


@pytest.mark.parametrize(
    "value", ["2026", "2026-13", "2026-00", "2026-1", "2026-10-01", "0000-10", "9999-10", 202610, ""]
)
def test_a_month_of_another_form_is_a_fault(value: Any) -> None:
    assert month_faults(month(month=value)) == ["month"]


@pytest.mark.parametrize("value", ["0", "0.00", "-1", "1.005", "x", True])
def test_a_wage_is_above_nought(value: Any) -> None:
    assert month_faults(month(monthly_wage=value)) == ["monthly_wage"]


@pytest.mark.parametrize("value", ["0.01", 6525, 6525.5])
def test_a_wage_may_be_any_sum_above_nought(value: Any) -> None:
    assert month_faults(month(monthly_wage=value)) == []


@pytest.mark.parametrize("value", ["8:30", "24:00", "08:60", "0830", "08:30:00", "", 830, "０8:30", "08:30\n"])
def test_a_time_that_is_not_hours_and_minutes_is_a_fault(value: Any) -> None:
    assert month_faults(month(shift={"start": value, "end": "17:30"})) == ["shift.start"]
    assert month_faults(month(day() | {"in": value})) == ["days[0].in"]
    assert month_faults(month(day() | {"out": value})) == ["days[0].out"]
    assert month_faults(month(day(shift={"start": "08:30", "end": value}))) == ["days[0].shift.end"]


@pytest.mark.parametrize("end", ["08:30", "08:29", "00:00"])
def test_a_shift_ends_after_it_starts(end: str) -> None:
    assert month_faults(month(shift={"start": "08:30", "end": end})) == ["shift.end"]
    assert month_faults(month(day(shift={"start": "08:30", "end": end}))) == ["days[0].shift.end"]


def test_a_shift_may_be_one_minute_long() -> None:
    assert month_faults(month(shift={"start": "08:30", "end": "08:31"})) == []


@pytest.mark.parametrize("value", [5, "x", [], {"start": "08:30"}, {"end": "17:30"}])
def test_a_shift_has_start_and_end(value: Any) -> None:
    assert month_faults(month(shift=value))[0].startswith("shift")


@pytest.mark.parametrize("value", [-1, "1.0", 1.5, "x", None, True, ABSENT])
def test_earlier_demerits_are_a_whole_number(value: Any) -> None:
    assert prior_faults(demerits=value) == ["prior.demerits"]


@pytest.mark.parametrize("value", ["-0.5", "0.25", "x", None, True, ABSENT])
def test_days_of_absence_have_one_place(value: Any) -> None:
    assert prior_faults(absent_days_this_year=value) == ["prior.absent_days_this_year"]


def test_earlier_facts_may_be_numbers_or_text() -> None:
    assert prior_faults(demerits="2", absent_days_this_year=1.5) == []


@pytest.mark.parametrize(
    ("run", "places"),
    [
        (["2026-09-30"], []),
        (["2026-09-29", "2026-09-30"], []),
        (["2026-10-01"], ["prior.last_absent_run[0]"]),
        (["2026-10-08"], ["prior.last_absent_run[0]"]),
        (["2026-09-30", "2026-09-29"], ["prior.last_absent_run[1]"]),
        (["2026-09-30", "2026-09-30"], ["prior.last_absent_run[1]"]),
        (["2026-09-31"], ["prior.last_absent_run[0]"]),
        (["30.09.2026", 5], ["prior.last_absent_run[0]", "prior.last_absent_run[1]"]),
        ("2026-09-30", ["prior.last_absent_run"]),
        (None, ["prior.last_absent_run"]),
        (ABSENT, ["prior.last_absent_run"]),
    ],
)
def test_the_run_before_the_month_is_ascending_and_before_it(run: Any, places: list[str]) -> None:
    assert prior_faults(last_absent_run=run) == places


@pytest.mark.parametrize(
    ("dates", "places"),
    [
        (["2026-10-08", "2026-10-09"], []),
        (["2026-10-09", "2026-10-08"], ["days[1].date"]),
        (["2026-10-08", "2026-10-08"], ["days[1].date"]),
        (["2026-10-09", "2026-10-08", "2026-10-10"], ["days[1].date"]),
        (["2026-09-30", "2026-10-08"], ["days[0].date"]),
        (["2026-10-08", "2026-11-01"], ["days[1].date"]),
        (["2026-10-32"], ["days[0].date"]),
        (["2026-1-08"], ["days[0].date"]),
    ],
)
def test_days_are_ascending_and_of_the_month(dates: list[str], places: list[str]) -> None:
    assert month_faults(month(*map(day, dates))) == places


def test_a_month_may_list_its_first_and_last_day() -> None:
    assert month_faults(month(day("2026-10-01"), day("2026-10-31"))) == []


@pytest.mark.parametrize("value", [{}, "x", 5])
def test_days_are_a_list_of_objects(value: Any) -> None:
    assert month_faults(month(days=value)) == ["days"]
    if value != {}:
        assert month_faults(month(days=[value])) == ["days[0]"]


@pytest.mark.parametrize("key", ["leave", "field", "daily_report", "unreachable"])
@pytest.mark.parametrize("value", ["true", 0, 1, ""])
def test_yes_or_no_is_true_or_false_only(key: str, value: Any) -> None:
    assert day_faults(**{key: value}) == [f"days[1].{key}"]


@pytest.mark.parametrize("value", [[0], [-5], ["1.5"], [1.0], ["x"], [None], [True], [[]]])
def test_minutes_off_the_post_are_positive_whole_numbers(value: Any) -> None:
    assert day_faults(left_post_minutes=value) == ["days[1].left_post_minutes[0]"]


def test_each_wrong_number_of_minutes_is_told() -> None:
    places = ["days[1].left_post_minutes[0]", "days[1].left_post_minutes[2]"]
    assert day_faults(left_post_minutes=[0, 5, -1]) == places


@pytest.mark.parametrize("value", [5, "5", {}])
def test_minutes_off_the_post_are_a_list(value: Any) -> None:
    assert day_faults(left_post_minutes=value) == ["days[1].left_post_minutes"]


@pytest.mark.parametrize("value", ["-0.01", "1.001", "x", True])
def test_hours_are_nought_or_more_with_two_places(value: Any) -> None:
    assert day_faults(phone_off_hours=value) == ["days[1].phone_off_hours"]


@pytest.mark.parametrize("code", ["P-试行", "S-none", 5])
def test_an_unknown_version_is_a_fault(code: Any) -> None:
    assert month_faults(month(regulation=code)) == ["regulation"]


def test_a_month_before_the_first_version_is_a_fault_unless_one_is_named() -> None:
    assert month_faults(month(month="1999-12")) == ["regulation"]
    assert month_faults(month(month="1999-12", regulation="S-初版")) == []
    assert month_faults(month(month="2000-01")) == []
