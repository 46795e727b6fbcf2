"""P.四  What settlements cost, output instead of money, late cards, fines and warnings."""

import pytest

from tests.rules.made import (
    LATE,
    book,
    case,
    changed_rules,
    compensated,
    exchange,
    faults_of,
    judge,
    lines,
    packaging,
    repulped,
)
from yibin_service.foundation.regulation.versions import VersionBook

ON_TIME = {"as_of": "2026-10-20T09:00:00+08:00"}
HALVES = {"late_filing_effect": "evidence_and_handling"}


@pytest.mark.parametrize(
    ("machine", "workshop", "fee"), [(7, "四抄车间", "1200.00"), (5, "三抄车间", "1000.00"), (4, "三抄车间", "800.00")]
)
def test_a_return_costs_the_fee_of_its_machine(machine: int, workshop: str, fee: str) -> None:
    result = judge(case(machine=machine, workshop=workshop, settlements=[repulped("1.000")]))
    assert result["loss"]["return"] == fee


def test_a_return_that_is_not_re_pulped_costs_the_assessed_loss() -> None:
    settlement = {"kind": "return", "tonnes": "9.999", "repulp": False, "assessed_loss": "123.45"}
    assert judge(case(machine=None, settlements=[settlement]))["loss"]["return"] == "123.45"


def test_compensation_costs_tonnes_by_the_price_ex_works() -> None:
    assert judge(case(settlements=[compensated("0.400", "5200.00")]))["loss"]["compensate"] == "2080.00"


def test_an_exchange_costs_transport_and_storage() -> None:
    settlement = {"kind": "exchange", "transport_cost": "650.00", "storage_cost": "120.00"}
    assert judge(case(settlements=[settlement]))["loss"]["exchange"] == "770.00"


def test_each_settlement_is_rounded_once_and_then_summed() -> None:
    # 0.001 × 4.50 = 0.0045 goes down each time; 0.001 × 5.00 = 0.005 goes up each time.
    assert judge(case(settlements=[compensated("0.001", "4.50")] * 2))["loss"]["compensate"] == "0.00"
    assert judge(case(settlements=[compensated("0.001", "5.00")] * 2))["loss"]["compensate"] == "0.02"


def test_the_investigation_is_one_component_of_the_loss() -> None:
    result = judge(case(settlements=[exchange("100.00")], investigation_cost="50.00"))
    assert result["loss"]["total"] == "150.00"
    assert lines(result) == [("四抄车间", "0.7000", "105.00", "P.三.4"), ("质检处", "0.3000", "45.00", "P.三.4")]


def test_output_takes_tonnes_from_the_workshop_and_money_from_the_others() -> None:
    result = judge(case(settlements=[compensated("1.000", "5000.00", "output")]))
    assert result["loss"]["compensate"] == "1500.00"
    assert result["allocations"] == [
        {"unit": "四抄车间", "share": "0.7000", "amount": "0.00", "tonnes": "0.700", "clause": "P.三.4"},
        {"unit": "质检处", "share": "0.3000", "amount": "1500.00", "tonnes": "0.000", "clause": "P.三.4"},
    ]


def test_the_rest_of_a_loss_with_output_is_divided_among_all() -> None:
    settlements = [compensated("1.000", "5000.00", "output"), exchange("100.00")]
    result = judge(case(settlements=settlements, investigation_cost="10.01"))
    assert result["loss"]["total"] == "1610.01"
    assert [(line["amount"], line["tonnes"]) for line in result["allocations"]] == [
        ("77.01", "0.700"),
        ("1533.00", "0.000"),
    ]


def test_output_tonnes_are_rounded_per_settlement_and_then_summed() -> None:
    # 0.001 × 0.7 = 0.0007 becomes 0.001 each time.
    result = judge(case(settlements=[compensated("0.001", "0.00", "output")] * 3))
    assert result["allocations"][0]["tonnes"] == "0.003"


