"""Agree to an opinion (P.二.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import ApprovalStep, StepAction, StepState
from cases.selectors.approval import title_of
from cases.services.deliver_steps import deliver_steps
from cases.services.lock_case import touch_case
from cases.services.take_step import TakenStep, take_step
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import OutOfStep
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def approve_step(
    *, step: ApprovalStep, comment: str = "", by: User, at: datetime, seen_version: int | None = None
) -> ApprovalStep:
    """Give this step's approval and hand the draft on; the last approval lets the reply go.

    The ceilings of this very draft are bound by it. Refused before its turn, twice, by whoever proposed the draft,
    for a draft that was replaced, and from a page that is behind. The meeting's step has its own service.
    """
    taken = take_step(step=step, action=StepAction.APPROVE, by=by, at=at, seen_version=seen_version)
    if taken.step.role == "executive_meeting":
        raise OutOfStep("公司办公会的决定要连同会议纪要号和扫描件一起登记")
    passed = give_approval(taken=taken, comment=comment, by=by, at=at)
    record_event(
        stream=taken.case.stream,
        verb="approve_step",
        text=approval_words(taken, comment, passed),
        by=by,
        at=at,
        clause="P.二.2",
    )
    return taken.step


def give_approval(*, taken: TakenStep, comment: str, by: User, at: datetime) -> bool:
    """Write the approval and deliver what follows; whether the whole chain is passed now."""
    step = taken.step
    step.state = StepState.APPROVED
    step.decided_by, step.decided_at = by, at
    step.opened_at = step.opened_at or at
    step.comment = comment.strip()
    step.save()
    passed = deliver_steps(case=taken.case, opinion=taken.opinion, at=at)
    touch_case(taken.case)
    return passed


def approval_words(taken: TakenStep, comment: str, passed: bool) -> str:
    """What the timeline says: who agreed to which draft, what follows, the words spoken."""
    following = [title_of(step) for step in taken.opinion.steps.filter(state=StepState.PENDING).order_by("position")]
    next_words = "可以答复客户" if passed else f"交{'、'.join(following)}"
    said = f"\n「{comment.strip()}」" if comment.strip() else ""
    return f"同意处理意见第{taken.opinion.draft_no}稿，{next_words}{said}"
