"""红冲: a wrong fact is undone by entries that point back, and entered anew."""

from datetime import date
from decimal import Decimal

import pytest

from cases.models import CaseState, ClockKind
from penalties.models import FineState, MonthReport, ReportState, SettlementState
from penalties.models.ledger import LedgerEntry
from penalties.selectors.verification import verify_ledger
from penalties.services.confirm_fine import confirm_fine
from penalties.services.errors import CannotReverse
from penalties.services.guards import ReasonMissing
from penalties.services.post_ledger import post_after_determination
from penalties.services.propose_fines import propose_fines
from penalties.services.reverse_entry import reverse_entry
from tests.settled import (
    CONFIRMED_AT,
    breach,
    claim,
    confirmed,
    content,
    determine,
    exchange,
    expense,
    is_balanced,
    ledger,
    received,
    settling_case,
    standing,
)
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
LATER = at("2026-11-03 09:00")


def entry(kind: str, unit: str = "") -> LedgerEntry:
    return LedgerEntry.objects.filter(kind=kind, unit_name=unit, reverses=None).order_by("sequence")[0]


def reverse(found: LedgerEntry, world: World, reason: str = "磅单读错") -> None:
    reverse_entry(entry=found, reason=reason, by=world.tech_head, at=LATER)


def test_every_entry_of_the_wrong_settlement_is_undone_and_points_back(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    reverse(entry("share", "质检处"), world)
    assert ledger(case)[3:] == [
        ("return", "", "-3900.00"),
        ("share", "四抄车间", "-2730.00"),
        ("share", "质检处", "-1170.00"),
    ]
    pairs = LedgerEntry.objects.exclude(reverses=None).values_list("reverses__sequence", "reason", "formula")
    assert sorted(pairs)[0] == (1, "磅单读错", "冲销 #1（10月）")
    assert case.settlements.get().state == SettlementState.CANCELLED
    assert standing(case) == {} and is_balanced(case)


def test_what_the_other_facts_ask_for_stays(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    confirmed(case, world, exchange(case, 2))
    expense(case, world)
    reverse(entry("return"), world)
    assert standing(case) == {
        ("exchange", ""): "770.00",
        ("expense", ""): "1800.00",
        ("share", "四抄车间"): "1799.00",
        ("share", "质检处"): "771.00",
    }
    assert is_balanced(case)


def test_a_settlement_reversed_after_another_determination_leaves_nothing_behind(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    found = determine(case, world, cause="hidden")
    trigger = f"determination:{found.pk}"
    post_after_determination(case=case, trigger=trigger, by=world.tech_head, at=CONFIRMED_AT)
    reverse(entry("return"), world)
    assert standing(case) == {} and is_balanced(case)
    assert verify_ledger().findings == ()


def test_the_reversal_counts_in_the_originals_month_while_that_is_open(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    reverse(entry("return"), world)
    assert set(LedgerEntry.objects.values_list("period", flat=True)) == {date(2026, 10, 1)}


def test_the_reversal_counts_in_the_open_month_once_the_originals_is_closed(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    MonthReport.objects.create(
        month=date(2026, 10, 1), state=ReportState.SIGNED, built_at=LATER, due_at=LATER, issued_at=LATER,
        figures_hash="a" * 64,
    )  # fmt: skip
    reverse(entry("return"), world)
    reversals = LedgerEntry.objects.exclude(reverses=None)
    assert set(reversals.values_list("period", flat=True)) == {date(2026, 11, 1)}


def test_the_right_settlement_is_entered_anew_and_its_entries_point_to_the_wrong_ones(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    wrong = case.settlements.get()
    reverse(entry("return"), world)
    confirmed(case, world, content(case, tonnes=Decimal("2.350"), replaces_id=wrong.pk))
    anew = LedgerEntry.objects.filter(sequence__gt=6).order_by("sequence")
    assert [(row.kind, str(row.amount), row.corrects.sequence) for row in anew if row.corrects] == [
        ("return", "2820.00", 1),
        ("share", "1974.00", 2),
        ("share", "846.00", 3),
    ]


def test_a_settlement_is_corrected_once(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    wrong = case.settlements.get()
    with pytest.raises(InvalidInput, match="没有红冲"):
        confirmed(case, world, content(case, 2, replaces_id=wrong.pk))
    reverse(entry("return"), world)
    confirmed(case, world, content(case, replaces_id=wrong.pk))
    with pytest.raises(InvalidInput, match="已更正过"):
        confirmed(case, world, content(case, 2, replaces_id=wrong.pk))


def test_an_expense_is_reversed_and_its_voucher_free_again(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    expense(case, world)
    reverse(entry("expense"), world)
    assert standing(case)[("share", "四抄车间")] == "2730.00"
    assert expense(case, world, "180.00").amount == Decimal("180.00")


def test_a_receipt_is_reversed_and_the_carrier_owes_again(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    received(claim(case, world), world, "1500.00")
    reverse(entry("recovery", "承运单位"), world)
    assert standing(case) == {("return", ""): "3900.00", ("advance", "公司"): "3900.00"}
    assert is_balanced(case)


def test_a_fine_is_reversed_and_dropped(world: World) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=CONFIRMED_AT)
    confirm_fine(fine=found.fine, by=world.enterprise_management, at=CONFIRMED_AT)
    reverse(entry("fine", "技术中心"), world)
    found.fine.refresh_from_db()
    assert (standing(case), found.fine.state) == ({}, FineState.DROPPED)


def test_an_entry_is_reversed_once(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    reverse(entry("return"), world)
    with pytest.raises(CannotReverse, match="已由 #4 红冲"):
        reverse(entry("return"), world)


def test_a_reversal_is_not_reversed(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    reverse(entry("return"), world)
    with pytest.raises(CannotReverse, match="本身就是红冲"):
        reverse(LedgerEntry.objects.get(sequence=4), world)


def test_an_entry_of_a_determination_is_corrected_by_determining_anew(world: World) -> None:
    case = settling_case(world, is_determined=False)
    confirmed(case, world)
    found = determine(case, world)
    trigger = f"determination:{found.pk}"
    post_after_determination(case=case, trigger=trigger, by=world.tech_head, at=CONFIRMED_AT)
    with pytest.raises(CannotReverse, match="重新认定"):
        reverse(entry("share", "质检处"), world)


def test_a_reason_is_asked_for(world: World) -> None:
    confirmed(settling_case(world), world)
    with pytest.raises(ReasonMissing):
        reverse(entry("return"), world, "  ")


@pytest.mark.parametrize("who", ["tech_engineer", "sales_head", "deputy_gm", "enterprise_management", "admin"])
def test_only_the_head_of_the_technical_centre_reverses(world: World, who: str) -> None:
    confirmed(settling_case(world), world)
    with pytest.raises(NotAllowed):
        reverse_entry(entry=entry("return"), reason="x", by=getattr(world, who), at=LATER)


def test_a_closed_case_may_still_be_corrected(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    type(case).objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_at=LATER)
    reverse(entry("return"), world)
    assert standing(case) == {}


def test_whoever_entered_the_wrong_fact_is_asked_for_the_right_one(world: World) -> None:
    confirmed(settling_case(world), world)
    reverse(entry("return"), world)
    told = InboxMessage.objects.filter(title__contains="重新登记结算")
    assert [message.user.username for message in told] == ["sales_clerk"]
