"""Points, complaints, grades and the end of the appraisal (S.5(1))."""

from datetime import date
from decimal import Decimal

import pytest

from staff.rules.appraisal import (
    PointsOutside,
    appraise,
    bands_in_words,
    due_at,
    grade_of,
    is_demotion_due,
    is_raise_due,
    last_day_for,
    limits_of,
    mean_of,
    reminded_from,
)
from tests.world import at
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.versions import fixture_documents

OCTOBER = date(2026, 10, 1)
FULL = {
    "initiative": Decimal(15), "cooperation": Decimal(10), "loyalty": Decimal(15), "planning": Decimal(5),
    "execution": Decimal(5), "quality": Decimal(10), "performance": Decimal(40),
}  # fmt: skip


def rules(*without: str, **changes: str | None) -> ParameterSet:
    document = next(one for one in fixture_documents() if one.family == "S")
    raw = {row["key"]: row["value"] for row in document.parameters} | changes
    raw = {key: value for key, value in raw.items() if key not in without}
    return ParameterSet(code="S-试", family="S", title="试", effective_from=date(2026, 1, 1), raw=raw)


def test_the_seven_items_make_a_hundred() -> None:
    assert sum(limits_of(rules()).values()) == 100


def test_full_points_without_a_complaint_are_a_hundred_and_an_a() -> None:
    done = appraise(FULL, 0, rules())
    assert (done.total, done.deduction, done.grade) == (100, 0, "A")
    assert done.formula == "15 + 10 + 15 + 5 + 5 + 10 + 40 = 100 分"


def test_each_complaint_takes_fifteen() -> None:
    done = appraise(FULL, 2, rules())
    assert (done.total, done.deduction, done.grade) == (70, 30, "C")
    assert "投诉 2次 × 15 = 70 分" in done.formula


def test_complaints_never_take_more_than_there_is() -> None:
    done = appraise(FULL, 7, rules())
    assert (done.total, done.deduction) == (0, 100)
    assert done.formula.endswith("不低于 0 分")


@pytest.mark.parametrize("points", [Decimal("-0.1"), Decimal("15.1"), Decimal("14.55"), None])
def test_points_outside_their_limits_are_refused_at_their_item(points: Decimal | None) -> None:
    with pytest.raises(PointsOutside) as refused:
        appraise(FULL | {"initiative": points}, 0, rules())  # type: ignore[dict-item]
    assert list(refused.value.faults) == ["initiative"]


@pytest.mark.parametrize(
    ("total", "grade"), [("100", "A"), ("90", "A"), ("89.9", "B"), ("75", "B"), ("74.9", "C"), ("0", "C")]
)
def test_a_bound_belongs_to_the_better_grade(total: str, grade: str) -> None:
    assert grade_of(Decimal(total), rules()) == grade


def test_a_version_without_bands_scores_and_does_not_grade() -> None:
    p = rules(grade_a_from=None, grade_b_from=None)
    assert appraise(FULL, 0, p).total == 100
    assert appraise(FULL, 0, p).grade == ""
    assert "不评等" in bands_in_words(p)


def test_the_eighth_is_still_in_time_and_the_ninth_is_not() -> None:
    assert last_day_for(OCTOBER, rules()) == date(2026, 11, 8)
    assert due_at(OCTOBER, rules()) == at("2026-11-09 00:00")


@pytest.mark.parametrize(("day", "first"), [("8", 6), ("2", 1), ("1", 1)])
def test_reminders_begin_two_days_before_the_end_but_within_its_month(day: str, first: int) -> None:
    assert reminded_from(OCTOBER, rules(appraisal_day=day)) == date(2026, 11, first)


@pytest.mark.parametrize(("count", "is_due"), [(6, False), (7, True), (12, True)])
def test_seven_a_of_a_year_propose_a_raise(count: int, is_due: bool) -> None:
    assert is_raise_due(["A"] * count + ["B"] * (12 - count), rules()) is is_due


@pytest.mark.parametrize(("count", "is_due"), [(5, False), (6, True)])
def test_six_c_of_a_year_propose_demotion(count: int, is_due: bool) -> None:
    assert is_demotion_due(["C"] * count, rules()) is is_due


def test_the_mean_has_one_place_and_there_is_none_of_nobody() -> None:
    assert mean_of([Decimal(90), Decimal(85), Decimal("80.5")]) == Decimal("85.2")
    assert mean_of([Decimal("84.2"), Decimal("84.3")]) == Decimal("84.3"), "half up, as everybody rounds"
    assert mean_of([]) is None


def test_a_version_older_than_the_chain_has_it_countersigned_by_the_deputy() -> None:
    assert rules("appraisal_countersigner").text(K.APPRAISAL_COUNTERSIGNER) == "deputy_gm"
    assert rules(appraisal_countersigner="hr").text(K.APPRAISAL_COUNTERSIGNER) == "hr"
