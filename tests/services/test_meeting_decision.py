"""公司办公会: its decision is entered by the secretary, with the record's number and scan."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import ApprovalStep, Case, CaseState, HandlingOpinion, OpinionState, StepState
from cases.rules.approval_errors import StepNotReached
from cases.selectors.ceilings import approved_ceilings
from cases.services.approve_step import approve_step
from cases.services.record_meeting_decision import MeetingDecision, record_meeting_decision
from cases.services.return_opinion import return_opinion
from tests.cases_made import attachment, ready_case, submitted
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, OutOfStep, Refused
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.files.models import Attachment

pytestmark = pytest.mark.django_db
NOON, LATER = at("2026-10-12 12:00"), at("2026-10-13 17:00")
HELD = at("2026-10-13 09:00")


@pytest.fixture
def opinion(world: World) -> HandlingOpinion:
    """A draft of an extra major case that the deputy has agreed to."""
    case = ready_case(world, tier="extra_major", is_extra_major=True)
    draft = submitted(case, world)
    approve_step(step=meeting_or(draft, "deputy_gm"), by=world.deputy_gm, at=NOON)
    return draft


def meeting_or(opinion: HandlingOpinion, role: str = "executive_meeting") -> ApprovalStep:
    return ApprovalStep.objects.get(opinion=opinion, role=role)


def scan_of(opinion: HandlingOpinion, world: World) -> Attachment:
    scan = attachment(opinion.case, world)
    scan.stream = f"pending:{world.meeting_secretary.pk}"
    scan.uploaded_by = world.meeting_secretary
    scan.save()
    return scan


def decision(opinion: HandlingOpinion, world: World, **changes: Any) -> MeetingDecision:
    facts: dict[str, Any] = {"is_approved": True, "held_at": HELD, "record_no": "办〔2026〕31号", "comment": ""}
    return MeetingDecision(**{"scan": scan_of(opinion, world)} | facts | changes)


def test_the_meetings_approval_lets_the_reply_go(world: World, opinion: HandlingOpinion) -> None:
    step = record_meeting_decision(
        step=meeting_or(opinion), decision=decision(opinion, world), by=world.meeting_secretary, at=LATER
    )
    assert (step.state, step.meeting_record_no) == (StepState.APPROVED, "办〔2026〕31号")
    assert Case.objects.get(pk=opinion.case_id).state == CaseState.APPROVED
    assert approved_ceilings(opinion.case) is not None


def test_the_scan_moves_into_the_case_for_those_who_may_see_its_money(world: World, opinion: HandlingOpinion) -> None:
    step = record_meeting_decision(
        step=meeting_or(opinion), decision=decision(opinion, world), by=world.meeting_secretary, at=LATER
    )
    assert step.meeting_scan is not None
    assert Attachment.objects.get(pk=step.meeting_scan.pk).stream == opinion.case.money_stream


def test_the_timeline_keeps_when_the_meeting_met_and_when_it_was_entered(
    world: World, opinion: HandlingOpinion
) -> None:
    record_meeting_decision(
        step=meeting_or(opinion), decision=decision(opinion, world), by=world.meeting_secretary, at=LATER
    )
    event = Event.objects.filter(stream=opinion.case.stream).last()
    assert event is not None
    assert (event.happened_at, event.entered_at) == (HELD, LATER)
    assert "办〔2026〕31号" in event.text


def test_the_meeting_returns_with_a_reason(world: World, opinion: HandlingOpinion) -> None:
    record_meeting_decision(
        step=meeting_or(opinion),
        decision=decision(opinion, world, is_approved=False, comment="先向承运单位索赔"),
        by=world.meeting_secretary,
        at=LATER,
    )
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.RETURNED
    assert meeting_or(opinion, "deputy_gm").state == StepState.APPROVED
    assert approved_ceilings(opinion.case) is None


def test_the_meetings_return_without_a_reason_is_refused(world: World, opinion: HandlingOpinion) -> None:
    with pytest.raises(Refused, match="退回时请写理由"):
        record_meeting_decision(
            step=meeting_or(opinion),
            decision=decision(opinion, world, is_approved=False),
            by=world.meeting_secretary,
            at=LATER,
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"record_no": "  "}, "record_no"),
        ({"scan": None}, "scan"),
        ({"held_at": LATER + timedelta(seconds=1)}, "held_at"),
        ({"held_at": at("2026-10-11 09:59")}, "held_at"),
    ],
)
def test_a_decision_without_its_record_names_the_field(
    world: World, opinion: HandlingOpinion, changes: dict, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        record_meeting_decision(
            step=meeting_or(opinion),
            decision=decision(opinion, world, **changes),
            by=world.meeting_secretary,
            at=LATER,
        )
    assert list(refused.value.faults) == [field]
    assert meeting_or(opinion).state == StepState.PENDING


def test_a_meeting_that_met_the_moment_it_is_entered_is_taken(world: World, opinion: HandlingOpinion) -> None:
    step = record_meeting_decision(
        step=meeting_or(opinion),
        decision=decision(opinion, world, held_at=LATER),
        by=world.meeting_secretary,
        at=LATER,
    )
    assert step.state == StepState.APPROVED


def test_only_the_secretary_enters_it(world: World, opinion: HandlingOpinion) -> None:
    with pytest.raises(NotAllowed, match="这一步由公司办公会审批"):
        record_meeting_decision(
            step=meeting_or(opinion), decision=decision(opinion, world), by=world.deputy_gm, at=LATER
        )


def test_the_secretary_does_not_pass_it_without_the_record(world: World, opinion: HandlingOpinion) -> None:
    with pytest.raises(OutOfStep, match="会议纪要号"):
        approve_step(step=meeting_or(opinion), by=world.meeting_secretary, at=LATER)
    with pytest.raises(OutOfStep, match="会议纪要号"):
        return_opinion(step=meeting_or(opinion), reason="不妥", by=world.meeting_secretary, at=LATER)


def test_the_record_belongs_to_the_meetings_step_only(world: World) -> None:
    case = ready_case(world, tier="extra_major", is_extra_major=True)
    draft = submitted(case, world)
    with pytest.raises(NotAllowed):
        record_meeting_decision(
            step=meeting_or(draft, "deputy_gm"), decision=decision(draft, world), by=world.meeting_secretary, at=LATER
        )
    with pytest.raises(StepNotReached):
        record_meeting_decision(
            step=meeting_or(draft), decision=decision(draft, world), by=world.meeting_secretary, at=LATER
        )
