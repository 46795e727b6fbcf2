"""Fines: proposed by a missed clock, decided by the right person, posted once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.models import Case, ClockKind, DeadlineBreach
from cases.services.waive_breach import waive_breach
from penalties.models import Fine, FineState
from penalties.models.ledger import LedgerEntry
from penalties.services.confirm_fine import confirm_fine, drop_fine
from penalties.services.errors import BreachWaived, NotInThisState
from penalties.services.post_ledger import post_after_determination
from penalties.services.propose_fines import propose_fines
from penalties.services.sweep_fines import sweep_fines
from tests.settled import CONFIRMED_AT, breach, confirmed, effect, late_card, ledger, settling_case, standing
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.regulation import selectors
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.parameter_keys import ParameterKey

pytestmark = pytest.mark.django_db
NOW = CONFIRMED_AT


def late_case(world: World, kind: str = "evidence") -> tuple[Case, DeadlineBreach]:
    case = settling_case(world)
    found = late_card(case, world)
    effect(found, world, kind)
    return case, found


def proposed(case: Case) -> list[tuple[str, str, str, str]]:
    rows = Fine.objects.filter(case=case, state=FineState.PROPOSED).order_by("kind")
    return [(fine.kind, fine.unit.name, str(fine.amount), fine.clause) for fine in rows]


def test_a_late_card_that_cost_evidence_brings_a_fine_once_something_is_settled(world: World) -> None:
    case, _ = late_case(world)
    propose_fines(case=case, at=NOW)
    assert proposed(case) == []
    confirmed(case, world)
    assert proposed(case) == [("card_filing", "销售处", "200.00", "P.四.1(1)")]


@pytest.mark.parametrize("kind", ["none", "evidence_and_handling"])
def test_another_effect_brings_no_fine(world: World, kind: str) -> None:
    case, _ = late_case(world, kind)
    confirmed(case, world)
    assert proposed(case) == []


def test_a_late_reply_brings_a_fine_without_any_settlement(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    assert proposed(case) == [("reply", "技术中心", "200.00", "P.四.2")]


def test_a_late_report_of_the_user_is_nobodys_fine(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.USER_REPORT, unit=None)
    propose_fines(case=case, at=NOW)
    assert proposed(case) == []


def test_a_fine_is_proposed_once_whatever_is_repeated(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY)
    assert len(propose_fines(case=case, at=NOW)) == 1
    assert propose_fines(case=case, at=NOW) == []
    assert sweep_fines(at=NOW) == 0


def test_a_second_breach_of_the_same_clock_is_not_fined_again(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY)
    breach(case, world, ClockKind.REPLY, due_at=at("2026-10-30 00:00"))
    propose_fines(case=case, at=NOW)
    assert len(proposed(case)) == 1


def test_the_sweep_proposes_what_no_act_did(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY)
    assert sweep_fines(at=NOW) == 1
    assert len(proposed(case)) == 1


def test_a_waived_breach_is_not_fined(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY, waived_by=world.deputy_gm, waived_at=NOW)
    propose_fines(case=case, at=NOW)
    assert (proposed(case), sweep_fines(at=NOW)) == ([], 0)


def test_an_overturned_breach_is_not_fined(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY, overturned_at=NOW)
    assert sweep_fines(at=NOW) == 0


def with_go_live(monkeypatch: pytest.MonkeyPatch, world: World, day: date) -> None:
    """The world's version as if it had been enacted with that day: an enacted one cannot be altered, even here."""
    version = world.after_sales_version
    found = selectors.parameters_of(version)
    values = dict(found._values) | {ParameterKey.GO_LIVE_ON: day}
    copy = object.__new__(type(found))
    for name in ("code", "family", "title", "effective_from"):
        setattr(copy, name, getattr(found, name))
    copy._values = values
    monkeypatch.setitem(selectors._enacted_sets, (version.pk, version.code), copy)


def test_before_the_rules_went_live_nothing_is_fined(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY)
    due_on = local_day(found.due_at)
    with_go_live(monkeypatch, world, due_on + timedelta(days=1))
    assert sweep_fines(at=NOW) == 0
    propose_fines(case=case, at=NOW)
    assert proposed(case) == []
    with_go_live(monkeypatch, world, due_on)
    propose_fines(case=case, at=NOW)
    assert len(proposed(case)) == 1


