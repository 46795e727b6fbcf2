"""Triage and re-triage: the tier, the reply's due instant and the chain, by the bound version (P.二.2)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cases.models import CaseState, ClockKind, OpinionState, StepState, Tier
from cases.rules.investigation_errors import CaseOver, NothingChanged, ReasonMissing
from cases.services.mark_extra_major import mark_extra_major
from cases.services.triage_case import TriageFacts, triage_case
from tests.cases_made import FILED_AT, make_case, ready_case, submitted
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
SOON = FILED_AT + timedelta(hours=3)


def facts(loss: str, clear: bool = True) -> TriageFacts:
    return TriageFacts(Decimal(loss), clear)


def reply_due(case):
    return case.deadlines.get(kind=ClockKind.REPLY)


@pytest.mark.parametrize(
    ("loss", "clear", "tier", "due"),
    [
        ("1000.00", True, Tier.MINOR, "2026-10-11 00:00"),
        ("1000.01", True, Tier.LARGER, "2026-10-23 00:00"),
        ("300.00", False, Tier.LARGER, "2026-10-23 00:00"),
        ("10000.00", True, Tier.LARGER, "2026-10-23 00:00"),
        ("10000.01", True, Tier.MAJOR, "2026-11-07 00:00"),
    ],
)
def test_a_triage_gives_tier_and_due_instant(
    world: World, loss: str, clear: bool, tier: Tier, due: str
) -> None:
    case = make_case(world)
    triage = triage_case(case=case, facts=facts(loss, clear), by=world.tech_engineer, at=SOON)
    case.refresh_from_db()
    assert (case.tier, triage.tier) == (tier, tier)
    assert reply_due(case).due_at == triage.due_at == at(due)
    assert not reply_due(case).is_provisional


def test_the_first_triage_takes_the_case_in_hand(world: World) -> None:
    case = make_case(world)
    triage_case(case=case, facts=facts("6750"), by=world.tech_engineer, at=SOON)
    case.refresh_from_db()
    assert (case.state, case.engineer, case.triaged_at) == (CaseState.IN_HAND, world.tech_engineer, SOON)
    assert case.direct_loss == Decimal("6750.00")


def test_one_event_tells_from_what_to_what(world: World) -> None:
    case = make_case(world)
    triage_case(case=case, facts=facts("6750", clear=False), by=world.tech_engineer, at=SOON)
    event = Event.objects.get(stream=case.stream, verb="triage_case")
    assert ["级别", "待分级", "较大"] in event.changes
    assert ["答复截止", "10-10 24:00", "10-22 24:00"] in event.changes
    assert event.clause == "P.二.2"


def test_the_clerk_is_told(world: World) -> None:
    case = make_case(world)
    triage_case(case=case, facts=facts("6750"), by=world.tech_engineer, at=SOON)
    assert "较大" in InboxMessage.objects.get(user=world.sales_clerk).title


def test_sales_may_not_triage(world: World) -> None:
    with pytest.raises(NotAllowed):
        triage_case(case=make_case(world), facts=facts("6750"), by=world.sales_head, at=SOON)


@pytest.mark.parametrize("loss", ["-0.01", "0.001"])
def test_a_loss_that_is_no_sum_is_refused(world: World, loss: str) -> None:
    with pytest.raises(InvalidInput):
        triage_case(case=make_case(world), facts=facts(loss), by=world.tech_engineer, at=SOON)


def test_a_page_drawn_before_a_change_is_refused_and_told_what_changed(world: World) -> None:
    case = make_case(world)
    seen = case.version
    triage_case(case=case, facts=facts("6750"), by=world.tech_engineer, at=SOON, seen_version=seen)
    with pytest.raises(StalePage, match="何晓梅.*分级"):
        triage_case(
            case=case, facts=facts("700"), reason="核减", by=world.tech_head, at=SOON, seen_version=seen
        )


def test_a_retriage_needs_a_reason(world: World) -> None:
    case = make_case(world, tier="larger")
    with pytest.raises(ReasonMissing):
        triage_case(case=case, facts=facts("12000"), by=world.tech_engineer, at=SOON)


def test_a_retriage_that_changes_nothing_is_refused(world: World) -> None:
    case = make_case(world, tier="larger")
    with pytest.raises(NothingChanged):
        triage_case(case=case, facts=facts("6750"), reason="再看", by=world.tech_engineer, at=SOON)


def test_a_retriage_counts_from_the_same_receipt(world: World) -> None:
    case = make_case(world, tier="larger")
    later = FILED_AT + timedelta(days=9)
    triage = triage_case(case=case, facts=facts("12000"), reason="损失核增", by=world.tech_head, at=later)
    assert triage.ordinal == 2
    assert reply_due(case).due_at == at("2026-11-07 00:00")
    case.refresh_from_db()
    assert case.engineer == world.tech_engineer


def test_a_recomputed_due_that_is_past_leaves_the_old_one_standing(world: World) -> None:
    case = make_case(world, tier="larger")
    later = at("2026-10-11 00:01")
    triage = triage_case(case=case, facts=facts("800"), reason="损失核减", by=world.tech_head, at=later)
    assert triage.is_old_due_standing
    assert triage.due_at == reply_due(case).due_at == at("2026-10-23 00:00")
    case.refresh_from_db()
    assert case.tier == Tier.MINOR


def test_a_recomputed_due_of_this_very_instant_counts(world: World) -> None:
    case = make_case(world, tier="larger")
    triage = triage_case(
        case=case, facts=facts("800"), reason="核减", by=world.tech_head, at=at("2026-10-11 00:00")
    )
    assert not triage.is_old_due_standing
    assert reply_due(case).due_at == at("2026-10-11 00:00")


def test_a_breach_of_the_provisional_clock_stays_when_the_triage_comes_late(world: World) -> None:
    case = make_case(world)
    triage_case(case=case, facts=facts("6750"), by=world.tech_engineer, at=at("2026-10-12 09:00"))
    assert case.breaches.get(kind=ClockKind.REPLY).due_at == at("2026-10-11 00:00")
    assert reply_due(case).due_at == at("2026-10-23 00:00")
    assert reply_due(case).breached_at is None


def test_another_tier_voids_the_chain_and_gives_the_opinion_back(world: World) -> None:
    case = ready_case(world, tier="larger", loss="9000.00")
    opinion = submitted(case, world)
    later = FILED_AT + timedelta(days=5)
    triage_case(case=case, facts=facts("19000"), reason="损失核增", by=world.tech_head, at=later)
    opinion.refresh_from_db()
    case.refresh_from_db()
    assert opinion.state == OpinionState.RETURNED
    assert set(opinion.steps.values_list("state", flat=True)) == {StepState.VOID}
    assert case.state == CaseState.IN_HAND
    titles = InboxMessage.objects.filter(user=world.tech_engineer).values_list("title", flat=True)
    assert any("重新提交处理意见" in title for title in titles)


def test_the_same_tier_leaves_the_chain_alone(world: World) -> None:
    case = ready_case(world, tier="larger", loss="9000.00")
    opinion = submitted(case, world)
    triage_case(case=case, facts=facts("9500"), reason="核增", by=world.tech_head, at=FILED_AT + timedelta(days=5))
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.APPROVED


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.VOID])
def test_a_case_that_is_over_is_not_tiered(world: World, state: CaseState) -> None:
    case = make_case(world, state=state)
    with pytest.raises(CaseOver):
        triage_case(case=case, facts=facts("6750"), by=world.tech_engineer, at=SOON)


@pytest.mark.parametrize("who", ["deputy_gm", "general_manager"])
def test_a_leader_marks_a_case_extra_major(world: World, who: str) -> None:
    case = make_case(world, tier="larger")
    mark_extra_major(case=case, is_extra_major=True, reason="影响重大", by=getattr(world, who), at=SOON)
    case.refresh_from_db()
    assert case.tier == Tier.EXTRA_MAJOR
    assert reply_due(case).due_at == at("2026-11-07 00:00")


def test_a_mark_set_before_the_triage_is_taken_up_by_it(world: World) -> None:
    case = make_case(world)
    mark_extra_major(case=case, is_extra_major=True, reason="媒体关注", by=world.deputy_gm, at=SOON)
    case.refresh_from_db()
    assert (case.tier, case.state) == ("", CaseState.FILED)
    triage_case(case=case, facts=facts("300"), by=world.tech_engineer, at=SOON)
    case.refresh_from_db()
    assert case.tier == Tier.EXTRA_MAJOR


def test_a_mark_may_be_taken_back(world: World) -> None:
    case = make_case(world, tier="larger")
    mark_extra_major(case=case, is_extra_major=True, reason="影响重大", by=world.deputy_gm, at=SOON)
    mark_extra_major(case=case, is_extra_major=False, reason="客户已谅解", by=world.general_manager, at=SOON)
    case.refresh_from_db()
    assert case.tier == Tier.LARGER


@pytest.mark.parametrize("who", ["tech_head", "sales_head", "enterprise_management"])
def test_nobody_else_marks(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        mark_extra_major(
            case=make_case(world), is_extra_major=True, reason="重大", by=getattr(world, who), at=SOON
        )


def test_a_mark_needs_a_reason_and_a_change(world: World) -> None:
    case = make_case(world)
    with pytest.raises(ReasonMissing):
        mark_extra_major(case=case, is_extra_major=True, reason=" ", by=world.deputy_gm, at=SOON)
    with pytest.raises(NothingChanged):
        mark_extra_major(case=case, is_extra_major=False, reason="取消", by=world.deputy_gm, at=SOON)
