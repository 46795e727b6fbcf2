"""Hold one step of a chain for its decider: the checks that every decision shares, made inside the lock."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import ApprovalStep, Case, HandlingOpinion, StepAction, StepState
from cases.rules.approval_errors import StepAlreadyDecided, StepNotReached
from cases.selectors.approval import (
    TITLE_OF_STEP,
    deed_of,
    holds_step,
    is_proposer,
    title_of,
    what_became_of,
)
from cases.services.lock_case import lock_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import NotAllowed, SelfApproval


@dataclass(frozen=True)
class TakenStep:
    """A step that waits for this person, with its draft and its locked case."""

    case: Case
    opinion: HandlingOpinion
    step: ApprovalStep


def take_step(
    *, step: ApprovalStep, action: StepAction, by: User, at: datetime, seen_version: int | None
) -> TakenStep:
    """The step as it is now, the case locked. Refuses out of order, decided, replaced, another's or one's own proposal."""
    require(by, Verb.DECIDE_OPINION)
    case = lock_case(case_id=step.opinion.case_id)
    step = ApprovalStep.objects.select_related("opinion", "decided_by").select_for_update(of=("self",)).get(pk=step.pk)
    _check_person(step, by)
    _check_state(step, at)
    if step.action != action:
        raise StepNotReached(f"{title_of(step)}这一步是{deed_of(step)}，请在案件页面办理")
    if action == StepAction.APPROVE and is_proposer(by, step.opinion):
        raise SelfApproval(f"第{step.opinion.draft_no}稿是您提出的，要由另一个人审批", clause="P.二.2")
    lock_case(case_id=case.pk, seen_version=seen_version)
    opinion = step.opinion
    opinion.case = case
    return TakenStep(case=case, opinion=opinion, step=step)


def _check_person(step: ApprovalStep, by: User) -> None:
    if not holds_step(by, step):
        raise NotAllowed(f"这一步由{title_of(step)}{deed_of(step)}")


def _check_state(step: ApprovalStep, at: datetime) -> None:
    if step.state == StepState.PENDING:
        return
    if step.state == StepState.WAITING:
        before = step.opinion.steps.filter(position__lt=step.position, state=StepState.PENDING).order_by("position")
        first = next((TITLE_OF_STEP[role] for role in before.values_list("role", flat=True)), "前一步")
        raise StepNotReached(f"前面的{first}还没有审批，轮到时会通知您", clause="P.二.2")
    if step.state == StepState.VOID:
        raise StepAlreadyDecided(f"第{step.opinion.draft_no}稿已失效，不用再办；请看新的一稿")
    raise StepAlreadyDecided(what_became_of(step, at))
