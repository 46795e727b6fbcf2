"""What the ledger should say of a case, and the difference to what it says already."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.rules.intake import Cause
from liability.rules.determine import WHOLE, Determination, Share
from liability.rules.facts import UNIT_NAMES, Packaging, PackagingStage, Party, Signer
from penalties.models import EntryKind, Side
from penalties.rules.assess import assess
from penalties.rules.facts import CaseFacts, Compensate, Exchange, LateFilingEffect, Method, Return
from penalties.rules.posting import (
    EntrySide,
    ExpenseFact,
    FineFact,
    Key,
    Kind,
    LedgerFacts,
    Line,
    Posted,
    differences,
    is_balanced,
    pending_reasons,
    period_of,
    target_lines,
)
from tests.world import at
from yibin_service.foundation.regulation.clauses import P_3
from yibin_service.foundation.regulation.versions import fixture_book

P = fixture_book().by_code("P", "P-试行")
NAMES = ("四抄车间", *UNIT_NAMES.values())
UNITS = {name: number for number, name in enumerate(NAMES, 1)}
WORKSHOP, QC, WAREHOUSE, CARRIER, SALES, COMPANY, TECH = UNITS.values()
ALL_SIGNED = Packaging(PackagingStage.DISPATCH, True, frozenset(Signer), frozenset())


def facts(**changes: Any) -> CaseFacts:
    content: dict[str, Any] = {
        "ref": "S-001",
        "as_of": at("2026-10-20 09:00"),
        "received_by_sales_at": at("2026-10-05 09:00"),
        "card_filed_at": at("2026-10-07 10:00"),
        "liability_clear": True,
        "direct_loss": Decimal("6750.00"),
        "workshop": "四抄车间",
        "machine": 7,
        "cause": Cause.PAPER_DEFECT,
        "settlements": (Return(Decimal("3.250"), True),),
    }
    return CaseFacts(**(content | changes))


def over(**changes: Any) -> LedgerFacts:
    content: dict[str, Any] = {
        "settlements": ("settlement:1",), "expenses": (), "fines": (), "recovered": Decimal("0.00"),
        "has_open_claim": False, "is_closing": False, "units": UNITS,
    }  # fmt: skip
    return LedgerFacts(**(content | changes))


def target(case: CaseFacts, ledger: LedgerFacts, decided: Determination | None = None) -> list[Line]:
    return target_lines(assess(case, P, decided=decided), ledger)


def drawn(lines: list[Line]) -> list[tuple[str, str, int | str | None, str]]:
    return [(line.key.side, line.key.kind, line.key.unit or line.key.source, str(line.amount)) for line in lines]


def posted(lines: list[Line]) -> dict[Key, Posted]:
    return {line.key: Posted(line.amount, line.tonnes, line.clause) for line in lines}


def test_the_kinds_and_sides_are_those_that_are_stored() -> None:
    assert {kind.value for kind in Kind} == set(EntryKind.values)
    assert {side.value for side in EntrySide} == set(Side.values)


def test_a_settlement_and_a_voucher_are_losses_and_units_are_charged_their_shares() -> None:
    ledger = over(expenses=(ExpenseFact("expense:4", "差旅", Decimal("1800.00")),))
    lines = target(facts(investigation_cost=Decimal("1800.00")), ledger)
    assert drawn(lines) == [
        ("loss", "return", "settlement:1", "3900.00"),
        ("loss", "expense", "expense:4", "1800.00"),
        ("charge", "share", WORKSHOP, "3990.00"),
        ("charge", "share", QC, "1710.00"),
    ]


def test_output_taken_off_a_workshop_stands_as_tonnes_on_both_sides() -> None:
    settled = (Compensate(Decimal("2.000"), Decimal("6350.00"), Method.OUTPUT),)
    loss, workshop, qc = target(facts(settlements=settled), over())
    assert (loss.amount, loss.tonnes) == (Decimal("3810.00"), Decimal("1.400"))
    assert (workshop.key.unit, workshop.amount, workshop.tonnes) == (WORKSHOP, Decimal("0.00"), Decimal("1.400"))
    assert (qc.key.unit, qc.amount) == (QC, Decimal("3810.00"))


def test_the_rest_of_an_open_claim_is_an_advance_of_the_company() -> None:
    case = facts(cause=Cause.TRANSPORT, recovered=Decimal("1000.00"))
    lines = target(case, over(recovered=Decimal("1000.00"), has_open_claim=True))
    assert drawn(lines)[1:] == [("charge", "recovery", CARRIER, "1000.00"), ("charge", "advance", COMPANY, "2900.00")]


def test_the_rest_of_a_closed_claim_is_a_shortfall() -> None:
    case = facts(cause=Cause.TRANSPORT, recovered=Decimal("1000.00"), sales_mistake=True)
    lines = target(case, over(recovered=Decimal("1000.00")))
    assert drawn(lines)[1:] == [("charge", "recovery", CARRIER, "1000.00"), ("charge", "shortfall", SALES, "2900.00")]


def test_money_above_the_carriers_part_is_income_on_both_sides() -> None:
    case = facts(cause=Cause.TRANSPORT, recovered=Decimal("4000.00"))
    lines = target(case, over(recovered=Decimal("4000.00")))
    assert drawn(lines) == [
        ("loss", "return", "settlement:1", "3900.00"),
        ("charge", "recovery", CARRIER, "3900.00"),
        ("loss", "income", "", "-100.00"),
        ("charge", "income", COMPANY, "-100.00"),
    ]


def test_exactly_the_carriers_part_leaves_no_income() -> None:
    case = facts(cause=Cause.TRANSPORT, recovered=Decimal("3900.00"))
    assert "income" not in {kind for _, kind, _, _ in drawn(target(case, over(recovered=Decimal("3900.00"))))}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cause": None}, "cause"),
        ({"cause": Cause.USER_MISUSE}, "not_compensable"),
        (
            {"cause": Cause.PACKAGING, "packaging": Packaging(PackagingStage.DISPATCH, True, frozenset(), frozenset())},
            "packaging",
        ),
    ],
)
def test_what_nobody_can_be_charged_with_waits_outside_the_ledger(changes: dict[str, Any], reason: str) -> None:
    case = facts(**changes)
    assert pending_reasons(assess(case, P)) == (reason,)
    assert target(case, over()) == []


def test_a_late_card_whose_effect_is_not_determined_is_posted_by_the_shares() -> None:
    case = facts(card_filed_at=at("2026-10-09 10:00"))
    assert assess(case, P).undetermined == ("late_filing_effect",)
    assert [unit for _, _, unit, _ in drawn(target(case, over()))] == ["settlement:1", WORKSHOP, QC]


def test_a_late_card_that_cost_evidence_and_handling_is_charged_to_sales_and_company() -> None:
    case = facts(card_filed_at=at("2026-10-09 10:00"), late_filing_effect=LateFilingEffect.EVIDENCE_AND_HANDLING)
    assert drawn(target(case, over()))[1:] == [
        ("charge", "share", SALES, "1950.00"),
        ("charge", "share", COMPANY, "1950.00"),
    ]


def test_expenses_without_a_settlement_stay_out_until_the_case_is_closed() -> None:
    expenses = (ExpenseFact("expense:4", "差旅", Decimal("260.00")),)
    case = facts(settlements=(), investigation_cost=Decimal("260.00"))
    assert target(case, over(settlements=(), expenses=expenses)) == []
    closing = over(settlements=(), expenses=expenses, is_closing=True)
    assert drawn(target(case, closing)) == [
        ("loss", "expense", "expense:4", "260.00"),
        ("charge", "share", COMPANY, "260.00"),
    ]


def test_a_fine_stands_by_itself_even_where_nothing_else_can_be_posted() -> None:
    fine = FineFact("fine:8", TECH, Decimal("200.00"), "P.四.2", "200.00 元 × 1 次")
    lines = target(facts(cause=None), over(fines=(fine,)))
    assert drawn(lines) == [("charge", "fine", TECH, "200.00")]
    assert is_balanced(lines)


def test_shares_decided_by_a_person_take_the_place_of_the_computed_ones() -> None:
    shares = (
        Share(Party.WAREHOUSE, "物资处", Decimal("0.6000")),
        Share(Party.CARRIER, "承运单位", Decimal("0.4000")),
    )
    decided = Determination(P_3, shares, None, "人工认定")
    lines = target(facts(cause=None), over(), decided)
    assert drawn(lines)[1:] == [("charge", "share", WAREHOUSE, "2340.00"), ("charge", "shortfall", COMPANY, "1560.00")]
    assert sum(share.fraction for share in shares) == WHOLE


def test_nothing_is_posted_twice() -> None:
    lines = target(facts(), over())
    assert differences(lines, posted(lines)) == []


def test_a_second_settlement_posts_its_loss_and_the_differences_of_the_units() -> None:
    before = target(facts(), over())
    settled = (Return(Decimal("3.250"), True), Exchange(Decimal("650.00"), Decimal("120.00")))
    after = target(facts(settlements=settled), over(settlements=("settlement:1", "settlement:2")))
    lines = differences(after, posted(before))
    assert drawn(lines) == [
        ("loss", "exchange", "settlement:2", "770.00"),
        ("charge", "share", WORKSHOP, "539.00"),
        ("charge", "share", QC, "231.00"),
    ]
    assert "已入账 2,730.00 元，差额 539.00 元" in lines[1].formula


def test_another_determination_moves_the_money_from_unit_to_unit() -> None:
    before = target(facts(), over())
    after = target(facts(cause=Cause.TRANSPORT), over())
    lines = differences(after, posted(before))
    assert drawn(lines) == [
        ("charge", "shortfall", COMPANY, "3900.00"),
        ("charge", "share", WORKSHOP, "-2730.00"),
        ("charge", "share", QC, "-1170.00"),
    ]
    assert lines[1].formula == "应记 0.00 元；已入账 2,730.00 元，差额 −2,730.00 元"


def test_what_was_taken_back_to_nothing_is_posted_anew_without_a_word_of_difference() -> None:
    lines = target(facts(), over())
    gone = {line.key: Posted(Decimal("0.00"), Decimal("0.000"), line.clause) for line in lines}
    assert differences(lines, gone) == lines


def test_a_fact_of_an_open_month_counts_in_its_own_month() -> None:
    assert period_of(date(2026, 10, 31), lambda month: month < date(2026, 10, 1)) == date(2026, 10, 1)


def test_a_fact_of_a_closed_month_counts_in_the_earliest_open_one() -> None:
    assert period_of(date(2026, 8, 31), lambda month: month <= date(2026, 10, 1)) == date(2026, 11, 1)


def test_the_month_after_december_is_january() -> None:
    assert period_of(date(2026, 12, 31), lambda month: month <= date(2026, 12, 1)) == date(2027, 1, 1)


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
AMOUNTS = st.decimals(min_value=0, max_value=99_999, places=2)
TONNES = st.decimals(min_value="0.001", max_value=99, places=3)
SETTLEMENTS = st.one_of(
    st.builds(Return, TONNES, st.just(True)),
    st.builds(Return, TONNES, st.just(False), AMOUNTS),
    st.builds(Compensate, TONNES, AMOUNTS, st.just(Method.PRICE)),
    st.builds(Exchange, AMOUNTS, AMOUNTS),
)
CAUSES = st.sampled_from([Cause.PAPER_DEFECT, Cause.HIDDEN, Cause.TRANSPORT, Cause.PACKAGING])
STATES = st.tuples(
    CAUSES, st.lists(SETTLEMENTS, max_size=4), st.lists(AMOUNTS, max_size=3), AMOUNTS, st.booleans(), st.booleans(),
    st.sampled_from([None, *LateFilingEffect]),
)  # fmt: skip


def lines_of(state: Any) -> list[Line]:
    cause, settlements, spent, recovered, mistake, has_claim, effect = state
    external = cause in {Cause.TRANSPORT, Cause.PACKAGING}
    case = facts(
        cause=cause,
        packaging=ALL_SIGNED if cause is Cause.PACKAGING else None,
        settlements=tuple(settlements),
        investigation_cost=sum(spent, Decimal("0.00")),
        recovered=recovered if external else Decimal("0.00"),
        sales_mistake=mistake and not has_claim,
        card_filed_at=at("2026-10-09 10:00"),
        late_filing_effect=effect,
    )
    ledger = over(
        settlements=tuple(f"settlement:{number}" for number in range(len(settlements))),
        expenses=tuple(ExpenseFact(f"expense:{n}", "差旅", amount) for n, amount in enumerate(spent)),
        recovered=recovered,
        has_open_claim=has_claim,
    )
    return target(case, ledger)


@UNHURRIED
@given(STATES)
def test_losses_are_charges_without_fines_whatever_the_facts(state: Any) -> None:
    assert is_balanced(lines_of(state))


@UNHURRIED
@given(st.lists(STATES, min_size=1, max_size=5))
def test_differences_one_after_another_add_up_to_the_last_target(states: list[Any]) -> None:
    standing: dict[Key, Posted] = {}
    for state in states:
        wanted = lines_of(state)
        for line in differences(wanted, standing):
            old = standing.get(line.key, Posted(Decimal("0.00"), Decimal("0.000"), ""))
            standing[line.key] = Posted(old.amount + line.amount, old.tonnes + line.tonnes, line.clause)
    sums = {key: (value.amount, value.tonnes) for key, value in standing.items() if value.amount or value.tonnes}
    assert sums == {line.key: (line.amount, line.tonnes) for line in wanted}
