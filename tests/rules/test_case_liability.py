"""P.三  Shares per cause, the carrier's part, and what the regulation leaves open."""

import pytest

from tests.rules.made import case, compensated, exchange, faults_of, judge, lines, packaging


@pytest.mark.parametrize(
    ("cause", "clause", "shares"),
    [
        ("physical_index", "P.三.4", ("0.7000", "0.3000")),
        ("paper_defect", "P.三.4", ("0.7000", "0.3000")),
        ("passing_off", "P.三.4", ("0.7000", "0.3000")),
        ("rewinding", "P.三.5甲", ("0.7000", "0.3000")),
        ("brightness", "P.三.5甲", ("0.7000", "0.3000")),
        ("hidden", "P.三.5甲", ("0.9000", "0.1000")),
    ],
)
def test_workshop_and_inspection_share_by_cause(cause: str, clause: str, shares: tuple[str, str]) -> None:
    result = judge(case(cause=cause, settlements=[exchange("1000.01")]))
    parts = {"0.7000": "700.01", "0.3000": "300.00", "0.9000": "900.01", "0.1000": "100.00"}
    assert lines(result) == [
        ("四抄车间", shares[0], parts[shares[0]], clause),
        ("质检处", shares[1], parts[shares[1]], clause),
    ]


def test_packaging_not_signed_in_is_the_workshops() -> None:
    result = judge(packaging("before_loading", warehouse_signed=False))
    assert lines(result) == [("四抄车间", "1.0000", "1000.01", "P.三.5乙")]


def test_packaging_signed_in_and_damaged_before_loading_is_the_warehouses() -> None:
    result = judge(packaging("before_loading", warehouse_signed=True, signatures=[]))
    assert lines(result) == [("物资处", "1.0000", "1000.01", "P.三.5乙")]


def test_packaging_signed_by_all_three_is_the_carriers_and_falls_on_the_company_until_recovered() -> None:
    assert lines(judge(packaging())) == [("公司", None, "1000.01", "P.三.3")]


@pytest.mark.parametrize(
    ("signatures", "forced_by", "expected"),
    [
        (["qc"], ["qc"], [("质检处", "1.0000", "1000.01", "P.三.5乙")]),
        (["warehouse"], ["warehouse"], [("物资处", "1.0000", "1000.01", "P.三.5乙")]),
        (["carrier"], ["carrier"], [("公司", None, "1000.01", "P.三.3")]),
        (["qc", "warehouse"], ["qc"], [("质检处", "1.0000", "1000.01", "P.三.5乙")]),
        (
            ["warehouse", "qc"],
            ["warehouse", "qc"],
            [("质检处", "0.5000", "500.01", "P.三.5乙"), ("物资处", "0.5000", "500.00", "P.三.5乙")],
        ),
        (
            ["carrier", "qc"],
            ["carrier", "qc"],
            [("质检处", "0.5000", "500.01", "P.三.5乙"), ("公司", None, "500.00", "P.三.3")],
        ),
        (
            ["carrier", "warehouse"],
            ["carrier", "warehouse"],
            [("物资处", "0.5000", "500.01", "P.三.5乙"), ("公司", None, "500.00", "P.三.3")],
        ),
    ],
)
def test_who_forced_the_shipment_bears_it_equally_in_the_clauses_order(
    signatures: list[str], forced_by: list[str], expected: list[object]
) -> None:
    assert lines(judge(packaging(signatures=signatures, forced_by=forced_by))) == expected


@pytest.mark.parametrize("signatures", [[], ["qc"], ["qc", "warehouse"], ["carrier"]])
def test_dispatch_with_nobody_found_to_have_forced_it_is_undetermined(signatures: list[str]) -> None:
    result = judge(packaging(signatures=signatures))
    assert (result["undetermined"], result["allocations"]) == (["packaging"], [])


def test_open_packaging_is_told_before_anything_is_settled() -> None:
    assert judge(packaging(signatures=[], settlements=[]))["undetermined"] == ["packaging"]


@pytest.mark.parametrize("stage", ["before_loading", "user_handling"])
def test_signatures_matter_at_dispatch_only(stage: str) -> None:
    assert "packaging" not in judge(packaging(stage, signatures=[]))["undetermined"]


@pytest.mark.parametrize(
    "document", [case(cause="user_misuse", settlements=[exchange("5.00")]), packaging("user_handling")]
)
def test_what_is_not_compensable_is_not_divided(document: dict[str, object]) -> None:
    result = judge(document)
    assert (result["undetermined"], result["allocations"]) == (["not_compensable"], [])


def test_goodwill_for_misuse_is_the_companys() -> None:
    result = judge(case(cause="user_misuse", goodwill_approved=True, settlements=[exchange("5.00")]))
    assert (result["undetermined"], lines(result)) == ([], [("公司", "1.0000", "5.00", "P.三.6")])


