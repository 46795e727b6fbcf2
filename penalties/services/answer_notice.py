"""认领: the unit signs its notice, or signs with an objection."""

from datetime import datetime

from django.db import transaction

from penalties.models import DeductionNotice, NoticeState
from penalties.selectors.notices import NO_NOTICE, may_answer
from penalties.services.report_errors import AlreadyAnswered, NotReleased, ObjectionTooLate
from penalties.services.take_notice import ask_for_sheet, take_notice
from penalties.services.tell_report import tell_answered, tell_objected
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import end, instant, local


@transaction.atomic
def answer_notice(*, notice: DeductionNotice, objection: str = "", by: User, at: datetime) -> DeductionNotice:
    """Acknowledge the notice; with `objection` it is signed with one, which 技术中心 answers. The figures stay as they are.

    Only the head of the unit (or of its successor). Raises NotFound for another's, NotReleased, AlreadyAnswered,
    ObjectionTooLate.
    """
    require(by, Verb.ANSWER_NOTICE)
    notice = take_notice(notice)
    if not may_answer(by, notice):
        raise NotFound(NO_NOTICE)
    check_answerable(notice, at)
    objection = objection.strip()
    if objection and notice.objection_until is not None and at > notice.objection_until:
        until = end(notice.objection_until, local(at).year)
        raise ObjectionTooLate(f"异议期已于 {until} 截止，可以不写异议直接认领", field="objection")
    notice.answered_by, notice.answered_at, notice.objection = by, at, objection
    notice.state = NoticeState.OBJECTED if objection else NoticeState.ACKNOWLEDGED
    notice.save(update_fields=["answered_by", "answered_at", "objection", "state"])
    text = f"认领 {notice.number}，提出异议\n「{objection}」" if objection else f"认领 {notice.number}"
    record_event(stream=notice.stream, verb="answer_notice", text=text, by=by, at=at, clause="P.四")
    ask_for_sheet(notice, at)
    (tell_objected if objection else tell_answered)(notice, at)
    return notice


def check_answerable(notice: DeductionNotice, at: datetime) -> None:
    """Raise NotReleased or AlreadyAnswered unless the notice waits for its unit."""
    if notice.state == NoticeState.SEALED:
        raise NotReleased
    if notice.state != NoticeState.RELEASED:
        if notice.answered_by is None:
            raise AlreadyAnswered("逾期没有认领，已登记扣减，不再认领")
        when = instant(notice.answered_at, local(at).year)
        raise AlreadyAnswered(f"{notice.answered_by.full_title} {when} 已认领，没有重复")
