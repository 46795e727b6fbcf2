"""Every number of the staff regulation is the version's: changed there, the judgement changes, and only at the new bound."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from staff.rules.appraisal import (
    ITEMS,
    appraise,
    grade_of,
    is_demotion_due,
    is_raise_due,
    last_day_for,
    limits_of,
)
from staff.rules.field_work import accept_due, is_payment_late, opinion_due, record_due, visit_due
from tests.rules.made import changed_rules, day, judge_month, month, staff_rules
from tests.world import at
from yibin_service.foundation.regulation.parameter_keys import DEFINITIONS, Kind
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.versions import VersionBook

OCTOBER = date(2026, 10, 1)
ABSENT = {"in_": None, "out": None}


def worked(*kinds: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A month whose first days are as told."""
    days = [day(f"2026-10-{number:02}", **kind) for number, kind in enumerate(kinds, 8)]
    return month(*days, **changes)


def prior(**changes: Any) -> dict[str, Any]:
    return {"demerits": 0, "absent_days_this_year": "0.0", "last_absent_run": []} | changes


LATES = [{"in_": "08:31"}] * 5

# key, another value, the month, what of its result is looked at, by S-初版, by the other value
ATTENDANCE = [
    (K.LATE_HALF_DAY_OVER_MINUTES, "15", worked({"in_": "08:46"}), "absent_days", "0.0", "0.5"),
    (K.LATE_HALF_DAY_OVER_MINUTES, "15", worked({"in_": "08:45"}), "absent_days", "0.0", "0.0"),
    (K.EARLY_HALF_DAY_OVER_MINUTES, "15", worked({"out": "17:14"}), "absent_days", "0.0", "0.5"),
    (K.EARLY_HALF_DAY_OVER_MINUTES, "15", worked({"out": "17:15"}), "absent_days", "0.0", "0.0"),
    (K.LEFT_POST_ABSENCE_OVER_MINUTES, "30", worked({"left_post_minutes": [31]}), "absent_days", "0.0", "0.5"),
    (K.LEFT_POST_ABSENCE_OVER_MINUTES, "30", worked({"left_post_minutes": [30]}), "left_post", 1, 1),
    (K.LEFT_POST_ABSENCE_OVER_MINUTES, "30", worked({"left_post_minutes": [31]}), "fines", "20.00", "0.00"),
    (K.ATTENDANCE_FINE, "50", worked({"in_": "08:40", "out": "17:20", "left_post_minutes": [5]}), "fines", "60.00", "150.00"),
    (K.PHONE_OFF_OVER_HOURS, "8", worked({"phone_off_hours": "8.01"}), "absent_days", "0.0", "1.0"),
    (K.PHONE_OFF_OVER_HOURS, "8", worked({"phone_off_hours": "8"}), "absent_days", "0.0", "0.0"),
    (K.DAILY_REPORT_SCOPE, "field", worked({"daily_report": False}), "absent_days", "1.0", "0.0"),
    (K.DAILY_REPORT_SCOPE, "field", worked({"daily_report": False, "field": True}), "absent_days", "1.0", "1.0"),
    (K.WAGE_DAYS_PER_MONTH, "30", worked(ABSENT), "absence_deduction", "900.00", "652.50"),
    (K.HALF_DAY_WAGE_MULTIPLE, "0.5", worked({"in_": "09:30"}), "absence_deduction", "450.00", "150.00"),
    (K.HALF_DAY_WAGE_MULTIPLE, "0.5", worked(ABSENT), "absence_deduction", "900.00", "900.00"),
    (K.FULL_DAY_WAGE_MULTIPLE, "1", worked(ABSENT), "absence_deduction", "900.00", "300.00"),
    (K.FULL_DAY_WAGE_MULTIPLE, "1", worked({"in_": "09:30"}), "absence_deduction", "450.00", "450.00"),
    (K.DEMERIT_COUNT, "4", worked(*LATES[:4]), "demerit", False, True),
    (K.DEMERIT_COUNT, "4", worked(*LATES[:3]), "demerit", False, False),
    (K.DEMERIT_FIRST_FINE, "100", worked(*LATES), "demerit_fine", "200.00", "100.00"),
    (K.DEMERIT_SECOND_FINE, "600", worked(*LATES, prior=prior(demerits=1)), "demerit_fine", "500.00", "600.00"),
    (K.DEMERIT_LATER_FINE, "800", worked(*LATES, prior=prior(demerits=2)), "demerit_fine", "500.00", "800.00"),
    (K.DEMERIT_LATER_FINE, "800", worked(*LATES, prior=prior(demerits=1)), "demerit_fine", "500.00", "500.00"),
    (K.DISMISSAL_DAYS_IN_MONTH, "1", worked(ABSENT), "dismissal", False, True),
    (K.DISMISSAL_DAYS_IN_MONTH, "1", worked({"in_": "09:30"}), "dismissal", False, False),
    (K.DISMISSAL_DAYS_IN_YEAR, "3", worked(ABSENT, prior=prior(absent_days_this_year="2.0")), "dismissal", False, True),
    (K.DISMISSAL_DAYS_IN_YEAR, "3", worked(ABSENT, prior=prior(absent_days_this_year="1.5")), "dismissal", False, False),
    (K.RESIGNATION_RUN_DAYS, "3", worked(ABSENT, ABSENT, ABSENT), "deemed_resigned", False, True),
    (K.RESIGNATION_RUN_DAYS, "3", worked(ABSENT, ABSENT), "deemed_resigned", False, False),
    (K.DEDUCTION_FLAG_SHARE, "0.1", worked({"in_": "08:31"}, monthly_wage="199.99"), "flags", [], ["over_20_percent"]),
    (K.DEDUCTION_FLAG_SHARE, "0.1", worked({"in_": "08:31"}, monthly_wage="200.00"), "flags", [], []),
    (K.BELOW_MINIMUM_WAGE, "2000", worked({"in_": "08:31"}, monthly_wage="2019.99"), "flags", [], ["below_minimum_wage"]),
    (K.BELOW_MINIMUM_WAGE, "2000", worked({"in_": "08:31"}, monthly_wage="2020.00"), "flags", [], []),
]  # fmt: skip


