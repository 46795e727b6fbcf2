"""What a missed clock led to: 关联责任 (P.三.1, P.三.2, P.四.1), and goodwill."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import ClockKind, DeadlineBreach
from cases.rules.intake import Cause
from cases.rules.investigation_errors import ReasonMissing
from cases.services.record_breach import record_breach
from liability.models import DeterminationState, Effect
from liability.rules.errors import BreachWaived, CauseCompensable, NothingToDecide
from liability.selectors.determinations import breaches_to_judge
from liability.selectors.facts import liability_facts
from liability.services.approve_goodwill import approve_goodwill
from liability.services.confirm_determination import confirm_determination
from liability.services.decide_delay_finding import confirm_delay_finding, return_delay_finding
from liability.services.propose_delay_finding import DelayContent, propose_delay_finding
from liability.services.propose_determination import DeterminationContent, propose_determination
from tests import posting_hook
from tests.cases_made import FILED_AT, make_case
from tests.world import World
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, SelfApproval
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
LATER = FILED_AT + timedelta(days=20)


@pytest.fixture(autouse=True)
def hook(settings: Any):
    settings.AFTER_DETERMINATION = "tests.posting_hook.note"
    posting_hook.calls.clear()
    return posting_hook.calls


def breached(world: World, kind: ClockKind) -> DeadlineBreach:
    case = make_case(world, tier="minor", loss="800")
    deadline = case.deadlines.get(kind=kind)
    return record_breach(deadline=deadline, at=LATER)


def propose(world: World, breach: DeadlineBreach, effect: Effect | None, who: str = "tech_engineer", **more: Any):
    content = DelayContent(**{"has_adverse_effect": True, "reason": "样张已毁", "effect": effect} | more)
    return propose_delay_finding(
        case=breach.case, breach_id=breach.pk, content=content, by=getattr(world, who), at=LATER
    )


def confirm(world: World, finding, who: str):
    return confirm_delay_finding(case=finding.case, finding_id=finding.pk, by=getattr(world, who), at=LATER)


@pytest.mark.parametrize(
    ("effect", "who"),
    [
        (Effect.NONE, "tech_head"),
        (Effect.EVIDENCE, "tech_head"),
        (Effect.EVIDENCE_AND_HANDLING, "deputy_gm"),
    ],
)
def test_the_effect_of_a_late_card_is_confirmed_by_its_decider(world: World, effect: Effect, who: str) -> None:
    breach = breached(world, ClockKind.CARD_FILING)
    finding = propose(world, breach, effect)
    assert liability_facts(breach.case).late_filing_effect is None
    assert InboxMessage.objects.filter(user=getattr(world, who), title__contains="关联责任").exists()
    confirm(world, finding, who)
    assert liability_facts(breach.case).late_filing_effect == effect


@pytest.mark.parametrize(
    ("effect", "who"),
    [(Effect.EVIDENCE, "deputy_gm"), (Effect.EVIDENCE_AND_HANDLING, "tech_head"), (Effect.NONE, "sales_head")],
)
def test_nobody_else_confirms_it(world: World, effect: Effect, who: str) -> None:
    finding = propose(world, breached(world, ClockKind.CARD_FILING), effect)
    with pytest.raises(NotAllowed):
        confirm(world, finding, who)


def test_nobody_confirms_what_they_proposed(world: World) -> None:
    finding = propose(world, breached(world, ClockKind.CARD_FILING), Effect.EVIDENCE, who="tech_head")
    with pytest.raises(SelfApproval):
        confirm(world, finding, "tech_head")


def test_a_late_reply_has_an_adverse_effect_or_none_and_no_other(world: World) -> None:
    breach = breached(world, ClockKind.REPLY)
    with pytest.raises(InvalidInput):
        propose(world, breach, Effect.EVIDENCE)
    finding = confirm(world, propose(world, breach, None, has_adverse_effect=False), "tech_head")
    assert (finding.state, finding.has_adverse_effect) == (DeterminationState.CONFIRMED, False)
    assert Event.objects.get(verb="confirm_delay_finding").clause == "P.三.2"


def test_a_late_card_needs_its_effect(world: World) -> None:
    with pytest.raises(InvalidInput):
        propose(world, breached(world, ClockKind.CARD_FILING), None)


def test_a_reason_is_kept(world: World) -> None:
    with pytest.raises(ReasonMissing):
        propose(world, breached(world, ClockKind.CARD_FILING), Effect.NONE, reason="")


def test_the_customers_late_report_is_nobodys(world: World) -> None:
    breach = breached(world, ClockKind.USER_REPORT)
    with pytest.raises(NothingToDecide):
        propose(world, breach, None)
    assert breaches_to_judge(breach.case) == []


def test_a_later_finding_takes_the_place_of_the_earlier_one(world: World) -> None:
    breach = breached(world, ClockKind.CARD_FILING)
    first = confirm(world, propose(world, breach, Effect.NONE), "tech_head")
    confirm(world, propose(world, breach, Effect.EVIDENCE), "tech_head")
    first.refresh_from_db()
    assert first.state == DeterminationState.SUPERSEDED
    assert liability_facts(breach.case).late_filing_effect == Effect.EVIDENCE


def test_a_return_needs_words_and_opens_the_question_again(world: World) -> None:
    breach = breached(world, ClockKind.CARD_FILING)
    finding = propose(world, breach, Effect.EVIDENCE)
    assert breaches_to_judge(breach.case) == []
    facts = {"case": breach.case, "finding_id": finding.pk, "by": world.tech_head, "at": LATER}
    with pytest.raises(ReasonMissing):
        return_delay_finding(comment="", **facts)
    return_delay_finding(comment="样张还在", **facts)
    breach.case.refresh_from_db()
    assert breaches_to_judge(breach.case) == [breach]


def test_a_waived_breach_has_no_effect_whatever_was_found(world: World) -> None:
    breach = breached(world, ClockKind.CARD_FILING)
    finding = propose(world, breach, Effect.EVIDENCE)
    breach.waived_by, breach.waived_at, breach.waiver_reason = world.deputy_gm, LATER, "大雪封路"
    breach.save()
    assert liability_facts(breach.case).late_filing_effect == Effect.NONE
    with pytest.raises(BreachWaived):
        confirm(world, finding, "tech_head")
    with pytest.raises(BreachWaived):
        propose(world, breach, Effect.NONE)


def test_what_posts_money_is_told(world: World, hook: list[dict[str, Any]]) -> None:
    finding = confirm(
        world, propose(world, breached(world, ClockKind.CARD_FILING), Effect.EVIDENCE), "tech_head"
    )
    assert [call["trigger"] for call in hook] == [f"delay_finding:{finding.pk}"]


def determined(world: World, cause: Cause):
    case = make_case(world, tier="minor", loss="800")
    content = DeterminationContent(cause=cause, missing_evidence_reason="客户确认")
    proposal = propose_determination(case=case, content=content, by=world.tech_engineer, at=LATER)
    confirm_determination(case=case, determination_id=proposal.pk, by=world.tech_head, at=LATER)
    return case


def test_goodwill_is_for_what_is_not_compensable(world: World, hook: list[dict[str, Any]]) -> None:
    case = determined(world, Cause.USER_MISUSE)
    goodwill = approve_goodwill(case=case, reason="老客户", by=world.deputy_gm, at=LATER)
    assert liability_facts(case).is_goodwill_approved
    assert hook[-1]["trigger"] == f"goodwill:{goodwill.pk}"
    with pytest.raises(NothingToDecide):
        approve_goodwill(case=case, reason="老客户", by=world.deputy_gm, at=LATER)


def test_goodwill_is_refused_for_a_cause_the_mill_answers_for_and_before_any(world: World) -> None:
    for case in (determined(world, Cause.HIDDEN), make_case(world, tier="minor", loss="800")):
        with pytest.raises(CauseCompensable):
            approve_goodwill(case=case, reason="老客户", by=world.deputy_gm, at=LATER)


@pytest.mark.parametrize("who", ["tech_head", "general_manager", "sales_head"])
def test_only_the_deputy_approves_goodwill(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        approve_goodwill(
            case=determined(world, Cause.USER_MISUSE), reason="老客户", by=getattr(world, who), at=LATER
        )
