"""Opinion, approval, return: who decides what, in which order, and what a decision is worth."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cases.models import ApprovalStep, Case, CaseState, HandlingOpinion, OpinionState, StepState
from cases.rules.approval_errors import (
    AlreadyOpened,
    InvestigationMissing,
    LiabilityUndetermined,
    NoOpinionYet,
    NothingToSubmit,
    StepAlreadyDecided,
    StepNotReached,
)
from cases.selectors.ceilings import approved_ceilings
from cases.services.acknowledge_step import acknowledge_step
from cases.services.approve_step import approve_step
from cases.services.draft_opinion import draft_opinion
from cases.services.open_step import open_step
from cases.services.recall_opinion import recall_opinion
from cases.services.return_opinion import return_opinion
from cases.services.submit_opinion import submit_opinion
from tests.cases_made import (
    content,
    give_determination,
    give_report,
    give_team,
    make_case,
    ready_case,
    submitted,
)
from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, Refused, SelfApproval, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOON = at("2026-10-12 12:00")
LATER = at("2026-10-13 09:00")


def step(opinion: HandlingOpinion, role: str) -> ApprovalStep:
    return ApprovalStep.objects.get(opinion=opinion, role=role)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_minor_case_needs_no_approval_and_may_be_answered_at_once(world: World) -> None:
    case = ready_case(world, tier="minor", loss="800.00")
    opinion = submitted(case, world)
    assert (opinion.state, state(case), opinion.steps.count()) == (OpinionState.APPROVED, CaseState.APPROVED, 0)


def test_a_report_passes_on_delivery_and_waits_to_be_read_apart(world: World) -> None:
    case = ready_case(world, tier="larger", loss="6000.00")
    opinion = submitted(case, world)
    assert state(case) == CaseState.APPROVED
    assert step(opinion, "deputy_gm").state == StepState.PENDING
    acknowledge_step(step=step(opinion, "deputy_gm"), comment="尽快答复", by=world.deputy_gm, at=NOON)
    assert step(opinion, "deputy_gm").state == StepState.ACKNOWLEDGED
    assert state(case) == CaseState.APPROVED


def test_a_major_case_waits_for_the_deputy_and_then_reports_to_the_general_manager(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world)
    assert (state(case), step(opinion, "general_manager").state) == (CaseState.IN_APPROVAL, StepState.WAITING)
    approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON)
    assert state(case) == CaseState.APPROVED
    assert step(opinion, "general_manager").state == StepState.PENDING
    assert step(opinion, "general_manager").reached_at == NOON


def test_the_next_person_of_the_chain_is_told_once(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world)
    told = InboxMessage.objects.filter(user=world.deputy_gm)
    assert [message.title for message in told] == [
        f"轮到您：审批处理意见（第1稿） · {case.number} 昆明滇池印务有限公司"
    ]
    approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON)
    assert InboxMessage.objects.filter(user=world.general_manager).count() == 1
    assert "请答复客户" in InboxMessage.objects.get(user=world.tech_engineer).title


def test_the_meeting_comes_after_the_deputy_and_not_before(world: World) -> None:
    case = ready_case(world, tier="extra_major", is_extra_major=True)
    opinion = submitted(case, world)
    with pytest.raises(StepNotReached, match="前面的分管副总经理还没有审批"):
        approve_step(step=step(opinion, "executive_meeting"), by=world.meeting_secretary, at=NOON)
    approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON)
    assert step(opinion, "executive_meeting").state == StepState.PENDING
    assert state(case) == CaseState.IN_APPROVAL


def test_an_unread_report_does_not_hold_the_meeting_back(world: World) -> None:
    case = ready_case(world, tier="extra_major", is_extra_major=True)
    opinion = submitted(case, world)
    approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON)
    states = dict(opinion.steps.values_list("role", "state"))
    assert states["general_manager"] == states["executive_meeting"] == StepState.PENDING


def test_a_second_approval_of_the_same_step_is_told_that_it_was_given(world: World) -> None:
    opinion = submitted(ready_case(world), world)
    approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON)
    with pytest.raises(StepAlreadyDecided, match="周建华 10-12 12:00 已同意，没有重复"):
        approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=LATER)


def test_a_step_is_decided_by_its_own_role_only(world: World) -> None:
    opinion = submitted(ready_case(world), world)
    with pytest.raises(NotAllowed, match="这一步由分管副总经理审批"):
        approve_step(step=step(opinion, "deputy_gm"), by=world.general_manager, at=NOON)


def test_a_clerk_decides_nothing(world: World) -> None:
    opinion = submitted(ready_case(world), world)
    with pytest.raises(NotAllowed):
        approve_step(step=step(opinion, "deputy_gm"), by=world.sales_clerk, at=NOON)


def test_nobody_approves_a_draft_they_submitted(world: World) -> None:
    case = ready_case(world)
    RoleGrant.objects.create(user=world.users["tech_head"], role=Role.DEPUTY_GM, granted_at=case.filed_at)
    draft_opinion(case=case, content=content(), by=world.tech_engineer, at=NOON)
    opinion = submit_opinion(case=case, by=world.tech_head, at=NOON)
    with pytest.raises(SelfApproval):
        approve_step(step=step(opinion, "deputy_gm"), by=world.tech_head, at=LATER)
    with pytest.raises(SelfApproval):
        return_opinion(step=step(opinion, "deputy_gm"), reason="再算", by=world.tech_head, at=LATER)


def test_nobody_approves_a_draft_they_wrote_though_another_submitted_it(world: World) -> None:
    case = ready_case(world)
    RoleGrant.objects.create(user=world.users["tech_engineer"], role=Role.DEPUTY_GM, granted_at=case.filed_at)
    draft_opinion(case=case, content=content(), by=world.tech_engineer, at=NOON)
    opinion = submit_opinion(case=case, by=world.tech_head, at=NOON)
    with pytest.raises(SelfApproval):
        approve_step(step=step(opinion, "deputy_gm"), by=world.tech_engineer, at=LATER)


def test_a_return_needs_a_reason(world: World) -> None:
    opinion = submitted(ready_case(world), world)
    with pytest.raises(Refused, match="退回时请写理由") as refused:
        return_opinion(step=step(opinion, "deputy_gm"), reason="  ", by=world.deputy_gm, at=NOON)
    assert refused.value.field == "comment"


def test_a_returned_draft_is_out_of_force_and_the_next_one_starts_from_the_first_step(world: World) -> None:
    case = ready_case(world)
    first = submitted(case, world)
    return_opinion(step=step(first, "deputy_gm"), reason="外仓倒运费没算进去", by=world.deputy_gm, at=NOON)
    first.refresh_from_db()
    assert (first.state, state(case)) == (OpinionState.RETURNED, CaseState.IN_HAND)
    assert step(first, "general_manager").state == StepState.VOID
    second = submitted(case, world, on=LATER, exchange_ceiling=Decimal("9280.00"))
    assert second.draft_no == 2
    assert [one.state for one in second.steps.order_by("position")] == ["pending", "waiting"]


def test_a_return_says_its_words_to_the_submitter(world: World) -> None:
    opinion = submitted(ready_case(world), world)
    return_opinion(step=step(opinion, "deputy_gm"), reason="补齐单据再报", by=world.deputy_gm, at=NOON)
    message = InboxMessage.objects.get(user=world.tech_engineer)
    assert message.title.startswith("轮到您：改写处理意见（第1稿被分管副总经理退回）")
    assert message.body == "「补齐单据再报」"


def test_a_report_cannot_be_returned(world: World) -> None:
    opinion = submitted(ready_case(world, tier="larger", loss="6000.00"), world)
    with pytest.raises(StepNotReached, match="这一步是阅示"):
        return_opinion(step=step(opinion, "deputy_gm"), reason="不妥", by=world.deputy_gm, at=NOON)


def test_approved_ceilings_hold_for_settlements(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world)
    assert approved_ceilings(case) is None
    approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON)
    ceilings = approved_ceilings(case)
    assert ceilings is not None
    assert (ceilings.of("return"), ceilings.of("compensate"), ceilings.of("exchange")) == (
        Decimal("20000.00"),
        Decimal("0.00"),
        Decimal("5000.00"),
    )
    assert ceilings.sum == Decimal("25000.00")


def test_a_new_draft_voids_the_approvals_of_the_one_before(world: World) -> None:
    case = ready_case(world)
    first = submitted(case, world)
    approve_step(step=step(first, "deputy_gm"), by=world.deputy_gm, at=NOON)
    draft_opinion(case=case, content=content(return_ceiling=Decimal("20000.01")), by=world.tech_engineer, at=LATER)
    first.refresh_from_db()
    assert (first.state, state(case)) == (OpinionState.SUPERSEDED, CaseState.IN_HAND)
    assert {one.state for one in first.steps.all()} == {StepState.VOID}
    assert step(first, "deputy_gm").decided_by == world.deputy_gm
    assert approved_ceilings(case) is None


def test_a_step_of_a_replaced_draft_is_not_decided_any_more(world: World) -> None:
    case = ready_case(world)
    first = submitted(case, world)
    draft_opinion(case=case, content=content(return_ceiling=Decimal("1.00")), by=world.tech_engineer, at=NOON)
    with pytest.raises(StepAlreadyDecided, match="第1稿已失效"):
        approve_step(step=step(first, "deputy_gm"), by=world.deputy_gm, at=LATER)


def test_changing_a_draft_keeps_its_number(world: World) -> None:
    case = ready_case(world)
    first = draft_opinion(case=case, content=content(), by=world.tech_engineer, at=NOON)
    again = draft_opinion(
        case=case, content=content(return_ceiling=Decimal("9.00")), by=world.tech_engineer, at=LATER
    )
    assert (again.pk, again.draft_no, again.return_ceiling) == (first.pk, 1, Decimal("9.00"))
    assert Event.objects.filter(stream=case.stream).last().changes == [["退的上限", "20,000.00 元", "9.00 元"]]


def test_a_submission_is_taken_back_until_the_next_person_opened_it(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world)
    recall_opinion(case=case, by=world.tech_engineer, at=NOON)
    opinion.refresh_from_db()
    assert (opinion.state, state(case)) == (OpinionState.RECALLED, CaseState.IN_HAND)
    assert InboxMessage.objects.filter(user=world.deputy_gm, title__contains="撤回").count() == 1


def test_a_submission_that_was_opened_is_not_taken_back(world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    assert open_step(case=case, by=world.deputy_gm, at=NOON) == 1
    with pytest.raises(AlreadyOpened, match="分管副总经理已于 10-12 12:00 打开"):
        recall_opinion(case=case, by=world.tech_engineer, at=LATER)


def test_only_the_submitter_takes_a_submission_back(world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    with pytest.raises(NotAllowed, match="只能由本人撤回"):
        recall_opinion(case=case, by=world.tech_head, at=NOON)


def test_a_colleague_who_opens_the_page_does_not_open_the_step(world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    for person in (world.general_manager, world.tech_engineer, world.sales_clerk):
        assert open_step(case=case, by=person, at=NOON) == 0


def test_an_opinion_before_triage_is_refused(world: World) -> None:
    with pytest.raises(NoOpinionYet):
        draft_opinion(case=make_case(world), content=content(), by=world.tech_engineer, at=NOON)


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.VOID])
def test_an_opinion_on_a_case_that_is_over_is_refused(world: World, state: str) -> None:
    with pytest.raises(NoOpinionYet):
        draft_opinion(case=make_case(world, tier="major", state=state), content=content(), by=world.tech_engineer, at=NOON)


def test_a_case_with_a_team_needs_the_team_and_its_report_first(world: World) -> None:
    case = make_case(world, tier="major")
    give_determination(case, world)
    draft_opinion(case=case, content=content(), by=world.tech_engineer, at=NOON)
    with pytest.raises(InvestigationMissing, match="服务小组"):
        submit_opinion(case=case, by=world.tech_engineer, at=NOON)
    give_team(case, world)
    with pytest.raises(InvestigationMissing, match="现场调查报告"):
        submit_opinion(case=case, by=world.tech_engineer, at=NOON)
    give_report(case, world)
    submit_opinion(case=case, by=world.tech_engineer, at=NOON)


def test_an_approved_waiver_of_the_visit_stands_for_team_and_report(world: World) -> None:
    case = make_case(world, tier="major")
    give_determination(case, world)
    give_team(case, world, is_waiver=True, reason="照片已足够")
    assert submitted(case, world).state == OpinionState.SUBMITTED


def test_an_opinion_follows_the_confirmed_determination(world: World) -> None:
    case = make_case(world, tier="minor", loss="300.00")
    with pytest.raises(LiabilityUndetermined) as refused:
        submitted(case, world)
    assert refused.value.field == "undetermined_reason"


def test_an_opinion_without_a_determination_says_why(world: World) -> None:
    case = make_case(world, tier="minor", loss="300.00")
    assert submitted(case, world, undetermined_reason="等承运方答复").state == OpinionState.APPROVED


def test_nothing_is_submitted_twice(world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    with pytest.raises(NothingToSubmit, match="第1稿正在审批，没有重复提交"):
        submit_opinion(case=case, by=world.tech_engineer, at=NOON)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"return_ceiling": None, "exchange_ceiling": None}, "return_ceiling"),
        ({"return_ceiling": Decimal("0.00"), "exchange_ceiling": None}, "return_ceiling"),
        ({"is_compensable": False}, "return_ceiling"),
        ({"return_ceiling": Decimal("-0.01")}, "return_ceiling"),
        ({"return_ceiling": Decimal("0.001")}, "return_ceiling"),
        ({"improvement": "抓具加胶垫"}, "improvement_unit"),
    ],
)
def test_an_incomplete_draft_names_the_field_to_mend(world: World, changes: dict, field: str) -> None:
    case = ready_case(world)
    with pytest.raises(InvalidInput) as refused:
        draft_opinion(case=case, content=content(**changes), by=world.tech_engineer, at=NOON)
    assert field in refused.value.faults
    assert not case.opinions.exists()


def test_a_refusal_of_compensation_needs_no_ceilings(world: World) -> None:
    case = ready_case(world, tier="minor", loss="500.00")
    submitted(case, world, is_compensable=False, return_ceiling=None, exchange_ceiling=None, text="用户使用不当，不予赔偿。")
    ceilings = approved_ceilings(case)
    assert ceilings is not None and not ceilings.is_compensable and ceilings.sum == 0


def test_the_unit_that_is_to_improve_sees_the_case_once_the_opinion_is_approved(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world, improvement="换成形网", improvement_unit=world.unit["workshop_4"])
    assert not case.concerned_units.exists()
    approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON)
    assert [one.unit.code for one in case.concerned_units.all()] == ["workshop_4"]


def test_an_approval_from_a_page_that_is_behind_is_refused_and_says_what_changed(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world)
    seen = Case.objects.get(pk=case.pk).version - 1
    with pytest.raises(StalePage, match="提交处理意见第1稿"):
        approve_step(step=step(opinion, "deputy_gm"), by=world.deputy_gm, at=NOON, seen_version=seen)
    assert step(opinion, "deputy_gm").state == StepState.PENDING


def test_every_deed_is_one_event_with_its_words(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world)
    approve_step(step=step(opinion, "deputy_gm"), comment="同意，抓紧", by=world.deputy_gm, at=NOON)
    said = [(event.verb, event.actor_title, event.text) for event in Event.objects.filter(stream=case.stream)]
    assert said == [
        ("draft_opinion", "技术中心工程师 何晓梅", "起草处理意见第1稿"),
        ("submit_opinion", "技术中心工程师 何晓梅", "提交处理意见第1稿，交分管副总经理审批"),
        ("approve_step", "分管副总经理 周建华", "同意处理意见第1稿，可以答复客户\n「同意，抓紧」"),
    ]


def test_a_sum_agreed_to_is_of_the_draft_that_was_seen(world: World) -> None:
    """Whoever approves draft 2 does not thereby approve draft 3: its steps are new rows."""
    case = ready_case(world)
    first = submitted(case, world)
    second = submitted(case, world, on=NOON, return_ceiling=Decimal("36000.00"))
    with pytest.raises(StepAlreadyDecided):
        approve_step(step=step(first, "deputy_gm"), by=world.deputy_gm, at=NOON + timedelta(hours=1))
    assert step(second, "deputy_gm").state == StepState.PENDING
