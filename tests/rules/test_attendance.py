"""S.4  What a day and a month are charged with."""

from typing import Any

import pytest

from tests.rules.made import changed_rules, charged, day, judge_month, month
from yibin_service.foundation.regulation.versions import VersionBook

FULL_BY_PUNCH = ("absent_full", None, "S.4(4)")
FULL_DEEMED = ("absent_full", None, "S.4罚(6)")
MISSING = ("missing_punch", None, "S.4")
WEEK = ["2026-10-12", "2026-10-13", "2026-10-14", "2026-10-15", "2026-10-16"]


def absent(on: str) -> dict[str, Any]:
    return day(on, in_=None, out=None)


def late(on: str) -> dict[str, Any]:
    return day(on, in_="08:31")


def days_from(first: int, count: int) -> list[str]:
    return [f"2026-10-{number:02}" for number in range(first, first + count)]


@pytest.mark.parametrize(
    ("punch", "events"),
    [
        ("08:30", []),
        ("07:00", []),
        ("08:31", [("late", 1, "S.4(1)")]),
        ("09:00", [("late", 30, "S.4(1)")]),
        ("09:01", [("absent_half", 31, "S.4罚(3)")]),
        ("09:31", [("absent_half", 61, "S.4罚(3)")]),
        ("17:29", [("absent_half", 539, "S.4罚(3)")]),
        ("17:30", [FULL_BY_PUNCH]),
        ("18:00", [FULL_BY_PUNCH]),
    ],
)
def test_coming_late_costs_by_its_minutes(punch: str, events: list[object]) -> None:
    assert charged(day(in_=punch)) == events


@pytest.mark.parametrize(
    ("punch", "events"),
    [
        ("17:30", []),
        ("23:59", []),
        ("17:29", [("early", 1, "S.4(2)")]),
        ("17:00", [("early", 30, "S.4(2)")]),
        ("16:59", [("absent_half", 31, "S.4罚(3)")]),
        ("08:31", [("absent_half", 539, "S.4罚(3)")]),
        ("08:30", [FULL_BY_PUNCH]),
        ("06:00", [FULL_BY_PUNCH]),
    ],
)
def test_leaving_early_costs_by_its_minutes(punch: str, events: list[object]) -> None:
    assert charged(day(out=punch)) == events


@pytest.mark.parametrize(
    ("minutes", "event"),
    [
        (1, ("left_post", 1, "S.4(3)")),
        (30, ("left_post", 30, "S.4(3)")),
        (31, ("left_post", 31, "S.4(3)")),
        (60, ("left_post", 60, "S.4(3)")),
        (61, ("absent_half", 61, "S.4(4)")),
    ],
)
def test_leaving_the_post_costs_by_its_minutes(minutes: int, event: object) -> None:
    assert charged(day(left_post_minutes=[minutes])) == [event]


def test_each_leaving_of_the_post_counts() -> None:
    assert [kind for kind, _, _ in charged(day(left_post_minutes=[5, 10]))] == ["left_post", "left_post"]


def test_no_punch_at_all_is_a_day_of_absence() -> None:
    assert charged(absent("2026-10-08")) == [FULL_BY_PUNCH]


def test_a_missing_punch_costs_nothing_by_itself() -> None:
    result = judge_month(month(day(in_=None)))
    assert (result["missing_punch"], result["total_deduction"]) == (1, "0.00")
    assert charged(day(in_=None)) == [MISSING]
    assert charged(day(out=None)) == [MISSING]


def test_with_one_punch_missing_the_other_is_judged_as_usual() -> None:
    assert charged(day(in_="08:40", out=None)) == [("late", 10, "S.4(1)"), MISSING]
    assert charged(day(in_=None, out="17:20")) == [("early", 10, "S.4(2)"), MISSING]
    assert charged(day(in_="09:30", out=None)) == [("absent_half", 60, "S.4罚(3)"), MISSING]


def test_the_only_punch_outside_the_shift_is_a_day_of_absence() -> None:
    assert charged(day(in_="17:30", out=None)) == [FULL_BY_PUNCH]
    assert charged(day(in_=None, out="08:30")) == [FULL_BY_PUNCH]


def test_leaving_in_time_without_a_punch_in_the_morning_is_no_absence() -> None:
    assert charged(day(in_=None, out="17:30")) == [MISSING]


@pytest.mark.parametrize(
    "changes", [{"daily_report": False}, {"unreachable": True}, {"phone_off_hours": "12.01"}, {"phone_off_hours": "24"}]
)
def test_a_day_without_word_is_deemed_absence(changes: dict[str, Any]) -> None:
    assert charged(day(**changes)) == [FULL_DEEMED]
    assert charged(day(field=True, in_=None, out=None, **changes)) == [FULL_DEEMED]