def test_output_from_a_workshop_that_bears_all_costs_nobody_money() -> None:
    result = judge(
        packaging("before_loading", warehouse_signed=False, settlements=[compensated("2.000", "5000.00", "output")])
    )
    assert result["loss"]["total"] == "0.00"
    assert [(line["unit"], line["amount"], line["tonnes"]) for line in result["allocations"]] == [
        ("四抄车间", "0.00", "2.000")
    ]


def test_a_line_that_rounds_to_no_money_and_no_tonnes_is_left_out() -> None:
    versions = VersionBook(
        [changed_rules("P", "P-小", "2000-01-01", intrinsic_workshop_share="0.1", intrinsic_inspection_share="0.9")]
    )
    result = judge(case(settlements=[compensated("0.001", "10.00", "output")]), versions)
    assert [line["unit"] for line in result["allocations"]] == ["质检处"]


@pytest.mark.parametrize(
    "document",
    [
        case(cause="transport", settlements=[compensated("1.000", "1.00", "output")]),
        packaging("before_loading", settlements=[compensated("1.000", "1.00", "output")]),
        packaging(settlements=[compensated("1.000", "1.00", "output")]),
        packaging(signatures=["qc"], forced_by=["qc"], settlements=[compensated("1.000", "1.00", "output")]),
        case(cause="user_misuse", goodwill_approved=True, settlements=[compensated("1.000", "1.00", "output")]),
    ],
)
def test_output_where_the_workshop_bears_nothing_is_a_fault(document: dict[str, object]) -> None:
    assert faults_of(document) == ["settlements[0].method"]


@pytest.mark.parametrize(
    "document",
    [
        case(cause=None, settlements=[compensated("1.000", "5000.00", "output")]),
        case(cause="user_misuse", settlements=[compensated("1.000", "5000.00", "output")]),
        packaging(signatures=[], settlements=[compensated("1.000", "5000.00", "output")]),
    ],
)
def test_output_is_counted_by_price_where_nothing_is_divided(document: dict[str, object]) -> None:
    assert judge(document)["loss"]["compensate"] == "5000.00"


def test_output_is_counted_by_price_where_the_division_is_replaced() -> None:
    result = judge(case(**LATE, **HALVES, settlements=[compensated("1.000", "5000.00", "output")]))
    assert result["loss"]["compensate"] == "5000.00"
    assert {line["tonnes"] for line in result["allocations"]} == {"0.000"}


def test_output_with_a_workshop_without_share_is_no_fault_where_the_division_is_replaced() -> None:
    document = case(**LATE, **HALVES, cause="transport", settlements=[compensated("1.000", "5000.00", "output")])
    assert faults_of(document) == []


def test_output_with_a_workshop_without_share_stays_a_fault_where_the_card_was_in_time() -> None:
    document = case(**HALVES, cause="transport", settlements=[compensated("1.000", "5000.00", "output")])
    assert faults_of(document) == ["settlements[0].method"]


def test_a_late_card_that_cost_evidence_and_handling_is_halved_between_sales_and_company() -> None:
    result = judge(case(**LATE, **HALVES, settlements=[exchange("100.01")]))
    assert lines(result) == [("销售处", "0.5000", "50.01", "P.四.1(2)"), ("公司", "0.5000", "50.00", "P.四.1(2)")]
    assert result["fines"] == []


def test_a_card_not_delivered_at_all_counts_as_late_once_its_hours_are_over() -> None:
    document = case(card_filed_at=None, **HALVES, settlements=[exchange("100.00")])
    assert [line["unit"] for line in judge(document)["allocations"]] == ["销售处", "公司"]


@pytest.mark.parametrize(
    ("as_of", "unit"), [("2026-10-08T09:00:00+08:00", "四抄车间"), ("2026-10-08T09:00:01+08:00", "销售处")]
)
def test_a_card_not_delivered_is_late_only_after_its_hours(as_of: str, unit: str) -> None:
    document = case(card_filed_at=None, as_of=as_of, **HALVES, settlements=[exchange("100.00")])
    assert judge(document)["allocations"][0]["unit"] == unit


