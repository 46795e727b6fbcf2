"""What the ledger says after each act: hand-computed figures, one act at a time."""

from datetime import date
from decimal import Decimal

import pytest

from cases.models import Case
from liability.models import Goodwill
from penalties.models import MonthReport, ReportState
from penalties.models.ledger import LedgerEntry
from penalties.rules.posting import Trigger
from penalties.services.errors import AlreadyPosted, FactsContradict, NoExternalShare, NotInThisState
from penalties.services.open_claim import close_claim
from penalties.services.post_ledger import post_after_determination, post_case
from penalties.services.record_expense import cancel_expense
from penalties.services.record_receipt import confirm_receipt, refuse_receipt
from tests.settled import (
    CONFIRMED_AT,
    claim,
    compensation,
    confirmed,
    content,
    determine,
    drawn,
    effect,
    exchange,
    expense,
    is_balanced,
    late_card,
    ledger,
    receipt,
    received,
    settling_case,
    shares,
    standing,
)
from tests.world import World, at
from yibin_service.foundation.acts.errors import SelfApproval

pytestmark = pytest.mark.django_db


def redetermined(case: Case, world: World, **changes: object) -> None:
    found = determine(case, world, **changes)  # type: ignore[arg-type]
    trigger = f"determination:{found.pk}"
    post_after_determination(case=case, trigger=trigger, by=world.tech_head, at=CONFIRMED_AT)


def test_a_confirmed_return_posts_its_loss_and_the_shares(world: World) -> None:
    case = settling_case(world)
    posting = confirmed(case, world)
    assert drawn(posting.entries) == [
        ("return", "", "3900.00"),
        ("share", "四抄车间", "2730.00"),
        ("share", "质检处", "1170.00"),
    ]
    assert {entry.clause for entry in posting.entries[1:]} == {"P.三.4"}
    assert posting.entries[0].formula == "3.250 吨 × 1,200.00 元/吨（7号纸机回抄费）= 3,900.00 元"
    assert {entry.regulation for entry in posting.entries} == {"P-试行"}