def test_a_phone_off_for_exactly_twelve_hours_is_not_absence() -> None:
    assert charged(day(phone_off_hours="12")) == []


def test_not_having_come_is_named_before_what_is_only_deemed() -> None:
    assert charged(day(in_=None, out=None, daily_report=False, unreachable=True)) == [FULL_BY_PUNCH]


def test_a_day_of_full_absence_carries_nothing_else() -> None:
    result = judge_month(month(day(in_="08:40", left_post_minutes=[10], daily_report=False)))
    assert [event["kind"] for event in result["events"]] == ["absent_full"]
    assert (result["fines"], result["absent_days"]) == ("0.00", "1.0")


def test_on_a_field_day_punches_are_not_judged() -> None:
    assert charged(day(field=True, in_=None, out=None)) == []
    assert charged(day(field=True, in_="12:00", out="12:01")) == []


def test_leaving_the_post_counts_on_field_days_too() -> None:
    assert charged(day(field=True, left_post_minutes=[61, 5])) == [
        ("left_post", 5, "S.4(3)"),
        ("absent_half", 61, "S.4(4)"),
    ]


def test_a_day_on_leave_is_judged_for_nothing() -> None:
    changes = {"in_": None, "out": None, "daily_report": False, "unreachable": True, "left_post_minutes": [90]}
    assert charged(day(leave=True, **changes)) == []


def test_a_version_may_ask_for_reports_on_field_days_only() -> None:
    versions = VersionBook([changed_rules("S", "S-外", "2000-01-01", daily_report_scope="field")])
    assert judge_month(month(day(daily_report=False)), versions)["absent_days"] == "0.0"
    assert judge_month(month(day(daily_report=False, field=True)), versions)["absent_days"] == "1.0"


def test_events_of_a_day_stand_in_their_order() -> None:
    events = charged(day(in_="08:40", out="17:20", left_post_minutes=[70, 5]))
    assert [kind for kind, _, _ in events] == ["late", "early", "left_post", "absent_half"]


def test_half_a_day_stands_before_a_missing_punch() -> None:
    assert [kind for kind, _, _ in charged(day(in_=None, left_post_minutes=[70]))] == ["absent_half", "missing_punch"]


def test_two_half_days_are_a_full_one_and_stand_alone() -> None:
    result = judge_month(month(day(in_="09:10", out="16:00", left_post_minutes=[5])))
    assert [(event["kind"], event["minutes"]) for event in result["events"]] == [
        ("absent_half", 40),
        ("absent_half", 90),
    ]
    assert (result["absent_days"], result["left_post"], result["fines"]) == ("1.0", 0, "0.00")


def test_of_more_half_days_the_first_two_are_kept_late_then_early_then_left_post() -> None:
    events = charged(day(in_="09:10", out="16:00", left_post_minutes=[100, 110]))
    assert [minutes for _, minutes, _ in events] == [40, 90]
    assert [minutes for _, minutes, _ in charged(day(out="16:00", left_post_minutes=[100, 110]))] == [90, 100]
    assert [minutes for _, minutes, _ in charged(day(left_post_minutes=[100, 110, 120]))] == [100, 110]


def test_a_missing_punch_is_dropped_beside_two_half_days() -> None:
    assert [kind for kind, _, _ in charged(day(in_=None, left_post_minutes=[70, 80]))] == ["absent_half"] * 2


def test_a_day_may_have_its_own_shift() -> None:
    winter = {"start": "09:00", "end": "17:00"}
    assert charged(day(in_="09:00", out="17:00", shift=winter)) == []
    assert charged(day(in_="09:01", out="16:59", shift=winter)) == [("late", 1, "S.4(1)"), ("early", 1, "S.4(2)")]
    assert charged(day(in_="09:00", out="17:00", shift=winter), day("2026-10-09", in_="08:31")) == [
        ("late", 1, "S.4(1)")
    ]


def test_events_stand_by_date() -> None:
    events = judge_month(month(late("2026-10-08"), absent("2026-10-09"), late("2026-10-12")))["events"]
    assert [event["date"] for event in events] == ["2026-10-08", "2026-10-09", "2026-10-12"]


def test_each_late_early_and_left_post_costs_twenty() -> None:
    result = judge_month(month(day(in_="08:40", out="17:20", left_post_minutes=[5, 45])))
    assert (result["late"], result["early"], result["left_post"], result["fines"]) == (1, 1, 2, "80.00")