def test_the_carriers_line_stays_beside_the_halves_of_the_net_loss() -> None:
    document = case(**LATE, **HALVES, cause="transport", settlements=[exchange("1000.00")], recovered="400.00")
    result = judge(document)
    assert lines(result) == [
        ("承运单位", None, "400.00", "P.三.3"),
        ("销售处", "0.5000", "300.00", "P.四.1(2)"),
        ("公司", "0.5000", "300.00", "P.四.1(2)"),
    ]


def test_halves_of_a_fully_recovered_loss_are_left_out() -> None:
    document = case(**LATE, **HALVES, cause="transport", settlements=[exchange("1000.00")], recovered="2000.00")
    assert lines(judge(document)) == [("承运单位", None, "1000.00", "P.三.3")]


def test_the_halves_are_not_made_where_nothing_is_divided() -> None:
    result = judge(case(**LATE, **HALVES, cause=None, settlements=[exchange("1000.00")]))
    assert (result["allocations"], result["undetermined"]) == ([], ["cause"])


def test_the_effect_of_a_late_card_has_no_effect_on_one_in_time() -> None:
    document = case(settlements=[exchange("100.00")])
    assert judge(document | HALVES)["allocations"] == judge(document)["allocations"]
    assert judge(document | {"late_filing_effect": "evidence"})["fines"] == []


def test_a_late_card_that_cost_evidence_is_fined_and_divides_as_ever() -> None:
    result = judge(case(**LATE, late_filing_effect="evidence", settlements=[exchange("100.00")]))
    assert result["fines"] == [{"unit": "销售处", "amount": "200.00", "clause": "P.四.1(1)", "deadline": "card_filing"}]
    assert [line["unit"] for line in result["allocations"]] == ["四抄车间", "质检处"]


def test_a_late_card_without_settlements_is_not_fined() -> None:
    assert judge(case(**LATE, late_filing_effect="evidence"))["fines"] == []


def test_a_late_card_is_fined_though_nothing_is_divided() -> None:
    result = judge(case(**LATE, late_filing_effect="evidence", cause=None, settlements=[exchange("100.00")]))
    assert [fine["deadline"] for fine in result["fines"]] == ["card_filing"]


def test_a_late_card_without_effect_is_not_fined() -> None:
    assert judge(case(**LATE, late_filing_effect="none", settlements=[exchange("100.00")]))["fines"] == []


def test_the_effect_of_a_late_card_is_asked_for_once_something_is_settled() -> None:
    assert judge(case(**LATE, settlements=[exchange("1.00")]))["undetermined"] == ["late_filing_effect"]
    assert judge(case(**LATE))["undetermined"] == []
    assert judge(case(settlements=[exchange("1.00")]))["undetermined"] == []


def test_while_the_effect_is_open_the_loss_is_divided_as_ever() -> None:
    assert [line["unit"] for line in judge(case(**LATE, settlements=[exchange("1.00")]))["allocations"]] == [
        "四抄车间",
        "质检处",
    ]


def test_what_is_open_is_sorted() -> None:
    result = judge(packaging(**LATE, signatures=[]))
    assert result["undetermined"] == ["late_filing_effect", "packaging"]
    assert judge(case(**LATE, cause=None, settlements=[exchange("1.00")]))["undetermined"] == [
        "cause",
        "late_filing_effect",
    ]


def test_a_late_reply_is_fined_with_or_without_settlements() -> None:
    document = case(as_of="2026-11-20T09:00:00+08:00")
    fine = {"unit": "技术中心", "amount": "200.00", "clause": "P.四.2", "deadline": "reply"}
    assert judge(document)["fines"] == [fine]
    assert judge(document | {"settlements": [exchange("1.00")]})["fines"] == [fine]


def test_the_cards_fine_stands_before_the_replys() -> None:
    document = case(
        **LATE, as_of="2026-11-20T09:00:00+08:00", late_filing_effect="evidence", settlements=[exchange("1.00")]
    )
    assert [fine["deadline"] for fine in judge(document)["fines"]] == ["card_filing", "reply"]