def changed(key: K, value: str) -> ParameterSet:
    return changed_rules("S", "S-改", "2000-01-01", **{str(key): value})


@pytest.mark.parametrize(
    ("key", "value", "document", "of", "before", "after"), ATTENDANCE, ids=[f"{row[0]}-{at}" for at, row in enumerate(ATTENDANCE)]
)
def test_attendance_follows_the_version(
    key: K, value: str, document: dict[str, Any], of: str, before: Any, after: Any
) -> None:
    assert judge_month(document)[of] == before
    assert judge_month(document, VersionBook([changed(key, value)]))[of] == after


POINTS = {item.code: Decimal(0) for item in ITEMS}
GIVEN = at("2026-11-02 08:00")

# key, another value, what is asked of a version, by S-初版, by the other value
OTHERS: list[tuple[K, str, Callable[[ParameterSet], Any], Any, Any]] = [
    (K.APPRAISAL_DAY, "10", lambda p: last_day_for(OCTOBER, p), date(2026, 11, 8), date(2026, 11, 10)),
    *(
        (item.key, "3", lambda p, code=item.code: limits_of(p)[code], limit, 3)  # type: ignore[misc]
        for item, limit in zip(ITEMS, (15, 10, 15, 5, 5, 10, 40), strict=True)
    ),
    (K.COMPLAINT_POINTS, "20", lambda p: appraise(POINTS | {"performance": Decimal(40)}, 1, p).total, 25, 20),
    (K.GRADE_A_FROM, "95", lambda p: [grade_of(Decimal(one), p) for one in ("94.9", "95")], ["A", "A"], ["B", "A"]),
    (K.GRADE_B_FROM, "60", lambda p: [grade_of(Decimal(one), p) for one in ("59.9", "60")], ["C", "C"], ["C", "B"]),
    (K.RAISE_AFTER_A_GRADES, "5", lambda p: [is_raise_due("A" * n, p) for n in (4, 5, 6, 7)], [False] * 3 + [True], [False] + [True] * 3),
    (K.DEMOTION_AFTER_C_GRADES, "4", lambda p: [is_demotion_due("C" * n, p) for n in (3, 4, 5, 6)], [False] * 3 + [True], [False] + [True] * 3),
    (K.DISPATCH_ACCEPT_HOURS, "4", lambda p: accept_due(GIVEN, p), at("2026-11-03 08:00"), at("2026-11-02 12:00")),
    (K.SERVICE_RECORD_HOURS, "4", lambda p: record_due(GIVEN, p), at("2026-11-03 08:00"), at("2026-11-02 12:00")),
    (K.OPINION_SHEET_HOURS, "4", lambda p: opinion_due(GIVEN, p), at("2026-11-03 08:00"), at("2026-11-02 12:00")),
    (K.PAYMENT_HANDOVER_DAYS, "1", lambda p: [is_payment_late(date(2026, 11, n), at("2026-11-05 08:00"), p) for n in (1, 2, 3, 4)], [True, False, False, False], [True, True, True, False]),
    (K.VISIT_KEY_DAYS, "7", lambda p: visit_due("key", OCTOBER, p), date(2026, 10, 31), date(2026, 10, 8)),
    (K.VISIT_REGULAR_DAYS, "7", lambda p: visit_due("regular", OCTOBER, p), date(2026, 12, 30), date(2026, 10, 8)),
    (K.VISIT_OCCASIONAL_DAYS, "7", lambda p: visit_due("occasional", OCTOBER, p), date(2027, 3, 30), date(2026, 10, 8)),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "asked", "before", "after"), OTHERS, ids=[str(row[0]) for row in OTHERS])
def test_field_work_and_appraisal_follow_the_version(
    key: K, value: str, asked: Callable[[ParameterSet], Any], before: Any, after: Any
) -> None:
    assert asked(staff_rules()) == before
    assert asked(changed(key, value)) == after


def test_no_parameter_of_the_staff_regulation_is_without_its_test() -> None:
    """`appraisal_countersigner` names a person, `pay_ratio` is not applied: their tests stand with the services and pages."""
    tried = {row[0] for row in ATTENDANCE} | {row[0] for row in OTHERS}
    elsewhere = {K.APPRAISAL_COUNTERSIGNER, K.PAY_RATIO}
    values = {key for key, definition in DEFINITIONS["S"].items() if definition.kind is not Kind.READING}
    assert tried | elsewhere == values