@pytest.mark.parametrize(
    ("days", "absent_days", "deduction"),
    [
        ([], "0.0", "0.00"),
        ([day("2026-10-08", in_="09:30")], "0.5", "450.00"),
        ([absent("2026-10-08")], "1.0", "900.00"),
        ([day("2026-10-08", in_="09:30"), absent("2026-10-09")], "1.5", "1350.00"),
    ],
)
def test_absence_costs_three_days_wages_a_day(days: list[Any], absent_days: str, deduction: str) -> None:
    result = judge_month(month(*days))
    assert (result["absent_days"], result["absence_deduction"]) == (absent_days, deduction)


def test_the_deduction_is_rounded_once() -> None:
    # 3 × 5000.00 ÷ 21.75 = 689.655…; rounding the daily wage first would give 689.67.
    assert judge_month(month(absent("2026-10-08"), monthly_wage="5000.00"))["absence_deduction"] == "689.66"


def lates(count: int) -> list[dict[str, Any]]:
    return [late(on) for on in days_from(8, count)]


@pytest.mark.parametrize(("count", "demerit", "fine"), [(4, False, "0.00"), (5, True, "200.00"), (6, True, "200.00")])
def test_five_times_late_or_early_is_a_demerit(count: int, demerit: bool, fine: str) -> None:
    result = judge_month(month(*lates(count)))
    assert (result["demerit"], result["demerit_fine"]) == (demerit, fine)


def test_late_and_early_count_together_for_the_demerit() -> None:
    days = [day(on, in_="08:31", out="17:29") for on in days_from(8, 2)]
    assert judge_month(month(*days, day("2026-10-12", in_="08:31")))["demerit"] is True


def test_half_days_and_leaving_the_post_do_not_count_for_the_demerit() -> None:
    others = [day("2026-10-12", in_="09:30"), day("2026-10-13", left_post_minutes=[5])]
    assert judge_month(month(*lates(4), *others))["demerit"] is False


@pytest.mark.parametrize(
    ("earlier", "fine", "flags"),
    [(0, "200.00", []), (1, "500.00", []), (2, "500.00", ["third_demerit"]), (7, "500.00", ["third_demerit"])],
)
def test_the_fine_of_a_demerit_follows_the_earlier_ones(earlier: int, fine: str, flags: list[str]) -> None:
    prior = {"demerits": earlier, "absent_days_this_year": "0", "last_absent_run": []}
    result = judge_month(month(*lates(5), prior=prior))
    assert (result["demerit_fine"], result["flags"], result["total_deduction"]) == (
        fine,
        flags,
        f"{int(fine[:3]) + 100}.00",
    )


def test_earlier_demerits_without_a_new_one_flag_nothing() -> None:
    prior = {"demerits": 5, "absent_days_this_year": "0", "last_absent_run": []}
    assert judge_month(month(*lates(4), prior=prior))["flags"] == []


@pytest.mark.parametrize(
    ("days", "earlier", "dismissal"),
    [
        ([absent("2026-10-08")], "0.0", False),
        ([absent("2026-10-08"), day("2026-10-09", in_="09:30")], "0.0", False),
        ([absent("2026-10-08"), absent("2026-10-12")], "0.0", True),
        ([day("2026-10-09", in_="09:30")], "4.0", False),
        ([day("2026-10-09", in_="09:30")], "4.5", True),
        ([absent("2026-10-08")], "4.0", True),
        ([], "5.0", False),
        ([], "20.0", False),
    ],
)
def test_dismissal_is_proposed_for_two_days_in_a_month_or_five_in_a_year(
    days: list[Any], earlier: str, dismissal: bool
) -> None:
    prior = {"demerits": 0, "absent_days_this_year": earlier, "last_absent_run": []}
    assert judge_month(month(*days, prior=prior))["dismissal"] is dismissal


def resigned(*days: dict[str, Any], run: tuple[str, ...] = ()) -> bool:
    prior = {"demerits": 0, "absent_days_this_year": "0.0", "last_absent_run": list(run)}
    return judge_month(month(*days, prior=prior))["deemed_resigned"]


def test_five_days_of_absence_running_are_a_resignation() -> None:
    assert resigned(*map(absent, WEEK[:4])) is False
    assert resigned(*map(absent, WEEK)) is True


def test_a_run_may_begin_before_the_month() -> None:
    before = ("2026-09-28", "2026-09-29", "2026-09-30")
    assert resigned(absent("2026-10-08"), run=before) is False
    assert resigned(absent("2026-10-08"), absent("2026-10-09"), run=before) is True