@pytest.mark.parametrize(
    ("direct_loss", "settled", "warnings"),
    [
        ("1000", "1000.00", []),
        ("1000", "1000.01", ["loss_above_tier"]),
        ("1000.01", "10000.00", []),
        ("1000.01", "10000.01", ["loss_above_tier"]),
        ("10000.01", "99999.99", []),
    ],
)
def test_settlements_above_the_tiers_limit_warn(direct_loss: str, settled: str, warnings: list[str]) -> None:
    assert judge(case(direct_loss=direct_loss, settlements=[exchange(settled)]))["warnings"] == warnings


def test_the_investigation_does_not_count_for_the_warning() -> None:
    document = case(direct_loss="1000", settlements=[exchange("1000.00")], investigation_cost="500.00")
    assert judge(document)["warnings"] == []


def test_output_counts_by_its_full_price_for_the_warning() -> None:
    document = case(direct_loss="1000", settlements=[compensated("1.000", "1000.01", "output")])
    result = judge(document)
    assert (result["loss"]["total"], result["warnings"]) == ("300.00", ["loss_above_tier"])


def test_an_undivided_case_warns_too() -> None:
    assert judge(case(direct_loss="1000", cause=None, settlements=[exchange("1000.01")]))["warnings"] == [
        "loss_above_tier"
    ]


def test_every_number_of_the_result_has_a_step_with_clause_and_formula() -> None:
    result = judge(case(settlements=[repulped("3.250"), exchange("770.00")], investigation_cost="1800.00"))
    formulas = " ".join(step["formula"] for step in result["basis"])
    for figure in ("3,900.00", "770.00", "6,470.00", "4,529.00", "1,941.00"):
        assert figure in formulas
    assert {step["clause"] for step in result["basis"]} == {"P.二.1", "P.二.2", "P.三.4", "P.四", "P.四.4"}


def test_a_period_that_ends_at_midnight_is_written_as_the_end_of_its_last_day() -> None:
    steps = judge(case())["basis"]
    assert any("2026-10-22 24:00" in step["formula"] for step in steps)


def test_keys_of_a_result_stand_in_the_contracts_order() -> None:
    result = judge(case(**LATE, settlements=[exchange("1.00")], late_filing_effect="evidence"))
    assert list(result) == [
        "ref", "regulation", "tier", "service_team_required", "approval", "deadlines", "loss", "allocations",
        "fines", "undetermined", "warnings", "basis",
    ]  # fmt: skip
    assert list(result["loss"]) == ["return", "compensate", "exchange", "investigation", "total", "recovered"]
    assert list(result["allocations"][0]) == ["unit", "share", "amount", "tonnes", "clause"]
    assert list(result["deadlines"][0]) == ["kind", "due_at", "state"]
    assert list(result["fines"][0]) == ["unit", "amount", "clause", "deadline"]
    assert list(result["basis"][0]) == ["clause", "text", "formula"]


def test_very_long_amounts_are_divided_to_the_fen() -> None:
    huge = "9" * 60 + ".99"
    result = judge(case(settlements=[exchange(huge)]))
    assert result["loss"]["total"] == huge
    assert sum(int(line["amount"].replace(".", "")) for line in result["allocations"]) == int(huge.replace(".", ""))


def test_the_worked_example_of_the_contract_comes_out_as_printed() -> None:
    document = case(
        opened_at="2026-10-04T08:00:00+08:00",
        settlements=[
            repulped("3.250"),
            compensated("0.400", "5200.00"),
            {"kind": "exchange", "transport_cost": "650.00", "storage_cost": "120.00"},
        ],
        investigation_cost="1800.00",
    )
    result = judge(document, book())
    assert result["loss"] == {
        "return": "3900.00", "compensate": "2080.00", "exchange": "770.00",
        "investigation": "1800.00", "total": "8550.00", "recovered": "0.00",
    }  # fmt: skip
    assert lines(result) == [("四抄车间", "0.7000", "5985.00", "P.三.4"), ("质检处", "0.3000", "2565.00", "P.三.4")]
    assert [clock["state"] for clock in result["deadlines"]] == ["met", "met", "running"]
