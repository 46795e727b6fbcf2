"""Take note of a reported opinion (阅示)."""

from datetime import datetime

from django.db import transaction

from cases.models import ApprovalStep, StepAction, StepState
from cases.services.lock_case import touch_case
from cases.services.take_step import take_step
from cases.services.tell import tell_news
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def acknowledge_step(
    *, step: ApprovalStep, comment: str = "", by: User, at: datetime, seen_version: int | None = None
) -> ApprovalStep:
    """Record that the addressee has read the draft, with words where there are any. It holds nothing back."""
    taken = take_step(step=step, action=StepAction.REPORT, by=by, at=at, seen_version=seen_version)
    read = taken.step
    read.state = StepState.ACKNOWLEDGED
    read.decided_by, read.decided_at = by, at
    read.opened_at = read.opened_at or at
    read.comment = comment.strip()
    read.save()
    touch_case(taken.case)
    said = f"\n「{read.comment}」" if read.comment else ""
    text = f"阅示处理意见第{taken.opinion.draft_no}稿{said}"
    record_event(stream=taken.case.stream, verb="acknowledge_step", text=text, by=by, at=at, clause="P.二.2")
    if read.comment and taken.opinion.submitted_by:
        tell_news(
            case=taken.case,
            users=[taken.opinion.submitted_by],
            key=f"read:{read.pk}",
            what=f"{by.full_title} 阅示了处理意见第{taken.opinion.draft_no}稿",
            why=f"「{read.comment}」",
            at=at,
        )
    return read