def test_a_run_that_ended_before_the_month_is_not_of_this_month() -> None:
    run = ("2026-09-24", "2026-09-25", "2026-09-28", "2026-09-29", "2026-09-30")
    assert resigned(day("2026-10-08"), run=run) is False
    assert resigned(run=run) is False
    assert resigned(absent("2026-10-08"), run=run) is True


@pytest.mark.parametrize("between", [{}, {"leave": True, "in_": None, "out": None}, {"in_": "09:30"}])
def test_a_day_of_work_or_leave_ends_the_run(between: dict[str, Any]) -> None:
    days = [absent(on) for on in WEEK[:2]] + [day(WEEK[2], **between)] + [absent(on) for on in WEEK[3:]]
    assert resigned(*days, absent("2026-10-19")) is False


def test_weekends_do_not_end_the_run() -> None:
    assert resigned(*map(absent, ["2026-10-08", "2026-10-09", *WEEK[:3]])) is True


def test_two_half_days_of_one_day_count_in_the_run() -> None:
    assert resigned(*map(absent, WEEK[:4]), day(WEEK[4], in_="09:30", out="16:00")) is True


def test_deductions_above_a_fifth_of_the_wage_are_flagged_and_not_cut() -> None:
    exact = judge_month(month(*lates(5), monthly_wage="1500.00"))
    assert (exact["total_deduction"], exact["flags"]) == ("300.00", [])
    above = judge_month(month(*lates(5), monthly_wage="1499.99"))
    assert (above["total_deduction"], above["flags"]) == ("300.00", ["over_20_percent"])


def test_the_minimum_wage_is_watched_where_the_version_knows_one() -> None:
    versions = VersionBook([changed_rules("S", "S-低", "2000-01-01", below_minimum_wage="1980.00")])
    assert judge_month(month(late("2026-10-08"), monthly_wage="2000.00"), versions)["flags"] == []
    assert judge_month(month(late("2026-10-08"), monthly_wage="1999.99"), versions)["flags"] == ["below_minimum_wage"]
    assert judge_month(month(late("2026-10-08"), monthly_wage="1999.99"))["flags"] == []


def test_flags_are_sorted() -> None:
    versions = VersionBook([changed_rules("S", "S-低", "2000-01-01", below_minimum_wage="1980.00")])
    prior = {"demerits": 2, "absent_days_this_year": "0", "last_absent_run": []}
    result = judge_month(month(*lates(5), prior=prior, monthly_wage="2000.00"), versions)
    assert result["flags"] == ["below_minimum_wage", "over_20_percent", "third_demerit"]


def test_a_month_without_days_costs_nothing() -> None:
    result = judge_month(month())
    assert (result["events"], result["total_deduction"], result["absent_days"]) == ([], "0.00", "0.0")


def test_the_version_is_the_one_of_the_months_first_day() -> None:
    later = changed_rules("S", "S-2026", "2026-10-02", attendance_fine="50")
    first = changed_rules("S", "S-旧", "2000-01-01")
    assert judge_month(month(), VersionBook([first, later]))["regulation"] == "S-旧"
    document = month(month="2026-11", regulation=None)
    assert judge_month(document, VersionBook([first, later]))["regulation"] == "S-2026"


def test_keys_of_a_result_stand_in_the_contracts_order() -> None:
    result = judge_month(month(late("2026-10-08")))
    assert list(result) == [
        "ref", "regulation", "events", "late", "early", "left_post", "missing_punch", "absent_days", "fines",
        "absence_deduction", "demerit", "demerit_fine", "total_deduction", "dismissal", "deemed_resigned", "flags",
        "basis",
    ]  # fmt: skip
    assert list(result["events"][0]) == ["date", "kind", "minutes", "clause"]


def test_the_worked_example_of_the_contract_comes_out_as_printed() -> None:
    result = judge_month(month(day(in_="08:41")))
    del result["basis"]
    assert result == {
        "ref": "E-17/2026-10", "regulation": "S-初版",
        "events": [{"date": "2026-10-08", "kind": "late", "minutes": 11, "clause": "S.4(1)"}],
        "late": 1, "early": 0, "left_post": 0, "missing_punch": 0, "absent_days": "0.0",
        "fines": "20.00", "absence_deduction": "0.00", "demerit": False, "demerit_fine": "0.00",
        "total_deduction": "20.00", "dismissal": False, "deemed_resigned": False, "flags": [],
    }  # fmt: skip
