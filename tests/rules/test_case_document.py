"""A case document: every fault at its place; what is sound passes."""

from typing import Any

import pytest

from penalties.rules.document import CASE_FIELDS, read_case
from tests.rules.made import (
    ABSENT,
    LATE,
    book,
    case,
    compensated,
    exchange,
    faults_of,
    judge,
    packaging,
    repulped,
)
from yibin_service.foundation.regulation.faults import FaultyDocument
from yibin_service.foundation.regulation.literal_json import one_value

REQUIRED = ["ref", "as_of", "received_by_sales_at", "liability_clear", "direct_loss", "workshop", "machine"]
OPTIONAL = sorted(set(CASE_FIELDS) - set(REQUIRED))
NULLABLE = {
    "regulation", "card_filed_at", "arrived_at", "opened_at", "replied_at", "machine", "cause", "packaging",
    "late_filing_effect",
}  # fmt: skip
ASSESSED = {"kind": "return", "tonnes": "1.000", "repulp": False, "assessed_loss": "10.00"}


def with_settlement(**changes: Any) -> dict[str, Any]:
    """A case whose only settlement is a sound one, changed."""
    base = changes.pop("base", exchange("1.00"))
    settlement = {key: value for key, value in (base | changes).items() if value is not ABSENT}
    return case(settlements=[settlement])


def with_packaging(**changes: Any) -> dict[str, Any]:
    document = packaging()
    document["packaging"] = {k: v for k, v in (document["packaging"] | changes).items() if v is not ABSENT}
    return document


def raw_faults(raw: str) -> list[str]:
    try:
        read_case(one_value(raw.encode()), book())
    except FaultyDocument as faulty:
        return [fault.place for fault in faulty.faults]
    return []


@pytest.mark.parametrize("key", REQUIRED)
def test_a_required_key_that_is_missing_is_a_fault_at_its_place(key: str) -> None:
    assert faults_of(case(**{key: ABSENT})) == [key]


@pytest.mark.parametrize("key", OPTIONAL)
def test_an_optional_key_may_be_absent(key: str) -> None:
    assert faults_of(case(**{key: ABSENT})) == []


def test_all_optional_keys_may_be_absent_together() -> None:
    assert judge(case(**dict.fromkeys(OPTIONAL, ABSENT)))["tier"] == "larger"


@pytest.mark.parametrize("key", sorted(set(CASE_FIELDS) - NULLABLE))
def test_null_is_a_fault_where_it_is_not_allowed(key: str) -> None:
    assert faults_of(case(**{key: None})) == [key]


@pytest.mark.parametrize("key", sorted(NULLABLE - {"card_filed_at"}))
def test_null_is_allowed_for_these(key: str) -> None:
    assert faults_of(case(**{key: None})) == []


def test_an_unknown_key_is_a_fault_named_by_it() -> None:
    assert faults_of(case(colour="red")) == ["colour"]


def test_a_key_given_twice_is_a_fault() -> None:
    assert raw_faults('{"ref": "A", "ref": "B"}')[0] == "ref"
    assert len([place for place in raw_faults('{"ref": "A", "ref": "B"}') if place == "ref"]) == 1


@pytest.mark.parametrize("document", [5, "text", None, True, [], [case()]])
def test_what_is_no_object_is_a_fault_of_the_whole(document: Any) -> None:
    assert faults_of(document) == [""]


def test_every_fault_of_a_document_is_told_in_the_contracts_order() -> None:
    document = case(
        ref=5,
        as_of="yesterday",
        direct_loss="-1",
        cause="magic",
        settlements=[repulped("0"), {"kind": "gift"}, 7],
        recovered="1.005",
        colour="red",
    )
    assert faults_of(document) == [
        "ref",
        "as_of",
        "direct_loss",
        "cause",
        "settlements[0].tonnes",
        "settlements[1].kind",
        "settlements[2]",
        "recovered",
        "colour",
    ]


@pytest.mark.parametrize("value", [5, 5.5, True, [], {}])
@pytest.mark.parametrize("key", ["ref", "regulation", "workshop", "cause", "as_of", "late_filing_effect"])
def test_text_keys_take_only_text(key: str, value: Any) -> None:
    assert faults_of(case(**{key: value})) == [key]


