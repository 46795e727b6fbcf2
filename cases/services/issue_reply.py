"""Answer the customer (P.二.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Case, CaseState, ClockKind, HandlingOpinion, OpinionState, Reply, ReplyChannel
from cases.rules.approval_errors import AlreadyReplied, ReplyBeforeApproval
from cases.rules.triage import Action, Approver, Tier, approval_chain
from cases.services.lock_case import lock_case, touch_case
from cases.services.meet_clock import meet_clock
from cases.services.tell import tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services.adopt_attachments import adopt_attachments
from yibin_service.foundation.wording import instant


@dataclass(frozen=True)
class ReplyContent:
    """How the customer is answered: by what channel, to whom, in which words; `proof` is an upload still waiting."""

    channel: str
    recipient: str
    text: str
    proof: Attachment | None = None


@transaction.atomic
def issue_reply(
    *, case: Case, content: ReplyContent, by: User, at: datetime, seen_version: int | None = None
) -> Reply:
    """Issue the one reply of the case: it stops the reply clock at `at`; a late one records its breach here.

    Raises ReplyBeforeApproval unless every approval of the chain of the case's present tier is given, AlreadyReplied
    for a second one. From now on the settlements are 销售处's.
    """
    require(by, Verb.ISSUE_REPLY)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    opinion = check_reply(case, at)
    _check_content(content)
    reply = _write(case=case, opinion=opinion, content=content, by=by, at=at)
    clock = meet_clock(case=case, kind=ClockKind.REPLY, acted_at=at, at=at)
    case.state, case.replied_at = CaseState.REPLIED, at
    case.save(update_fields=["state", "replied_at"])
    touch_case(case)
    late = "，超过答复时限" if clock.breached_at else ""
    record_event(
        stream=case.stream,
        verb="issue_reply",
        text=f"答复客户（{reply.get_channel_display()}，{reply.recipient}）{late}",
        by=by,
        at=at,
        clause="P.二.2",
    )
    tell_turn(
        case=case,
        users=[case.clerk],
        key="replied",
        what="已答复客户，请登记送达" + ("并办理结算" if opinion.is_compensable else ""),
        at=at,
    )
    return reply


def check_reply(case: Case, at: datetime) -> HandlingOpinion:
    """The opinion the reply rests on, or why there can be no reply now."""
    if case.replied_at is not None:
        raise AlreadyReplied(f"{instant(case.replied_at, at.year)} 已答复客户，没有重复")
    opinion = HandlingOpinion.objects.filter(case=case, state=OpinionState.APPROVED).first()
    if opinion is None or case.state != CaseState.APPROVED:
        raise ReplyBeforeApproval(clause="P.二.2")
    if not _is_chain_current(case, opinion):
        raise ReplyBeforeApproval(
            f"案件已改为{case.get_tier_display()}，第{opinion.draft_no}稿走的不是这一级的审批，请重新报批", clause="P.二.2"
        )
    return opinion


def _is_chain_current(case: Case, opinion: HandlingOpinion) -> bool:
    """Whether the approvals are those that the present tier asks for."""
    had = [(step.role, step.action) for step in opinion.steps.order_by("position")]
    asked = [(step.role, step.action) for step in approval_chain(Tier(case.tier))]
    return [(Approver(role), Action(action)) for role, action in had] == asked


def _check_content(content: ReplyContent) -> None:
    faults: dict[str, str] = {}
    if content.channel not in ReplyChannel.values:
        faults["channel"] = "请从列表中选答复方式"
    if not content.recipient.strip():
        faults["recipient"] = "请填接收人，如「杨师傅（质量主管）」"
    if not content.text.strip():
        faults["text"] = "请写答复内容"
    if faults:
        raise InvalidInput(faults)


def _write(*, case: Case, opinion: HandlingOpinion, content: ReplyContent, by: User, at: datetime) -> Reply:
    proof = None
    if content.proof:
        [proof] = adopt_attachments(attachments=[content.proof], stream=case.money_stream, by=by, at=at)
    return Reply.objects.create(
        case=case,
        opinion=opinion,
        channel=content.channel,
        recipient=content.recipient.strip(),
        text=content.text.strip(),
        proof=proof,
        issued_by=by,
        issued_at=at,
    )
