"""The reply: after every approval, once, and its time is what the clock is judged by."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import (
    ApprovalStep,
    Case,
    CaseState,
    ClockKind,
    Deadline,
    DeadlineBreach,
    ReplyChannel,
    StepState,
)
from cases.rules.approval_errors import AlreadyReplied, RemindedToday, ReplyBeforeApproval
from cases.selectors.ceilings import approved_ceilings
from cases.services.approve_step import approve_step
from cases.services.draft_opinion import draft_opinion
from cases.services.issue_reply import ReplyContent, issue_reply
from cases.services.record_delivery import record_delivery
from cases.services.remind import remind
from tests.cases_made import attachment, content, ready_case, submitted
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, OutOfStep, Refused
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOON = at("2026-10-12 12:00")


def words(**changes: Any) -> ReplyContent:
    facts: dict[str, Any] = {
        "channel": ReplyChannel.LETTER.value,
        "recipient": "杨师傅",
        "text": "同意退回 12.600 吨，运费由我方承担。",
    }
    return ReplyContent(**facts | changes)


@pytest.fixture
def case(world: World) -> Case:
    """A major case that the deputy has agreed to."""
    made = ready_case(world)
    opinion = submitted(made, world)
    step = ApprovalStep.objects.get(opinion=opinion, role="deputy_gm")
    approve_step(step=step, by=world.deputy_gm, at=at("2026-10-11 15:00"))
    return Case.objects.get(pk=made.pk)


def due_of(case: Case) -> Any:
    return Deadline.objects.get(case=case, kind=ClockKind.REPLY).due_at


def test_the_reply_stops_the_clock_and_hands_the_case_to_sales(world: World, case: Case) -> None:
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=NOON)
    case.refresh_from_db()
    assert (case.state, case.replied_at) == (CaseState.REPLIED, NOON)
    assert Deadline.objects.get(case=case, kind=ClockKind.REPLY).acted_at == NOON
    assert "请登记送达并办理结算" in InboxMessage.objects.get(user=world.sales_clerk).title


def test_a_reply_at_the_very_end_is_in_time(world: World, case: Case) -> None:
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=due_of(case))
    assert not DeadlineBreach.objects.filter(case=case, kind=ClockKind.REPLY).exists()


def test_a_reply_a_second_late_is_breached_in_the_same_act(world: World, case: Case) -> None:
    late = due_of(case) + timedelta(seconds=1)
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=late)
    breach = DeadlineBreach.objects.get(case=case, kind=ClockKind.REPLY)
    assert (breach.due_at, breach.acted_at, breach.detected_at) == (due_of(case), late, late)


def test_the_reply_comes_before_no_approval(world: World) -> None:
    made = ready_case(world)
    submitted(made, world)
    with pytest.raises(ReplyBeforeApproval):
        issue_reply(case=made, content=words(), by=world.tech_engineer, at=NOON)


def test_an_unread_report_does_not_hold_the_reply(world: World) -> None:
    made = ready_case(world, tier="larger", loss="6000.00")
    opinion = submitted(made, world)
    issue_reply(case=made, content=words(), by=world.tech_engineer, at=NOON)
    assert ApprovalStep.objects.get(opinion=opinion).state == StepState.PENDING


def test_approvals_of_another_tier_do_not_carry_the_reply(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(tier="extra_major")
    with pytest.raises(ReplyBeforeApproval, match="案件已改为特别重大"):
        issue_reply(case=case, content=words(), by=world.tech_engineer, at=NOON)


def test_there_is_one_reply(world: World, case: Case) -> None:
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=NOON)
    with pytest.raises(AlreadyReplied, match="10-12 12:00 已答复客户，没有重复"):
        issue_reply(case=case, content=words(), by=world.tech_head, at=NOON + timedelta(minutes=1))


def test_sales_does_not_issue_the_reply(world: World, case: Case) -> None:
    with pytest.raises(NotAllowed):
        issue_reply(case=case, content=words(), by=world.sales_clerk, at=NOON)


@pytest.mark.parametrize(
    ("changes", "field"), [({"channel": "pigeon"}, "channel"), ({"recipient": " "}, "recipient"), ({"text": ""}, "text")]
)
def test_an_incomplete_reply_names_the_field(world: World, case: Case, changes: dict, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        issue_reply(case=case, content=words(**changes), by=world.tech_engineer, at=NOON)
    assert list(refused.value.faults) == [field]
    case.refresh_from_db()
    assert case.state == CaseState.APPROVED


def test_the_proof_moves_into_the_case(world: World, case: Case) -> None:
    proof = attachment(case, world)
    Attachment.objects.filter(pk=proof.pk).update(stream=f"pending:{world.tech_engineer.pk}")
    reply = issue_reply(case=case, content=words(proof=proof), by=world.tech_engineer, at=NOON)
    assert Attachment.objects.get(pk=reply.proof_id).stream == case.money_stream


def test_a_draft_after_the_reply_leaves_the_reply_and_closes_the_ceilings(world: World, case: Case) -> None:
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=NOON)
    draft_opinion(case=case, content=content(), by=world.tech_engineer, at=NOON + timedelta(days=1))
    case.refresh_from_db()
    assert (case.state, approved_ceilings(case)) == (CaseState.REPLIED, None)
    second = submitted(case, world, on=NOON + timedelta(days=1))
    step = ApprovalStep.objects.get(opinion=second, role="deputy_gm")
    approve_step(step=step, by=world.deputy_gm, at=NOON + timedelta(days=2))
    case.refresh_from_db()
    ceilings = approved_ceilings(case)
    assert (case.state, ceilings and ceilings.draft_no) == (CaseState.REPLIED, 2)


def test_the_delivery_is_noted_once_and_moves_no_clock(world: World, case: Case) -> None:
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=NOON)
    later = NOON + timedelta(days=2)
    reply = record_delivery(case=case, delivered_at=NOON + timedelta(hours=5), by=world.sales_clerk, at=later)
    assert reply.delivered_by == world.sales_clerk
    assert Deadline.objects.get(case=case, kind=ClockKind.REPLY).acted_at == NOON
    with pytest.raises(AlreadyReplied, match="刘玉兰 已登记"):
        record_delivery(case=case, delivered_at=later, by=world.sales_clerk, at=later)


@pytest.mark.parametrize("delta", [timedelta(seconds=-1), timedelta(days=2, seconds=1)])
def test_a_delivery_before_the_reply_or_in_the_future_is_refused(world: World, case: Case, delta: timedelta) -> None:
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=NOON)
    with pytest.raises(Refused) as refused:
        record_delivery(case=case, delivered_at=NOON + delta, by=world.sales_clerk, at=NOON + timedelta(days=2))
    assert refused.value.field == "delivered_at"


def test_another_clerk_does_not_note_the_delivery_but_the_head_does(world: World, case: Case) -> None:
    issue_reply(case=case, content=words(), by=world.tech_engineer, at=NOON)
    with pytest.raises(NotAllowed):
        record_delivery(case=case, delivered_at=NOON, by=world.sales_clerk2, at=NOON)
    assert record_delivery(case=case, delivered_at=NOON, by=world.sales_head, at=NOON).delivered_at == NOON


def test_there_is_no_delivery_before_the_reply(world: World, case: Case) -> None:
    with pytest.raises(ReplyBeforeApproval):
        record_delivery(case=case, delivered_at=NOON, by=world.sales_clerk, at=NOON)


def test_a_person_is_reminded_once_a_day(world: World, case: Case) -> None:
    who = {"case": case, "to": [world.general_manager], "subject": "阅示处理意见", "by": world.tech_engineer}
    remind(**who, at=at("2026-10-12 09:00"))
    with pytest.raises(RemindedToday):
        remind(**who, at=at("2026-10-12 23:59"))
    remind(**who, at=at("2026-10-13 00:00"))
    assert InboxMessage.objects.filter(user=world.general_manager, title__contains="催办").count() == 2
    assert Event.objects.filter(stream=case.stream, verb="remind").count() == 2


def test_only_one_who_did_something_in_the_case_reminds(world: World, case: Case) -> None:
    with pytest.raises(NotAllowed, match="没有在这件案子里办过事"):
        remind(case=case, to=[world.deputy_gm], subject="审批", by=world.sales_head, at=NOON)


def test_nobody_is_reminded_about_a_case_that_is_over(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED)
    with pytest.raises(OutOfStep):
        remind(case=case, to=[world.deputy_gm], subject="审批", by=world.tech_engineer, at=NOON)