def test_goodwill_for_the_users_own_handling_is_the_companys() -> None:
    assert lines(judge(packaging("user_handling", goodwill_approved=True))) == [
        ("公司", "1.0000", "1000.01", "P.三.5乙")
    ]


def test_goodwill_changes_nothing_where_the_mill_is_liable() -> None:
    document = case(settlements=[exchange("10.00")])
    assert lines(judge(document | {"goodwill_approved": True})) == lines(judge(document))


def test_a_not_compensable_cause_without_settlement_leaves_nothing_open() -> None:
    assert judge(case(cause="user_misuse"))["undetermined"] == []


def test_settlements_without_a_cause_are_undetermined() -> None:
    result = judge(case(cause=None, settlements=[exchange("5.00")]))
    assert (result["undetermined"], result["allocations"], result["loss"]["total"]) == (["cause"], [], "5.00")


def test_no_cause_and_no_settlement_leaves_nothing_open() -> None:
    assert judge(case(cause=None))["undetermined"] == []


def transport(**changes: object) -> dict[str, object]:
    return case(**{"cause": "transport", "settlements": [exchange("1000.00")]} | changes)


def test_what_the_carrier_paid_stands_before_the_companys_rest() -> None:
    result = judge(transport(recovered="400.00"))
    assert lines(result) == [("承运单位", None, "400.00", "P.三.3"), ("公司", None, "600.00", "P.三.3")]
    assert result["loss"]["recovered"] == "400.00"


def test_the_rest_is_saless_where_its_mistake_was_confirmed() -> None:
    result = judge(transport(recovered="400.00", sales_mistake=True))
    assert lines(result) == [("承运单位", None, "400.00", "P.三.3"), ("销售处", None, "600.00", "P.三.3")]


def test_a_full_recovery_leaves_no_rest() -> None:
    assert lines(judge(transport(recovered="1000.00"))) == [("承运单位", None, "1000.00", "P.三.3")]


def test_more_recovered_than_the_carriers_part_counts_as_the_part() -> None:
    result = judge(transport(recovered="1000.01"))
    assert (lines(result), result["loss"]["recovered"]) == ([("承运单位", None, "1000.00", "P.三.3")], "1000.00")


def test_recovery_is_capped_at_the_carriers_half() -> None:
    result = judge(packaging(signatures=["qc", "carrier"], forced_by=["qc", "carrier"], recovered="700.00"))
    assert lines(result) == [("质检处", "0.5000", "500.01", "P.三.5乙"), ("承运单位", None, "500.00", "P.三.3")]
    assert result["loss"]["recovered"] == "500.00"


@pytest.mark.parametrize(
    "document",
    [
        case(settlements=[exchange("10.00")], recovered="0.01"),
        case(cause=None, settlements=[exchange("10.00")], recovered="0.01"),
        case(cause="user_misuse", settlements=[exchange("10.00")], recovered="0.01"),
        case(cause="user_misuse", goodwill_approved=True, settlements=[exchange("10.00")], recovered="0.01"),
        packaging(signatures=[], recovered="0.01"),
        packaging(signatures=["qc"], forced_by=["qc"], recovered="0.01"),
        packaging("before_loading", recovered="0.01"),
    ],
)
def test_money_recovered_without_an_external_share_is_a_fault(document: dict[str, object]) -> None:
    assert faults_of(document) == ["recovered"]


@pytest.mark.parametrize("cause", ["paper_defect", "transport", None])
def test_money_recovered_without_settlements_is_allowed_and_shown_as_nought(cause: str | None) -> None:
    result = judge(case(cause=cause, recovered="300.00", investigation_cost="100.00"))
    assert (result["loss"]["recovered"], result["loss"]["total"], result["allocations"]) == ("0.00", "100.00", [])


def test_a_case_without_settlements_has_no_lines_though_the_trip_cost_money() -> None:
    assert judge(case(investigation_cost="1800.00"))["allocations"] == []


def test_lines_of_nothing_are_left_out() -> None:
    assert lines(judge(case(settlements=[exchange("0.01")]))) == [("四抄车间", "0.7000", "0.01", "P.三.4")]
    assert lines(judge(case(settlements=[exchange("0.00")]))) == []


def test_a_workshop_that_bears_the_name_of_another_unit_keeps_its_own_line() -> None:
    result = judge(case(workshop="质检处", settlements=[exchange("10.00")]))
    assert [line["unit"] for line in result["allocations"]] == ["质检处", "质检处"]


def test_the_sales_mistake_does_not_touch_what_the_mills_units_bear() -> None:
    document = case(settlements=[compensated("1.000", "100.00")])
    assert lines(judge(document | {"sales_mistake": True})) == lines(judge(document))
