"""Send an opinion back to 技术中心 with the reason (退回)."""

from datetime import datetime

from django.db import transaction

from cases.models import ApprovalStep, OpinionState, StepAction, StepState
from cases.selectors.approval import title_of
from cases.services.lock_case import touch_case
from cases.services.replace_opinion import replace_opinion
from cases.services.take_step import TakenStep, take_step
from cases.services.tell import tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import OutOfStep, Refused
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def return_opinion(
    *, step: ApprovalStep, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> ApprovalStep:
    """Refuse this draft: no step of it is in force any more, and 技术中心 writes a new one.

    A report cannot be returned: 阅示 may comment, it holds nothing back. Raises Refused without a reason.
    """
    check_reason(reason)
    taken = take_step(step=step, action=StepAction.APPROVE, by=by, at=at, seen_version=seen_version)
    if taken.step.role == "executive_meeting":
        raise OutOfStep("公司办公会的决定要连同会议纪要号和扫描件一起登记")
    give_return(taken=taken, reason=reason, by=by, at=at)
    record_event(
        stream=taken.case.stream,
        verb="return_opinion",
        text=return_words(taken, reason),
        by=by,
        at=at,
        clause="P.二.2",
    )
    return taken.step


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("退回时请写理由，技术中心按它改下一稿", field="comment")


def give_return(*, taken: TakenStep, reason: str, by: User, at: datetime) -> None:
    """Write the return, void what is open of this draft, and call its submitter to the next one."""
    step, opinion = taken.step, taken.opinion
    step.state = StepState.RETURNED
    step.decided_by, step.decided_at = by, at
    step.opened_at = step.opened_at or at
    step.comment = reason.strip()
    step.save()
    replace_opinion(
        case=taken.case,
        opinion=opinion,
        state=OpinionState.RETURNED,
        why=f"处理意见第{opinion.draft_no}稿已被{title_of(step)}退回",
        voids_given=False,
        at=at,
    )
    touch_case(taken.case)
    if opinion.submitted_by:
        tell_turn(
            case=taken.case,
            users=[opinion.submitted_by],
            key=f"returned:{step.pk}",
            what=f"改写处理意见（第{opinion.draft_no}稿被{title_of(step)}退回）",
            why=f"「{reason.strip()}」",
            at=at,
        )


def return_words(taken: TakenStep, reason: str) -> str:
    return f"退回处理意见第{taken.opinion.draft_no}稿\n「{reason.strip()}」"
