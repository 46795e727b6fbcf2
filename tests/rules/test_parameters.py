"""A parameter set is complete, typed and frozen; asking outside it raises."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal as D

import pytest

from tests.rules.made import book, changed_rules, product_rules, staff_rules
from yibin_service.foundation.regulation.clauses import ALL, BY_ID
from yibin_service.foundation.regulation.parameter_keys import DEFINITIONS, ParameterKey
from yibin_service.foundation.regulation.parameters import (
    NoVersionInForce,
    ParameterFault,
    ParameterSet,
    UnknownParameter,
    faults_of,
    written,
)
from yibin_service.foundation.regulation.versions import UnknownVersion, VersionBook, fixture_documents


@pytest.mark.parametrize("document", fixture_documents(), ids=lambda document: document.code)
def test_the_versions_of_the_product_are_complete(document) -> None:  # type: ignore[no-untyped-def]
    given = {parameter["key"]: parameter["value"] for parameter in document.parameters}
    assert faults_of(document.family, given) == []


@pytest.mark.parametrize("document", fixture_documents(), ids=lambda document: document.code)
def test_every_parameter_cites_a_clause_of_its_own_regulation(document) -> None:  # type: ignore[no-untyped-def]
    for parameter in document.parameters:
        assert BY_ID[parameter["clause"]].family == document.family, parameter["key"]


def test_every_key_belongs_to_exactly_one_regulation() -> None:
    assert sorted([*DEFINITIONS["P"], *DEFINITIONS["S"]]) == sorted(ParameterKey)


def test_clause_ids_are_cited_once_each() -> None:
    assert len(BY_ID) == len(ALL)


def test_values_come_out_typed() -> None:
    p = product_rules()
    assert p.whole(ParameterKey.CARD_FILING_HOURS) == 72
    assert p.decimal(ParameterKey.MINOR_LIMIT) == D("1000.00")
    assert p.optional_decimal(ParameterKey.EXTRA_MAJOR_THRESHOLD) is None
    assert p.flag(ParameterKey.REPLY_HOLIDAY_SHIFT) is False
    assert p.clock(ParameterKey.WARNING_TIME) == time(8, 30)
    assert p.optional_day(ParameterKey.GO_LIVE_ON) is None
    assert staff_rules().text(ParameterKey.DAILY_REPORT_SCOPE) == "all"


def test_the_three_machines_have_their_fees_and_others_none() -> None:
    p = product_rules()
    fees = {machine: p.repulping_fee(machine) for machine in (4, 5, 7, 6)}
    assert {machine: fee and (fee.workshop, fee.fee) for machine, fee in fees.items()} == {
        4: ("三抄车间", D("800.00")),
        5: ("三抄车间", D("1000.00")),
        7: ("四抄车间", D("1200.00")),
        6: None,
    }


def test_a_key_of_the_other_regulation_raises() -> None:
    with pytest.raises(UnknownParameter):
        product_rules()[ParameterKey.ATTENDANCE_FINE]


def test_before_the_first_day_there_is_no_version() -> None:
    with pytest.raises(NoVersionInForce):
        book().on("P", date(1999, 12, 31))


def test_a_version_holds_from_its_first_day() -> None:
    later = changed_rules("P", "P-2027", "2027-01-01", card_filing_hours="48")
    versions = VersionBook([product_rules(), later])
    assert versions.on("P", date(2026, 12, 31)).code == "P-试行"
    assert versions.on("P", date(2027, 1, 1)).code == "P-2027"


def test_a_code_of_the_other_regulation_is_unknown() -> None:
    with pytest.raises(UnknownVersion):
        book().by_code("P", "S-初版")


def given() -> dict[str, str | None]:
    document = next(one for one in fixture_documents() if one.family == "P")
    return {parameter["key"]: parameter["value"] for parameter in document.parameters}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("card_filing_hours", None),
        ("card_filing_hours", "0"),
        ("card_filing_hours", "72.5"),
        ("card_filing_hours", "七十二"),
        ("card_filing_hours", "-72"),
        ("minor_limit", "1000.001"),
        ("minor_limit", "1e3"),
        ("minor_limit", "10000.01"),
        ("extra_major_threshold", "0"),
        ("hidden_workshop_share", "1.1"),
        ("hidden_workshop_share", "0.8"),
        ("reply_holiday_shift", "true"),
        ("warning_time", "24:00"),
        ("go_live_on", "2026-02-30"),
        ("month_report_day", "29"),
        ("repulping_fees", "四抄车间 7 1200"),
        ("repulping_fees", "四抄车间 7号 1200\n三抄车间 7号 1000"),
        ("reading_goodwill", ""),
    ],
)
def test_a_value_that_cannot_stand_is_refused(key: str, value: str | None) -> None:
    assert faults_of("P", given() | {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("card_filing_hours", "1"),
        ("minor_limit", "10000.00"),
        ("extra_major_threshold", "0.01"),
        ("reply_holiday_shift", "是"),
        ("warning_time", "23:59"),
        ("go_live_on", "2026-02-28"),
        ("month_report_day", "28"),
        ("repulping_fees", "四抄车间 7号 1200"),
    ],
)
def test_a_value_at_the_edge_of_what_is_admitted_stands(key: str, value: str) -> None:
    assert faults_of("P", given() | {key: value}) == []


def given_of_staff() -> dict[str, str | None]:
    document = next(one for one in fixture_documents() if one.family == "S")
    return {parameter["key"]: parameter["value"] for parameter in document.parameters}


@pytest.mark.parametrize(
    ("key", "value", "stands"),
    [
        ("raise_after_a_grades", "0", False),
        ("raise_after_a_grades", "1", True),
        ("demotion_after_c_grades", "12", True),
        ("demotion_after_c_grades", "13", False),
        ("dismissal_days_in_month", "0", False),
        ("dismissal_days_in_month", "0.5", True),
        ("grade_b_from", "90", True),
        ("grade_b_from", "91", False),
        ("grade_b_from", None, True),
        ("wage_days_per_month", "0", False),
        ("wage_days_per_month", "1", True),
        ("phone_off_over_hours", "24", True),
        ("phone_off_over_hours", "25", False),
        ("daily_report_scope", "field", True),
        ("daily_report_scope", "sometimes", False),
        ("below_minimum_wage", None, True),
        ("below_minimum_wage", "0", False),
        ("resignation_run_days", None, False),
        ("resignation_run_days", "0", False),
        ("resignation_run_days", "1", True),
        ("appraisal_day", "28", True),
        ("appraisal_day", "29", False),
    ],
)
def test_a_value_of_the_staff_rules_stands_within_its_bounds_alone(key: str, value: str | None, stands: bool) -> None:
    assert (faults_of("S", given_of_staff() | {key: value}) == []) is stands


def test_a_missing_key_and_a_strange_one_are_both_named() -> None:
    incomplete = given() | {"bonus": "1"}
    del incomplete["reply_fine"]
    assert {fault.key for fault in faults_of("P", incomplete)} == {"bonus", "reply_fine"}


def test_a_set_is_not_made_from_incomplete_values() -> None:
    with pytest.raises(ParameterFault):
        changed_rules("P", "P-缺", "2027-01-01", reply_fine=None)


@pytest.mark.parametrize(
    ("family", "key", "raw", "words"),
    [
        ("P", "larger_limit", "10000.00", "10,000.00"),
        ("P", "hidden_workshop_share", "0.9000", "90%"),
        ("P", "hidden_workshop_share", "0.3333", "33.33%"),
        ("P", "extra_major_threshold", None, ""),
        ("P", "larger_limit", "很多", "很多"),
        ("S", "daily_report_scope", "all", "每个工作日"),
    ],
)
def test_a_value_is_written_as_people_read_it(family: str, key: str, raw: str | None, words: str) -> None:
    assert written(family, key, raw) == words


def test_a_version_older_than_a_key_holds_what_is_assumed_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    key = ParameterKey.DUPLICATE_WINDOW_DAYS
    newer = replace(DEFINITIONS["P"][key], assumed="9")
    monkeypatch.setitem(DEFINITIONS["P"], key, newer)
    older = {name: value for name, value in given().items() if name != key}
    p = ParameterSet(code="P-旧", family="P", title="x", effective_from=date(2000, 1, 1), raw=older)
    assert p.whole(key) == 9