def test_a_confirmed_fine_is_posted_in_the_month_the_deadline_passed(world: World) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY, due_at=at("2026-09-30 00:00"))
    propose_fines(case=case, at=NOW)
    confirm_fine(fine=found.fine, by=world.enterprise_management, at=NOW)
    entry = LedgerEntry.objects.get(case=case)
    assert (entry.kind, entry.unit_name, str(entry.amount), entry.clause) == ("fine", "技术中心", "200.00", "P.四.2")
    assert (entry.period, entry.fact_on) == (date(2026, 9, 1), date(2026, 9, 30))


def test_each_unit_is_fined_by_another(world: World) -> None:
    case, card = late_case(world)
    confirmed(case, world)
    reply = breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    for person in (world.tech_head, world.tech_engineer, world.sales_head, world.deputy_gm):
        with pytest.raises(NotAllowed):
            confirm_fine(fine=reply.fine, by=person, at=NOW)
    for person in (world.enterprise_management, world.sales_head, world.auditor):
        with pytest.raises(NotAllowed):
            confirm_fine(fine=card.fine, by=person, at=NOW)
    confirm_fine(fine=card.fine, by=world.tech_head, at=NOW)
    confirm_fine(fine=reply.fine, by=world.enterprise_management, at=NOW)
    assert standing(case)[("fine", "销售处")] == standing(case)[("fine", "技术中心")] == "200.00"


def test_a_fine_is_confirmed_once(world: World) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    confirm_fine(fine=found.fine, by=world.enterprise_management, at=NOW)
    with pytest.raises(NotInThisState, match="曾丽已办理"):
        confirm_fine(fine=found.fine, by=world.enterprise_management, at=NOW)
    assert ledger(case) == [("fine", "技术中心", "200.00")]


def test_a_dropped_fine_is_not_posted_and_not_proposed_again(world: World) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    drop_fine(fine=found.fine, reason="客户要求延后", by=world.enterprise_management, at=NOW)
    propose_fines(case=case, at=NOW)
    assert (proposed(case), ledger(case), sweep_fines(at=NOW)) == ([], [], 0)


def test_a_waiver_takes_a_proposal_away(world: World) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    fine = found.fine
    waive_breach(breach=found, reason="等客户样品 9天", by=world.deputy_gm, at=NOW)
    sweep_fines(at=NOW)
    assert not Fine.objects.filter(pk=fine.pk).exists()
    with pytest.raises(NotInThisState):
        confirm_fine(fine=fine, by=world.enterprise_management, at=NOW)


def test_a_waived_breach_that_still_has_its_proposal_cannot_be_fined(world: World) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    DeadlineBreach.objects.filter(pk=found.pk).update(waived_by=world.deputy_gm, waived_at=NOW)
    with pytest.raises(BreachWaived):
        confirm_fine(fine=found.fine, by=world.enterprise_management, at=NOW)


def test_a_waiver_after_the_fine_takes_the_money_back(world: World) -> None:
    case = settling_case(world)
    found = breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    confirm_fine(fine=found.fine, by=world.enterprise_management, at=NOW)
    waive_breach(breach=found, reason="等客户样品 9天", by=world.deputy_gm, at=NOW)
    sweep_fines(at=NOW)
    assert ledger(case) == [("fine", "技术中心", "200.00"), ("fine", "技术中心", "-200.00")]
    assert sweep_fines(at=NOW) == 0


def test_an_effect_found_to_be_another_takes_the_fine_back(world: World) -> None:
    case, found = late_case(world)
    confirmed(case, world)
    confirm_fine(fine=found.fine, by=world.tech_head, at=NOW)
    finding = effect(found, world, "none", ordinal=2)
    trigger = f"delay_finding:{finding.pk}"
    post_after_determination(case=case, trigger=trigger, by=world.tech_head, at=NOW)
    assert ("fine", "销售处") not in standing(case)


def test_whoever_confirms_is_told(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    told = InboxMessage.objects.filter(title__contains="确认对技术中心的罚款 200.00 元")
    assert [message.user.username for message in told] == ["enterprise_management"]
    assert Decimal("200.00") == Fine.objects.get(case=case).amount


def test_a_late_card_that_turned_out_to_be_timely_is_divided_by_the_shares_again(world: World) -> None:
    case, found = late_case(world, "evidence_and_handling")
    confirmed(case, world)
    assert standing(case)[("share", "销售处")] == "1950.00"
    DeadlineBreach.objects.filter(pk=found.pk).update(overturned_at=at("2026-10-23 09:00"))
    assert sweep_fines(at=at("2026-10-23 09:01")) == 1
    assert standing(case) == {("return", ""): "3900.00", ("share", "四抄车间"): "2730.00", ("share", "质检处"): "1170.00"}
    assert sweep_fines(at=at("2026-10-23 09:02")) == 0
