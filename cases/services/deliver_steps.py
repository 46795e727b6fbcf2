"""Hand an opinion on along its chain."""

from datetime import datetime

from cases.models import ApprovalStep, Case, HandlingOpinion, OpinionState, StepAction, StepState
from cases.rules.triage import Action
from cases.rules.workflow import ChainStep, is_passed, state_after_submission, steps_reached
from cases.selectors.approval import ROLE_OF_STEP, deed_of
from cases.services.concern_unit import concern_unit
from cases.services.tell import tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.selectors import users_with_role


def deliver_steps(*, case: Case, opinion: HandlingOpinion, at: datetime) -> bool:
    """Deliver every step that is reached now, tell its people, and let the reply go once every approval is given.

    The case is locked by the caller. Returns whether the chain is passed.
    """
    steps = list(opinion.steps.order_by("position"))
    chain = [ChainStep(Action(step.action), step.state) for step in steps]
    for place in steps_reached(chain):
        _deliver(case=case, opinion=opinion, step=steps[place], at=at)
    passed = is_passed(chain)
    if passed:
        _pass(case=case, opinion=opinion, at=at)
    case.state = state_after_submission(case.state, passed=passed)
    case.save(update_fields=["state"])
    return passed


def people_of(step: ApprovalStep) -> list[User]:
    """Who may decide the step."""
    return list(users_with_role(ROLE_OF_STEP[step.role]))


def _deliver(*, case: Case, opinion: HandlingOpinion, step: ApprovalStep, at: datetime) -> None:
    step.state = StepState.PENDING
    step.reached_at = at
    step.save(update_fields=["state", "reached_at"])
    holds = "同意后才能答复客户" if step.action == StepAction.APPROVE else "阅示不影响答复"
    tell_turn(
        case=case,
        users=people_of(step),
        key=f"step:{step.pk}",
        what=f"{deed_of(step)}处理意见（第{opinion.draft_no}稿）",
        why=holds,
        at=at,
    )


def _pass(*, case: Case, opinion: HandlingOpinion, at: datetime) -> None:
    opinion.state = OpinionState.APPROVED
    opinion.save(update_fields=["state"])
    if opinion.improvement_unit:
        concern_unit(case=case, unit=opinion.improvement_unit, at=at)
    if opinion.steps.filter(action=StepAction.APPROVE).exists() and opinion.submitted_by:
        tell_turn(
            case=case,
            users=[opinion.submitted_by],
            key=f"passed:{opinion.pk}",
            what=f"处理意见（第{opinion.draft_no}稿）已批准，请答复客户",
            at=at,
        )