@pytest.mark.parametrize("value", ["true", 1, 0, "", [], "yes"])
@pytest.mark.parametrize("key", ["liability_clear", "extra_major", "sales_mistake", "goodwill_approved"])
def test_yes_or_no_is_true_or_false_only(key: str, value: Any) -> None:
    assert faults_of(case(**{key: value})) == [key]


@pytest.mark.parametrize("value", ["", " ", "\t", "　"])
def test_a_workshop_has_a_name(value: str) -> None:
    assert faults_of(case(workshop=value)) == ["workshop"]


def test_a_workshop_may_bear_any_name() -> None:
    assert faults_of(case(workshop="Ⅲ 抄 · “新” <车间> 😀")) == []


def test_an_empty_ref_is_text_like_any_other() -> None:
    assert judge(case(ref=""))["ref"] == ""


def test_text_with_half_a_surrogate_cannot_be_written_down_and_is_a_fault() -> None:
    assert faults_of(case(ref="\ud800")) == ["ref"]
    assert faults_of(case(workshop="车间\udfff")) == ["workshop"]


@pytest.mark.parametrize("value", ["6750", "6750.0", "6750.00", "0", "007.10", "-0", "-0.00"])
def test_money_is_read_from_text(value: str) -> None:
    assert faults_of(case(direct_loss=value)) == []


@pytest.mark.parametrize("number", ["6750", "6750.0", "0.10", "-0", "-0.0"])
def test_money_is_read_from_the_digits_of_a_json_number(number: str) -> None:
    raw = '{"ref": "a", "as_of": "2026-10-20T09:00:00Z", "received_by_sales_at": "2026-10-20T09:00:00Z",'
    raw += f'"liability_clear": true, "direct_loss": {number}, "workshop": "w", "machine": null}}'
    assert raw_faults(raw) == []


@pytest.mark.parametrize("number", ["1e2", "1E2", "1.55e1", "67.505", "NaN", "Infinity", "-Infinity", "1.000"])
def test_json_numbers_of_another_form_are_faults(number: str) -> None:
    raw = '{"ref": "a", "as_of": "2026-10-20T09:00:00Z", "received_by_sales_at": "2026-10-20T09:00:00Z",'
    raw += f'"liability_clear": true, "direct_loss": {number}, "workshop": "w", "machine": null}}'
    assert raw_faults(raw) == ["direct_loss"]


BAD_NUMBERS = [
    "", " ", "1 ", " 1", "+1", "1.", ".5", "1e2", "1,000.00", "１００", "٣", "abc", "NaN", "Infinity", "0x10", "1_000",
    "1.5\n", "--1", "¥1", "1.005", "9" * 301, True, [], {}, ["1"],
]  # fmt: skip


@pytest.mark.parametrize("value", BAD_NUMBERS)
@pytest.mark.parametrize("key", ["direct_loss", "investigation_cost", "recovered"])
def test_money_of_another_form_is_a_fault(key: str, value: Any) -> None:
    assert faults_of(case(**{key: value})) == [key]


@pytest.mark.parametrize("key", ["direct_loss", "investigation_cost", "recovered"])
def test_money_is_not_negative(key: str) -> None:
    assert faults_of(case(**{key: "-0.01"})) == [key]
    assert faults_of(case(**{key: "0.00"})) == []


@pytest.mark.parametrize("value", [0, -1, "0", "-7", "7.0", "7.5", 7.5, "七", "", "1e1", True, []])
def test_a_machine_is_a_whole_number_from_one(value: Any) -> None:
    assert faults_of(case(machine=value)) == ["machine"]


@pytest.mark.parametrize("value", [1, "7", 7, "12345678901234567890"])
def test_a_machine_may_have_any_whole_number(value: Any) -> None:
    assert faults_of(case(machine=value)) == []