def test_settlements_post_one_after_another_by_differences(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    second = confirmed(case, world, compensation(case, 3, tonnes=Decimal("0.400")))
    assert drawn(second.entries) == [
        ("compensate", "", "2080.00"),
        ("share", "四抄车间", "1456.00"),
        ("share", "质检处", "624.00"),
    ]
    assert standing(case)[("share", "四抄车间")] == "4186.00"


def test_the_contracts_example_comes_out_to_the_fen(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    confirmed(case, world, compensation(case, 3, tonnes=Decimal("0.400")))
    confirmed(case, world, exchange(case, 2))
    expense(case, world)
    assert standing(case) == {
        ("return", ""): "3900.00",
        ("compensate", ""): "2080.00",
        ("exchange", ""): "770.00",
        ("expense", ""): "1800.00",
        ("share", "四抄车间"): "5985.00",
        ("share", "质检处"): "2565.00",
    }
    assert is_balanced(case)


def test_a_settlement_in_parts_posts_each_part(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world, content(case, 1, tonnes=Decimal("0.001")))
    confirmed(case, world, content(case, 2, tonnes=Decimal("0.001")))
    assert standing(case) == {
        ("return", ""): "2.40",
        ("share", "四抄车间"): "1.68",
        ("share", "质检处"): "0.72",
    }


def test_a_settlement_waits_outside_the_ledger_until_liability_is_determined(world: World) -> None:
    case = settling_case(world, is_determined=False)
    posting = confirmed(case, world)
    assert (posting.entries, posting.pending) == ((), ("cause",))
    redetermined(case, world)
    assert standing(case)[("share", "四抄车间")] == "2730.00"


def test_a_determination_changed_later_moves_the_money(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    redetermined(case, world, cause="hidden")
    assert ledger(case)[3:] == [("share", "四抄车间", "780.00"), ("share", "质检处", "-780.00")]


def test_shares_decided_by_a_person_are_posted_instead_of_the_computed_ones(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    manual = shares(("warehouse", "物资处", "0.6000"), ("carrier", "承运单位", "0.4000"))
    redetermined(case, world, cause="packaging", packaging_stage="dispatch", manual_shares=manual, reason="录像为证")
    assert standing(case) == {
        ("return", ""): "3900.00",
        ("share", "物资处"): "2340.00",
        ("shortfall", "公司"): "1560.00",
    }


def test_a_unit_outside_the_regulation_may_bear_a_decided_share(world: World) -> None:
    manual = shares(("service", "售后服务部", "0.2500"), ("workshop_4", "四抄车间", "0.7500"))
    case = settling_case(world, cause="", manual_shares=manual, reason="指导有误")
    confirmed(case, world)
    assert standing(case)[("share", "售后服务部")] == "975.00"


def test_output_is_taken_off_the_workshop_and_paid_by_the_others(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world, compensation(case, 2, price="4000.00", method="output"))
    entries = list(LedgerEntry.objects.filter(case=case).order_by("sequence"))
    assert drawn(entries) == [
        ("compensate", "", "2400.00"),
        ("share", "四抄车间", "0.00"),
        ("share", "质检处", "2400.00"),
    ]
    assert [str(entry.tonnes) for entry in entries] == ["1.400", "1.400", "0.000"]


def test_a_determination_that_leaves_output_without_a_workshop_is_refused_whole(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world, compensation(case, 2, price="4000.00", method="output"))
    with pytest.raises(FactsContradict, match="车间没有份额"):
        redetermined(case, world, cause="transport")


def test_goodwill_is_the_companys(world: World) -> None:
    case = settling_case(world, cause="user_misuse")
    assert confirmed(case, world).pending == ("not_compensable",)
    goodwill = Goodwill.objects.create(case=case, reason="老客户", by=world.deputy_gm, at=CONFIRMED_AT)
    trigger = f"goodwill:{goodwill.pk}"
    post_after_determination(case=case, trigger=trigger, by=world.deputy_gm, at=CONFIRMED_AT)
    assert standing(case) == {("return", ""): "3900.00", ("share", "公司"): "3900.00"}


def test_an_expense_waits_for_a_settlement(world: World) -> None:
    case = settling_case(world)
    expense(case, world, "260.00")
    assert ledger(case) == []
    confirmed(case, world)
    assert standing(case)[("expense", "")] == "260.00"
    assert is_balanced(case)


def test_an_expense_in_the_ledger_is_not_cancelled_but_reversed(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    spent = expense(case, world)
    with pytest.raises(AlreadyPosted, match="红冲"):
        cancel_expense(expense=spent, reason="记错", by=world.tech_engineer, at=CONFIRMED_AT)


def test_an_expense_outside_the_ledger_is_cancelled_and_its_voucher_free_again(world: World) -> None:
    case = settling_case(world)
    cancel_expense(expense=expense(case, world), reason="记错", by=world.tech_engineer, at=CONFIRMED_AT)
    expense(case, world, "1700.00")
    confirmed(case, world)
    assert standing(case)[("expense", "")] == "1700.00"


def test_while_a_claim_is_open_the_rest_is_an_advance_of_the_company(world: World) -> None:
    case = settling_case(world, cause="transport", is_sales_mistake=True)
    confirmed(case, world)
    assert standing(case)[("shortfall", "销售处")] == "3900.00"
    claim(case, world)
    assert standing(case) == {("return", ""): "3900.00", ("advance", "公司"): "3900.00"}


def test_money_received_lessens_the_advance_once_finance_has_confirmed_it(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    opened = claim(case, world)
    row = receipt(opened, world, "1500.00")
    assert ("recovery", "承运单位") not in standing(case)
    confirm_receipt(receipt=row, by=world.finance, at=CONFIRMED_AT)
    assert standing(case) == {
        ("return", ""): "3900.00",
        ("recovery", "承运单位"): "1500.00",
        ("advance", "公司"): "2400.00",
    }


def test_money_refused_by_finance_counts_nowhere(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    row = receipt(claim(case, world), world, "1500.00")
    refuse_receipt(receipt=row, reason="未到账", by=world.finance, at=CONFIRMED_AT)
    assert ("recovery", "承运单位") not in standing(case)
    with pytest.raises(NotInThisState):
        confirm_receipt(receipt=row, by=world.finance, at=CONFIRMED_AT)


def test_closing_a_claim_puts_the_rest_on_sales_where_its_mistake_was_confirmed(world: World) -> None:
    case = settling_case(world, cause="transport", is_sales_mistake=True)
    confirmed(case, world)
    opened = claim(case, world)
    received(opened, world, "1500.00")
    close_claim(claim=opened, reason="对方只赔这些", by=world.sales_clerk, at=CONFIRMED_AT)
    assert standing(case) == {
        ("return", ""): "3900.00",
        ("recovery", "承运单位"): "1500.00",
        ("shortfall", "销售处"): "2400.00",
    }


def test_a_claim_is_not_closed_while_money_waits_for_finance(world: World) -> None:
    case = settling_case(world, cause="transport")
    opened = claim(case, world)
    receipt(opened, world, "1.00")
    with pytest.raises(NotInThisState, match="等财务确认"):
        close_claim(claim=opened, reason="了结", by=world.sales_clerk, at=CONFIRMED_AT)


def test_money_above_the_carriers_part_is_income_of_the_company(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    received(claim(case, world), world, "4000.00")
    assert standing(case) == {
        ("return", ""): "3900.00",
        ("recovery", "承运单位"): "3900.00",
        ("income", ""): "-100.00",
        ("income", "公司"): "-100.00",
    }
    assert is_balanced(case)


def test_there_is_nothing_to_claim_without_an_external_share(world: World) -> None:
    with pytest.raises(NoExternalShare):
        claim(settling_case(world), world)


def test_nobody_confirms_money_they_entered(world: World) -> None:
    case = settling_case(world, cause="transport")
    row = receipt(claim(case, world), world, "10.00")
    type(row).objects.filter(pk=row.pk).update(entered_by=world.finance)
    with pytest.raises(SelfApproval):
        confirm_receipt(receipt=row, by=world.finance, at=CONFIRMED_AT)


def test_a_late_card_that_cost_evidence_and_handling_is_shared_by_sales_and_company(world: World) -> None:
    case = settling_case(world)
    found = late_card(case, world)
    confirmed(case, world, exchange(case, 1, transport="650.00", storage="120.01"))
    finding = effect(found, world, "evidence_and_handling")
    trigger = f"delay_finding:{finding.pk}"
    post_after_determination(case=case, trigger=trigger, by=world.deputy_gm, at=CONFIRMED_AT)
    assert standing(case) == {
        ("exchange", ""): "770.01",
        ("share", "销售处"): "385.01",
        ("share", "公司"): "385.00",
    }


def test_posting_again_for_nothing_new_posts_nothing(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    again = Trigger("determination:1", "confirmed", date(2026, 10, 22))
    assert post_case(case=case, trigger=again, by=world.tech_head, at=CONFIRMED_AT).entries == ()


def test_an_entry_counts_in_the_month_of_its_fact(world: World) -> None:
    case = settling_case(world)
    posting = confirmed(case, world, on=date(2026, 10, 20))
    assert {entry.period for entry in posting.entries} == {date(2026, 10, 1)}


def test_a_fact_of_a_month_already_reported_counts_in_the_next_open_one(world: World) -> None:
    sealed(date(2026, 10, 1))
    posting = confirmed(settling_case(world), world)
    assert {entry.period for entry in posting.entries} == {date(2026, 11, 1)}
    assert {entry.fact_on for entry in posting.entries} == {date(2026, 10, 21)}


def test_a_report_that_is_held_leaves_its_month_open(world: World) -> None:
    MonthReport.objects.create(
        month=date(2026, 10, 1), state=ReportState.HELD, built_at=CONFIRMED_AT, due_at=CONFIRMED_AT
    )
    posting = confirmed(settling_case(world), world)
    assert {entry.period for entry in posting.entries} == {date(2026, 10, 1)}


def test_a_month_before_a_reported_one_is_closed_too(world: World) -> None:
    sealed(date(2026, 10, 1))
    posting = confirmed(settling_case(world, filed_at=at("2026-09-07 10:00")), world, on=date(2026, 9, 30))
    assert {entry.period for entry in posting.entries} == {date(2026, 11, 1)}


def test_a_unit_that_is_charged_sees_the_case(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    assert set(case.concerned_units.values_list("unit__code", flat=True)) >= {"workshop_4", "quality_inspection"}


def test_the_name_a_unit_bore_stays_in_the_entry(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    unit = world.unit["quality_inspection"]
    unit.name = "质量管理处"
    unit.save()
    assert ledger(case)[2] == ("share", "质检处", "1170.00")


def test_a_breach_waived_has_no_effect_on_the_division(world: World) -> None:
    case = settling_case(world)
    found = late_card(case, world)
    effect(found, world, "evidence_and_handling")
    found.waived_by, found.waived_at = world.deputy_gm, CONFIRMED_AT
    found.save()
    confirmed(case, world)
    assert standing(case)[("share", "四抄车间")] == "2730.00"


def sealed(month: date) -> None:
    MonthReport.objects.create(
        month=month,
        state=ReportState.ISSUED,
        built_at=CONFIRMED_AT,
        due_at=CONFIRMED_AT,
        issued_at=CONFIRMED_AT,
        figures_hash="a" * 64,
    )
