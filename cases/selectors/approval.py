"""Reads of opinions and their chains: which draft lives, whose step it is, who may decide."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from cases.models import ApprovalStep, Case, HandlingOpinion, OpinionState, StepAction, StepState
from cases.selectors.presence import has_none
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.wording import instant

LIVING = (OpinionState.DRAFT, OpinionState.SUBMITTED, OpinionState.APPROVED)
# The meeting has no account: its secretary enters what it decided.
ROLE_OF_STEP = {
    "deputy_gm": Role.DEPUTY_GM,
    "general_manager": Role.GENERAL_MANAGER,
    "executive_meeting": Role.MEETING_SECRETARY,
}
TITLE_OF_STEP = {"deputy_gm": "分管副总经理", "general_manager": "总经理", "executive_meeting": "公司办公会"}


def living_among(opinions: Iterable[HandlingOpinion]) -> HandlingOpinion | None:
    """The one of these drafts that is no history."""
    return next((one for one in opinions if one.state in LIVING), None)


def return_among(opinions: Sequence[HandlingOpinion]) -> ApprovalStep | None:
    """The step that returned the last of these drafts, with its words; None when it was not returned."""
    if not opinions or opinions[-1].state != OpinionState.RETURNED:
        return None
    return next((step for step in opinions[-1].steps.all() if step.state == StepState.RETURNED), None)


def living_opinion(case: Case) -> HandlingOpinion | None:
    """The draft being written, in the chain or approved; returned, recalled and replaced ones are history."""
    return HandlingOpinion.objects.filter(case=case, state__in=LIVING).select_related("improvement_unit").first()


def last_opinion(case: Case) -> HandlingOpinion | None:
    """The newest draft whatever became of it: the next one starts from its words."""
    return HandlingOpinion.objects.filter(case=case).select_related("improvement_unit").order_by("-draft_no").first()


def opinions_with_steps(case: Case) -> list[HandlingOpinion]:
    """Every draft of the case in order, each with its steps and the people of both.

    Two queries the first time; the same object of a case is not asked again, since one page shows them in many places.
    """
    if has_none(case, "opinions"):
        return []
    steps = ApprovalStep.objects.select_related("decided_by", "meeting_scan").order_by("position")
    opinions = HandlingOpinion.objects.select_related("improvement_unit", "drafted_by", "submitted_by__unit")
    ordered = opinions.prefetch_related(Prefetch("steps", queryset=steps)).order_by("draft_no")
    prefetch_related_objects([case], Prefetch("opinions", queryset=ordered))
    return list(case.opinions.all())


def title_of(step: ApprovalStep) -> str:
    """Whose step it is, as people say it."""
    return TITLE_OF_STEP[step.role]


def deed_of(step: ApprovalStep) -> str:
    """「审批」 or 「阅示」."""
    return str(StepAction(step.action).label)


def holds_step(user: User, step: ApprovalStep) -> bool:
    """Whether the person's roles include the step's."""
    return ROLE_OF_STEP[step.role] in user.roles


def is_proposer(user: User, opinion: HandlingOpinion) -> bool:
    """Whether the person drafted or submitted this draft: such a one approves nothing of it."""
    return user.pk in {opinion.drafted_by_id, opinion.submitted_by_id}


def may_decide(user: User, step: ApprovalStep, opinion: HandlingOpinion) -> bool:
    """Whether this step waits for this person. A proposer may read a report, never approve."""
    if step.state != StepState.PENDING or not holds_step(user, step):
        return False
    return step.action == StepAction.REPORT or not is_proposer(user, opinion)


def step_for(user: User, opinions: Iterable[HandlingOpinion]) -> ApprovalStep | None:
    """The first step of the living draft that waits for this person."""
    for opinion in opinions:
        if opinion.state in LIVING:
            return next((step for step in opinion.steps.all() if may_decide(user, step, opinion)), None)
    return None


def pending_steps(user: User) -> QuerySet[ApprovalStep]:
    """Every step that waits for a role of this person, in any case; own proposals are left out by the caller."""
    roles = [role for role, holder in ROLE_OF_STEP.items() if holder in user.roles]
    return ApprovalStep.objects.filter(state=StepState.PENDING, role__in=roles)


def what_became_of(step: ApprovalStep, at: datetime) -> str:
    """How a step was decided, for the one who came second: 「周建华 11-20 16:35 已同意，没有重复」."""
    who = step.decided_by.display_name if step.decided_by else title_of(step)
    when = instant(step.decided_at, at.year)
    return f"{who} {when} 已{StepState(step.state).label.removeprefix('已')}，没有重复"