@pytest.mark.parametrize(
    "value",
    [
        "2026-10-20", "2026-10-20T09:00:00", "2026-10-20 09:00:00+08:00", "2026-10-20T09:00+08:00",
        "2026-10-20T09:00:00.000+08:00", "2026-10-20T09:00:00+0800", "2026-10-20T09:00:00+8:00", "2026-02-30T09:00:00Z",
        "2026-13-01T09:00:00Z", "2026-10-20T24:00:00Z", "2026-10-20T23:60:00Z", "2026-12-31T23:59:60Z",
        "2026-10-20T09:00:00+24:00", "2026-10-20T09:00:00+08:60", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "２０26-10-20T09:00:00Z", "2026-10-20T09:00:00Z\n", "",
        "1760922000", "2027-02-29T00:00:00Z",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["as_of", "received_by_sales_at"])
def test_a_time_of_another_form_is_a_fault(key: str, value: str) -> None:
    assert faults_of(case(**{key: value})) == [key]


@pytest.mark.parametrize(
    "value",
    [
        "2026-10-20T09:00:00+08:00",
        "2026-10-20T01:00:00Z",
        "2026-10-20T01:00:00z",
        "2026-10-20t01:00:00-00:00",
        "2028-02-29T00:00:00+23:59",
    ],
)
def test_times_of_the_standard_are_read(value: str) -> None:
    assert faults_of(case(as_of=value, received_by_sales_at="2026-10-05T09:00:00+08:00")) == []


@pytest.mark.parametrize("code", ["P-none", "S-初版", "", "p-试行", "P-试行 "])
def test_an_unknown_version_is_a_fault(code: str) -> None:
    assert faults_of(case(regulation=code)) == ["regulation"]


def test_a_day_before_the_first_version_is_a_fault_unless_one_is_named() -> None:
    early = {"received_by_sales_at": "1999-12-31T23:59:59+08:00", "card_filed_at": None}
    assert faults_of(case(**early)) == ["regulation"]
    assert faults_of(case(**early, regulation="P-试行")) == []
    first = {"received_by_sales_at": "2000-01-01T00:00:00+08:00", "card_filed_at": None}
    assert faults_of(case(**first)) == []


def test_a_receipt_that_cannot_be_read_leaves_the_version_alone() -> None:
    assert faults_of(case(received_by_sales_at="?")) == ["received_by_sales_at"]


@pytest.mark.parametrize("value", ["magic", "", "PACKAGING", "hidden "])
def test_an_unknown_cause_is_a_fault(value: str) -> None:
    assert faults_of(case(cause=value)) == ["cause"]


@pytest.mark.parametrize("value", ["maybe", ""])
def test_an_unknown_effect_is_a_fault(value: str) -> None:
    assert faults_of(case(late_filing_effect=value)) == ["late_filing_effect"]


def test_packaging_goes_with_its_cause_always() -> None:
    assert faults_of(case(cause="packaging")) == ["packaging"]
    assert faults_of(case(cause="packaging", packaging=ABSENT)) == ["packaging"]


@pytest.mark.parametrize("cause", ["paper_defect", "transport", "user_misuse", None])
def test_packaging_goes_with_its_cause_only(cause: str | None) -> None:
    assert faults_of(packaging(cause=cause)) == ["packaging"]


@pytest.mark.parametrize("key", ["stage", "warehouse_signed", "signatures", "forced_by"])
def test_all_four_keys_of_packaging_are_required(key: str) -> None:
    assert faults_of(with_packaging(**{key: ABSENT})) == [f"packaging.{key}"]
    assert faults_of(with_packaging(**{key: None})) == [f"packaging.{key}"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"stage": "rail"}, "packaging.stage"),
        ({"warehouse_signed": "yes"}, "packaging.warehouse_signed"),
        ({"signatures": "qc"}, "packaging.signatures"),
        ({"signatures": ["qc", "boss"]}, "packaging.signatures[1]"),
        ({"signatures": ["qc", None]}, "packaging.signatures[1]"),
        ({"signatures": ["qc", "carrier", "qc"]}, "packaging.signatures[2]"),
        ({"forced_by": {"qc": True}}, "packaging.forced_by"),
        ({"signatures": ["qc"], "forced_by": ["qc", "qc"]}, "packaging.forced_by[1]"),
        ({"colour": "red"}, "packaging.colour"),
    ],
)
def test_a_fault_of_packaging_names_its_place(changes: dict[str, Any], place: str) -> None:
    assert faults_of(with_packaging(**changes)) == [place]


@pytest.mark.parametrize("value", [5, "x", [], True])
def test_packaging_is_an_object(value: Any) -> None:
    assert faults_of(case(cause="packaging", packaging=value)) == ["packaging"]


@pytest.mark.parametrize(
    ("signatures", "forced_by"), [([], ["qc"]), (["qc"], ["carrier"]), (["qc", "warehouse"], ["qc", "carrier"])]
)
def test_only_a_signer_can_have_forced_the_shipment(signatures: list[str], forced_by: list[str]) -> None:
    assert faults_of(packaging(signatures=signatures, forced_by=forced_by)) == ["packaging.forced_by"]


