"""The month of a report and what its seal is taken over."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from penalties.rules.month import Month, NoMonth, canonical, fingerprint, text_of
from tests.world import at

OCTOBER = Month(date(2026, 10, 1))


def test_a_month_runs_from_midnight_to_midnight_in_shanghai() -> None:
    assert OCTOBER.starts_at == at("2026-10-01 00:00")
    assert OCTOBER.ends_at == at("2026-11-01 00:00")
    assert OCTOBER.starts_at.utcoffset() == timedelta(hours=8)


def test_the_year_turns() -> None:
    assert Month(date(2026, 12, 1)).next == Month(date(2027, 1, 1))
    assert Month(date(2026, 1, 1)).previous == Month(date(2025, 12, 1))
    assert [month.label for month in Month(date(2026, 2, 1)).and_before(4)] == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_a_report_is_due_on_its_day_of_the_month_after() -> None:
    assert OCTOBER.due_at(1, time(8)) == at("2026-11-01 08:00")
    assert Month(date(2026, 12, 1)).due_at(28, time(23, 30)) == at("2027-01-28 23:30")


def test_a_label_is_read_back() -> None:
    assert Month.read("2026-10") == OCTOBER
    assert (OCTOBER.label, OCTOBER.title, OCTOBER.last_day) == ("2026-10", "2026年10月", date(2026, 10, 31))


@pytest.mark.parametrize("label", ["", "2026-13", "2026-00", "2026-1", "10-2026", "２０２６-10", "1999-12", "2026-10-01"])
def test_what_names_no_month_is_refused(label: str) -> None:
    with pytest.raises(NoMonth):
        Month.read(label)


def test_the_seal_does_not_depend_on_the_order_of_keys() -> None:
    assert fingerprint({"a": "1", "b": ["质", None]}) == fingerprint({"b": ["质", None], "a": "1"})
    assert canonical({"b": "厂", "a": 1}) == '{"a":1,"b":"厂"}'.encode()


def test_the_seal_sees_every_digit_and_every_row() -> None:
    figures = {"total": "10.00", "rows": [["1"], ["2"]]}
    others = [{"total": "10.01", "rows": [["1"], ["2"]]}, {"total": "10.00", "rows": [["2"], ["1"]]}]
    assert fingerprint(figures) not in {fingerprint(other) for other in others}


@pytest.mark.parametrize("content", [{"a": 1.5}, {"a": [0.1]}, {"a": Decimal("1.00")}, {"a": date(2026, 1, 1)}])
def test_floats_and_loose_types_cannot_be_sealed(content: object) -> None:
    with pytest.raises(TypeError):
        fingerprint(content)


def test_sums_are_frozen_in_plain_digits() -> None:
    assert [text_of(Decimal(one)) for one in ("-0.50", "1E+3", "12.600")] == ["-0.50", "1000", "12.600"]
