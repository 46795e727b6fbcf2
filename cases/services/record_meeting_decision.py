"""Enter what 公司办公会 decided, with its record (P.二.2, 特别重大)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import ApprovalStep, StepAction
from cases.rules.approval_errors import StepNotReached
from cases.services.approve_step import approval_words, give_approval
from cases.services.return_opinion import check_reason, give_return, return_words
from cases.services.take_step import TakenStep, take_step
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services.adopt_attachments import adopt_attachments


@dataclass(frozen=True)
class MeetingDecision:
    """The meeting's word: when it met, the number of its record, the scan (an upload still waiting), what it said."""

    is_approved: bool
    held_at: datetime
    record_no: str
    scan: Attachment | None
    comment: str = ""


@transaction.atomic
def record_meeting_decision(
    *, step: ApprovalStep, decision: MeetingDecision, by: User, at: datetime, seen_version: int | None = None
) -> ApprovalStep:
    """Write the meeting's approval or return; the record's number and scan belong to it. A return needs its reason.

    The meeting cannot have met before the draft was submitted, nor in the future.
    """
    if not decision.is_approved:
        check_reason(decision.comment)
    taken = take_step(step=step, action=StepAction.APPROVE, by=by, at=at, seen_version=seen_version)
    if taken.step.role != "executive_meeting":
        raise StepNotReached("这一步不是公司办公会的")
    _check(taken, decision, at)
    taken.step.meeting_record_no = decision.record_no.strip()
    if decision.scan:
        [taken.step.meeting_scan] = adopt_attachments(
            attachments=[decision.scan], stream=taken.case.money_stream, by=by, at=at
        )
    text = _decide(taken=taken, decision=decision, by=by, at=at)
    record_event(
        stream=taken.case.stream,
        verb="record_meeting_decision",
        text=text,
        by=by,
        at=at,
        happened_at=decision.held_at,
        clause="P.二.2",
    )
    return taken.step


def _decide(*, taken: TakenStep, decision: MeetingDecision, by: User, at: datetime) -> str:
    record = f"公司办公会（{decision.record_no.strip()}）"
    if decision.is_approved:
        passed = give_approval(taken=taken, comment=decision.comment, by=by, at=at)
        return f"登记{record}：{approval_words(taken, decision.comment, passed)}"
    give_return(taken=taken, reason=decision.comment, by=by, at=at)
    return f"登记{record}：{return_words(taken, decision.comment)}"


def _check(taken: TakenStep, decision: MeetingDecision, at: datetime) -> None:
    faults: dict[str, str] = {}
    if not decision.record_no.strip():
        faults["record_no"] = "请填会议纪要号"
    if decision.scan is None:
        faults["scan"] = "请上传会议纪要扫描件"
    if decision.held_at > at:
        faults["held_at"] = "会议时间不能晚于现在"
    elif taken.opinion.submitted_at and decision.held_at < taken.opinion.submitted_at:
        faults["held_at"] = "会议时间不能早于这一稿的提交时间"
    if faults:
        raise InvalidInput(faults)