def test_nobody_forced_a_shipment_that_all_three_signed() -> None:
    assert faults_of(packaging(forced_by=["qc"])) == ["packaging.forced_by"]


@pytest.mark.parametrize("value", [{}, "x", 5, None])
def test_settlements_are_a_list(value: Any) -> None:
    assert faults_of(case(settlements=value)) == ["settlements"]


@pytest.mark.parametrize("value", [None, 5, [], "return"])
def test_a_settlement_is_an_object(value: Any) -> None:
    assert faults_of(case(settlements=[exchange("1.00"), value])) == ["settlements[1]"]


@pytest.mark.parametrize("kind", [ABSENT, None, "gift", "", 5, "Return"])
def test_a_settlement_has_one_of_three_kinds(kind: Any) -> None:
    assert faults_of(with_settlement(kind=kind)) == ["settlements[0].kind"]


@pytest.mark.parametrize(
    ("base", "key"),
    [
        (repulped("1.000"), "tonnes"),
        (repulped("1.000"), "repulp"),
        (ASSESSED, "assessed_loss"),
        (compensated("1.000", "1.00"), "tonnes"),
        (compensated("1.000", "1.00"), "ex_works_price"),
        (compensated("1.000", "1.00"), "method"),
        (exchange("1.00"), "transport_cost"),
        (exchange("1.00"), "storage_cost"),
    ],
)
def test_each_kind_has_its_required_keys(base: dict[str, Any], key: str) -> None:
    assert faults_of(with_settlement(base=base, **{key: ABSENT})) == [f"settlements[0].{key}"]
    assert faults_of(with_settlement(base=base, **{key: None})) == [f"settlements[0].{key}"]


@pytest.mark.parametrize(
    ("base", "key", "value"),
    [
        (repulped("1.000"), "ex_works_price", "1.00"),
        (repulped("1.000"), "assessed_loss", "1.00"),
        (compensated("1.000", "1.00"), "repulp", True),
        (compensated("1.000", "1.00"), "assessed_loss", "1.00"),
        (exchange("1.00"), "tonnes", "1.000"),
        (exchange("1.00"), "method", "price"),
    ],
)
def test_a_key_of_another_kind_is_a_fault(base: dict[str, Any], key: str, value: Any) -> None:
    assert faults_of(with_settlement(base=base, **{key: value})) == [f"settlements[0].{key}"]


@pytest.mark.parametrize("base", [repulped("1.000"), ASSESSED, compensated("1.000", "1.00")])
def test_tonnes_are_above_nought_with_up_to_three_places(base: dict[str, Any]) -> None:
    for wrong in ("0", "0.000", "-0.001", "1.0000", "1e3", "一"):
        assert faults_of(with_settlement(base=base, tonnes=wrong)) == ["settlements[0].tonnes"]
    for right in ("0.001", "1", "1.5"):
        assert faults_of(with_settlement(base=base, tonnes=right)) == []


@pytest.mark.parametrize(
    ("base", "key"),
    [
        (ASSESSED, "assessed_loss"),
        (compensated("1.000", "1.00"), "ex_works_price"),
        (exchange("1.00"), "transport_cost"),
        (exchange("1.00"), "storage_cost"),
    ],
)
def test_money_of_a_settlement_is_nought_or_more_with_two_places(base: dict[str, Any], key: str) -> None:
    for wrong in ("-0.01", "0.001", "x"):
        assert faults_of(with_settlement(base=base, **{key: wrong})) == [f"settlements[0].{key}"]
    assert faults_of(with_settlement(base=base, **{key: "0"})) == []


def test_a_settlements_unknown_method_and_wrong_flag_are_faults() -> None:
    assert faults_of(with_settlement(base=compensated("1.000", "1.00", "gold"))) == ["settlements[0].method"]
    assert faults_of(with_settlement(base=repulped("1.000"), repulp="true")) == ["settlements[0].repulp"]


def test_re_pulping_needs_a_machine_with_a_fee() -> None:
    assert faults_of(case(machine=None, settlements=[repulped("1.000")])) == ["machine"]
    assert faults_of(case(machine=6, settlements=[repulped("1.000")])) == ["machine"]


def test_re_pulping_on_a_machine_of_another_workshop_is_a_fault() -> None:
    assert faults_of(case(machine=5, settlements=[repulped("1.000")])) == ["machine"]


