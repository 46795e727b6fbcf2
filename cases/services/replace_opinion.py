"""Put a draft that is in the chain, or approved, out of force."""

from datetime import datetime

from cases.models import Case, HandlingOpinion, OpinionState, StepState
from cases.rules.workflow import state_without_opinion
from cases.services.deliver_steps import people_of
from cases.services.tell import tell_news

UNDECIDED = (StepState.WAITING, StepState.PENDING)
GIVEN = (StepState.APPROVED, StepState.ACKNOWLEDGED)


def replace_opinion(
    *, case: Case, opinion: HandlingOpinion, state: OpinionState, why: str, voids_given: bool, at: datetime
) -> None:
    """Give the draft its last state, void its open steps, and bring the case back before the approval.

    `voids_given`: the approvals already given lose their force too (a new draft, another tier); who gave them, when
    and with what words stays on the steps. Without it they stay as said (a return, a taking back). The case is locked
    by the caller, who also writes the event. Everybody the draft had reached is told `why`.
    """
    reached = list(opinion.steps.exclude(state=StepState.WAITING))
    lost = UNDECIDED + GIVEN if voids_given else UNDECIDED
    opinion.steps.filter(state__in=lost).update(state=StepState.VOID)
    opinion.state = state
    opinion.save(update_fields=["state"])
    case.state = state_without_opinion(case.state)
    case.save(update_fields=["state"])
    for step in reached:
        if step.state != StepState.RETURNED:
            tell_news(case=case, users=people_of(step), key=f"void:{step.pk}", what=why, at=at)
