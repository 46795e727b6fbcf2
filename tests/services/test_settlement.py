"""Agreeing, carrying out and confirming settlements."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Case, CaseState
from penalties.models import SettlementKind, SettlementState
from penalties.models.ledger import LedgerEntry
from penalties.services.agree_settlement import agree_settlement
from penalties.services.cancel_settlement import cancel_settlement, send_back_settlement
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.errors import (
    AboveCeiling,
    AboveTier,
    NotInThisState,
    NotYetApproved,
    NotYours,
    RollSettledElsewhere,
    SecondPerson,
    WrongRolls,
)
from penalties.services.execute_settlement import execute_settlement
from penalties.services.guards import ReasonMissing
from penalties.services.settlement_content import ExecutionContent
from tests.settled import (
    AGREED_AT,
    CONFIRMED_AT,
    EXECUTED_AT,
    EXECUTED_ON,
    agreed,
    compensation,
    confirmed,
    content,
    exchange,
    executed,
    give_ceilings,
    settling_case,
    shares,
)
from tests.world import World
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db


def agree(case: Case, world: World, **changes: Any) -> Any:
    facts = {"content": content(case), "by": world.sales_clerk, "at": AGREED_AT}
    return agree_settlement(case=case, **facts | changes)


def test_an_agreed_return_is_counted_by_the_fee_of_the_machine(world: World) -> None:
    settlement = agreed(settling_case(world), world)
    assert (settlement.state, settlement.amount) == (SettlementState.AGREED, Decimal("3900.00"))
    assert not LedgerEntry.objects.exists()


def test_an_agreed_compensation_is_counted_by_price_whatever_the_method(world: World) -> None:
    case = settling_case(world)
    assert agreed(case, world, compensation(case, 3, method="output", price="5200.00")).amount == Decimal("7800.00")


def test_an_agreed_exchange_is_counted_by_its_costs(world: World) -> None:
    case = settling_case(world)
    assert agreed(case, world, exchange(case)).amount == Decimal("770.00")


def test_nothing_is_agreed_before_the_opinion_is_approved(world: World) -> None:
    case = settling_case(world)
    Case.objects.filter(pk=case.pk).update(state=CaseState.IN_APPROVAL)
    with pytest.raises(NotYetApproved):
        agree(case, world)


def test_an_approved_opinion_is_enough_before_the_reply(world: World) -> None:
    case = settling_case(world)
    Case.objects.filter(pk=case.pk).update(state=CaseState.APPROVED)
    assert agree(case, world).pk


def test_nothing_is_agreed_where_the_opinion_says_nothing_is_to_be_compensated(world: World) -> None:
    case = settling_case(world)
    give_ceilings(case, world, ("0", "0", "0"), is_compensable=False)
    with pytest.raises(NotYetApproved, match="不予退赔换"):
        agree(case, world)


def test_the_ceiling_itself_may_be_agreed(world: World) -> None:
    assert agree(settling_case(world, ceilings=("3900.00", "0", "0")), world).amount == Decimal("3900.00")


def test_a_fen_above_the_ceiling_is_refused_with_what_remains(world: World) -> None:
    with pytest.raises(AboveCeiling, match=r"还可约定 3,899\.99 元") as refusal:
        agree(settling_case(world, ceilings=("3899.99", "0", "0")), world)
    assert refusal.value.field == "tonnes"


def test_a_ceiling_counts_all_settlements_of_its_kind_together(world: World) -> None:
    case = settling_case(world, ceilings=("6000.00", "9000.00", "0"))
    agreed(case, world)
    with pytest.raises(AboveCeiling, match=r"还可约定 2,100\.00 元"):
        agree(case, world, content=content(case, 2))
    assert agreed(case, world, content(case, 2, tonnes=Decimal("1.750"))).amount == Decimal("2100.00")


def test_a_ceiling_of_one_kind_is_not_touched_by_another(world: World) -> None:
    case = settling_case(world, ceilings=("3900.00", "770.00", "770.00"))
    agreed(case, world)
    assert agreed(case, world, exchange(case, 2)).amount == Decimal("770.00")


def test_a_cancelled_settlement_gives_its_ceiling_back(world: World) -> None:
    case = settling_case(world, ceilings=("3900.00", "0", "0"))
    cancel_settlement(settlement=agreed(case, world), reason="客户改主意", by=world.sales_clerk, at=AGREED_AT)
    assert agreed(case, world).amount == Decimal("3900.00")


def test_exactly_the_limit_of_the_tier_may_be_settled(world: World) -> None:
    case = settling_case(world, tier="minor", loss="800.00", rolls=["9.000"])
    what = content(case, is_repulped=False, assessed_loss=Decimal("1000.00"))
    assert agree(case, world, content=what).amount == Decimal("1000.00")


def test_more_than_the_limit_of_the_tier_asks_for_another_triage(world: World) -> None:
    case = settling_case(world, tier="minor", loss="800.00", rolls=["9.000"])
    what = content(case, is_repulped=False, assessed_loss=Decimal("1000.01"))
    with pytest.raises(AboveTier, match="重新分级"):
        agree(case, world, content=what)


def test_the_limit_of_the_tier_counts_all_kinds_together(world: World) -> None:
    case = settling_case(world)
    agreed(case, world, content(case, 1, is_repulped=False, assessed_loss=Decimal("9000.00")))
    agreed(case, world, exchange(case, 2, transport="1000.00", storage="0"))
    with pytest.raises(AboveTier):
        agree(case, world, content=exchange(case, 3, transport="0.01", storage="0"))


def test_a_major_case_has_no_limit_of_its_tier(world: World) -> None:
    case = settling_case(world, tier="major", loss="36000.00", ceilings=("99999.00", "0", "0"))
    what = content(case, is_repulped=False, assessed_loss=Decimal("90000.00"))
    assert agree(case, world, content=what).pk


def test_a_roll_is_settled_once_within_a_case(world: World) -> None:
    case = settling_case(world)
    agreed(case, world)
    with pytest.raises(RollSettledElsewhere, match="一卷只结算一次"):
        agree(case, world)


def test_a_roll_is_settled_once_across_cases(world: World) -> None:
    first, second = settling_case(world), settling_case(world)
    second.card.lines.filter(position=1).update(roll_no=first.card.lines.get(position=1).roll_no)
    agreed(first, world)
    with pytest.raises(RollSettledElsewhere, match=first.number) as refusal:
        agree(second, world)
    assert refusal.value.field == "lines"


def test_a_roll_of_another_card_is_refused(world: World) -> None:
    first, second = settling_case(world), settling_case(world)
    with pytest.raises(WrongRolls):
        agree(first, world, content=content(second))


def test_more_tonnes_than_the_rolls_weigh_are_refused(world: World) -> None:
    case = settling_case(world)
    with pytest.raises(InvalidInput, match=r"共 3\.250 吨"):
        agree(case, world, content=content(case, tonnes=Decimal("3.251")))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"line_ids": ()}, {"lines"}),
        ({"tonnes": None}, {"tonnes"}),
        ({"tonnes": Decimal("0")}, {"tonnes"}),
        ({"is_repulped": None}, {"is_repulped"}),
        ({"is_repulped": False}, {"assessed_loss"}),
        ({"kind": SettlementKind.COMPENSATE}, {"ex_works_price", "method"}),
        ({"kind": SettlementKind.COMPENSATE, "method": "price", "ex_works_price": Decimal("0")}, {"ex_works_price"}),
        ({"kind": SettlementKind.EXCHANGE}, {"transport_cost", "storage_cost"}),
        (
            {"kind": SettlementKind.EXCHANGE, "transport_cost": Decimal("0"), "storage_cost": Decimal("0")},
            {"transport_cost"},
        ),
    ],
)
def test_what_a_kind_needs_is_asked_for_at_its_field(world: World, changes: Any, fields: set[str]) -> None:
    case = settling_case(world)
    with pytest.raises(InvalidInput) as refusal:
        agree(case, world, content=content(case, **changes))
    assert set(refusal.value.faults) == fields


def test_re_pulping_on_a_machine_without_a_fee_names_the_machine(world: World) -> None:
    case = settling_case(world)
    case.machine.number = 9
    case.machine.save()
    with pytest.raises(InvalidInput, match="9号纸机") as refusal:
        agree(case, world)
    assert refusal.value.field == "is_repulped"


def test_output_is_not_taken_off_a_workshop_without_a_share(world: World) -> None:
    case = settling_case(world, cause="transport")
    with pytest.raises(InvalidInput, match="车间没有份额"):
        agree(case, world, content=compensation(case, 3, method="output"))


def test_output_waits_for_the_determination(world: World) -> None:
    case = settling_case(world, is_determined=False)
    with pytest.raises(InvalidInput, match="责任认定后"):
        agree(case, world, content=compensation(case, 3, method="output"))


def test_output_may_be_taken_where_a_person_gave_the_workshop_a_share(world: World) -> None:
    manual = shares(("workshop_4", "四抄车间", "0.5000"), ("warehouse", "物资处", "0.5000"))
    case = settling_case(world, cause="", manual_shares=manual, reason="记录不全")
    assert agree(case, world, content=compensation(case, 3, method="output")).pk


def test_a_clerk_settles_own_cases_only(world: World) -> None:
    with pytest.raises(NotYours):
        agree(settling_case(world), world, by=world.sales_clerk2)


def test_the_head_of_sales_settles_every_case(world: World) -> None:
    assert agree(settling_case(world), world, by=world.sales_head).pk


@pytest.mark.parametrize("who", ["tech_engineer", "tech_head", "deputy_gm", "finance", "auditor", "admin"])
def test_nobody_outside_sales_settles(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        agree(settling_case(world), world, by=getattr(world, who))


def test_a_page_drawn_before_a_change_is_stale(world: World) -> None:
    case = settling_case(world)
    agreed(case, world)
    with pytest.raises(StalePage):
        agree(case, world, content=content(case, 2), seen_version=case.version)


def test_the_actual_figures_take_the_place_of_the_agreed_ones(world: World) -> None:
    case = settling_case(world)
    settlement = executed(case, world, tonnes=Decimal("3.180"))
    assert (settlement.tonnes, settlement.amount) == (Decimal("3.180"), Decimal("3816.00"))
    event = case_event(case, "execute_settlement")
    assert ["吨数", "3.250", "3.180"] in event.changes and ["金额", "3,900.00", "3,816.00"] in event.changes


def test_actual_figures_above_the_ceiling_are_refused(world: World) -> None:
    case = settling_case(world, ceilings=("3900.00", "0", "0"))
    with pytest.raises(AboveCeiling):
        executed(case, world, tonnes=Decimal("3.251"))


@pytest.mark.parametrize(
    ("document_no", "days", "field"), [("", 0, "document_no"), ("RK", 1, "executed_on"), ("RK", -30, "executed_on")]
)
def test_a_document_and_a_possible_day_are_asked_for(world: World, document_no: str, days: int, field: str) -> None:
    settlement = agreed(settling_case(world), world)
    what = ExecutionContent(document_no=document_no, executed_on=EXECUTED_ON + timedelta(days=days))
    with pytest.raises(InvalidInput) as refusal:
        execute_settlement(settlement=settlement, content=what, by=world.sales_clerk, at=EXECUTED_AT)
    assert set(refusal.value.faults) == {field}


def test_what_was_executed_is_not_executed_again(world: World) -> None:
    settlement = executed(settling_case(world), world)
    what = ExecutionContent(document_no="RK-2", executed_on=EXECUTED_ON)
    with pytest.raises(NotInThisState):
        execute_settlement(settlement=settlement, content=what, by=world.sales_clerk, at=EXECUTED_AT)


def test_the_head_of_sales_is_asked_to_confirm(world: World) -> None:
    executed(settling_case(world), world)
    assert [message.user.username for message in InboxMessage.objects.filter(title__contains="确认第1笔")] == ["sales_head"]


def test_who_agreed_and_executed_cannot_confirm(world: World) -> None:
    settlement = executed(settling_case(world), world)
    with pytest.raises(SecondPerson):
        confirm_settlement(settlement=settlement, by=world.sales_clerk, at=CONFIRMED_AT)


def test_who_only_agreed_cannot_confirm_either(world: World) -> None:
    settlement = agreed(settling_case(world), world)
    what = ExecutionContent(document_no="RK-1", executed_on=EXECUTED_ON)
    execute_settlement(settlement=settlement, content=what, by=world.sales_head, at=EXECUTED_AT)
    for person in (world.sales_clerk, world.sales_head):
        with pytest.raises(SecondPerson):
            confirm_settlement(settlement=settlement, by=person, at=CONFIRMED_AT)
    assert confirm_settlement(settlement=settlement, by=world.sales_clerk2, at=CONFIRMED_AT).entries


def test_what_is_only_agreed_cannot_be_confirmed(world: World) -> None:
    with pytest.raises(NotInThisState):
        confirm_settlement(settlement=agreed(settling_case(world), world), by=world.sales_head, at=CONFIRMED_AT)


def test_a_second_confirmation_says_who_was_first(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    settlement = case.settlements.get()
    with pytest.raises(NotInThisState, match="陈志强已确认"):
        confirm_settlement(settlement=settlement, by=world.sales_clerk2, at=CONFIRMED_AT)
    assert LedgerEntry.objects.filter(case=case).count() == 3


def test_a_confirmed_settlement_is_not_cancelled_but_reversed(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    with pytest.raises(NotInThisState, match="红冲"):
        cancel_settlement(settlement=case.settlements.get(), reason="x", by=world.sales_clerk, at=CONFIRMED_AT)


def test_cancelling_needs_a_reason(world: World) -> None:
    with pytest.raises(ReasonMissing):
        cancel_settlement(settlement=agreed(settling_case(world), world), reason=" ", by=world.sales_clerk, at=AGREED_AT)


def test_the_second_person_may_send_the_figures_back(world: World) -> None:
    case = settling_case(world)
    settlement = executed(case, world)
    send_back_settlement(settlement=settlement, reason="磅单看不清", by=world.sales_head, at=CONFIRMED_AT)
    settlement.refresh_from_db()
    assert (settlement.state, settlement.executed_by) == (SettlementState.AGREED, None)


def case_event(case: Case, verb: str) -> Any:
    return Event.objects.get(stream=case.stream, verb=verb)