def test_a_machine_without_a_fee_is_no_fault_without_re_pulping() -> None:
    for machine in (None, 6, 5):
        assert faults_of(case(machine=machine, settlements=[ASSESSED])) == []


def test_a_machine_is_told_once_however_many_settlements_re_pulp() -> None:
    assert faults_of(case(machine=6, settlements=[repulped("1.000")] * 3)) == ["machine"]


def test_a_machine_is_told_though_another_key_is_faulty_too() -> None:
    assert faults_of(case(ref=5, machine=6, settlements=[repulped("1.000")])) == ["ref", "machine"]
    assert faults_of(case(machine=6, settlements=[repulped("0")])) == ["machine", "settlements[0].tonnes"]


def test_contradictions_are_told_beside_other_faults() -> None:
    document = case(ref=5, cause="transport", settlements=[compensated("1.000", "1.00", "output")])
    assert faults_of(document) == ["ref", "settlements[0].method"]
    assert faults_of(case(ref=5, settlements=[exchange("1.00")], recovered="1.00")) == ["ref", "recovered"]


def test_contradictions_that_hang_on_a_faulty_key_are_not_guessed() -> None:
    document = case(cause="magic", settlements=[compensated("1.000", "1.00", "output")], recovered="1.00")
    assert faults_of(document) == ["cause"]
    late = case(**LATE, as_of="?", late_filing_effect="evidence_and_handling", cause="transport")
    assert faults_of(late | {"settlements": [compensated("1.000", "1.00", "output")]}) == ["as_of"]


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"card_filed_at": "2026-10-05T08:59:59+08:00"}, ["card_filed_at"]),
        ({"card_filed_at": "2026-10-05T09:00:00+08:00"}, []),
        ({"replied_at": "2026-10-07T09:59:59+08:00"}, ["replied_at"]),
        ({"replied_at": "2026-10-07T10:00:00+08:00"}, []),
        ({"replied_at": "2026-10-07T10:00:00+08:00", "card_filed_at": None}, ["replied_at"]),
        ({"arrived_at": "2026-10-05T09:00:01+08:00"}, ["received_by_sales_at"]),
        ({"arrived_at": "2026-10-05T09:00:00+08:00"}, []),
        ({"opened_at": "2026-10-05T09:00:01+08:00"}, ["received_by_sales_at"]),
        ({"opened_at": "2026-10-05T09:00:00+08:00"}, []),
        ({"as_of": "2026-10-07T09:59:59+08:00"}, ["card_filed_at"]),
        ({"as_of": "2026-10-07T10:00:00+08:00"}, []),
        ({"as_of": "2026-10-05T08:59:59+08:00", "card_filed_at": None}, ["received_by_sales_at"]),
        ({"replied_at": "2026-10-20T09:00:01+08:00"}, ["replied_at"]),
        (
            {"as_of": "2026-10-05T08:00:00+08:00", "card_filed_at": None, "opened_at": "2026-10-05T08:30:00+08:00"},
            ["received_by_sales_at", "opened_at"],
        ),
    ],
)
def test_an_act_before_what_it_follows_is_a_fault_at_the_later_act(changes: dict[str, Any], places: list[str]) -> None:
    assert faults_of(case(**changes)) == places


def test_acts_are_compared_as_instants_not_as_text() -> None:
    assert faults_of(case(card_filed_at="2026-10-05T02:00:00Z")) == []
    assert faults_of(case(card_filed_at="2026-10-05T00:59:59Z")) == ["card_filed_at"]


def test_a_fault_is_one_line_with_place_and_message() -> None:
    with pytest.raises(FaultyDocument) as told:
        judge(with_settlement(base=repulped("0")))
    assert [fault.line() for fault in told.value.faults] == ["settlements[0].tonnes: must be greater than 0"]


def test_a_fault_speaks_chinese_to_people() -> None:
    with pytest.raises(FaultyDocument) as told:
        judge(with_settlement(base=repulped("0")))
    assert told.value.faults[0].chinese == "必须大于 0"


@pytest.mark.parametrize("key", ["a\nb", "\u2028", "x" * 500, "\ud800", "键 名"])
def test_a_strange_key_stays_on_one_line(key: str) -> None:
    with pytest.raises(FaultyDocument) as told:
        judge(case(**{key: 1}))
    (line,) = [fault.line() for fault in told.value.faults]
    assert "\n" not in line and "\u2028" not in line and len(line) < 300
    line.encode()
