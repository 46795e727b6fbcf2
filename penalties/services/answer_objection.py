"""技术中心 answers a unit's objection. Money changes only by new entries in the ledger, never on the notice."""

from datetime import datetime

from django.db import transaction

from penalties.models import DeductionNotice
from penalties.services.report_errors import AnswerMissing, NoObjection, OwnObjection
from penalties.services.take_notice import ask_for_sheet, take_notice
from penalties.services.tell_report import tell_objection_answered
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def answer_objection(*, notice: DeductionNotice, answer: str, by: User, at: datetime) -> DeductionNotice:
    """Answer in words; the deduction may then be recorded. Raises NoObjection, OwnObjection, AnswerMissing."""
    require(by, Verb.ANSWER_OBJECTION)
    notice = take_notice(notice)
    check_objection(notice)
    if notice.answered_by_id == by.pk:
        raise OwnObjection
    if not answer.strip():
        raise AnswerMissing(field="answer")
    notice.objection_answer = answer.strip()
    notice.objection_answered_by, notice.objection_answered_at = by, at
    notice.save(update_fields=["objection_answer", "objection_answered_by", "objection_answered_at"])
    text = f"答复 {notice.number} 的异议\n「{notice.objection_answer}」"
    record_event(stream=notice.stream, verb="answer_objection", text=text, by=by, at=at, clause="P.四")
    ask_for_sheet(notice, at)
    tell_objection_answered(notice, at)
    return notice


def check_objection(notice: DeductionNotice) -> None:
    """Raise NoObjection unless an objection waits for its answer."""
    if not notice.objection:
        raise NoObjection("这张通知单没有异议，不用答复")
    if not notice.is_objection_open:
        raise NoObjection("这份异议已经答复，没有重复")
