"""A person objects to one event of the own open month; the manager answers, by keeping it or by mending the facts."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from django.db import IntegrityError, transaction

from staff.models import (
    AttendanceRequest,
    ConductRecord,
    LeaveKind,
    Objection,
    ObjectionState,
    RequestKind,
    RequestState,
)
from staff.selectors.managers import decided_by, stands_in
from staff.selectors.people import employee_of
from staff.selectors.statement import DEMERIT, statement_of
from staff.services.attendance_errors import (
    AlreadyAnswered,
    AlreadyObjected,
    EventNotThere,
    NotEmployed,
    NotYourPerson,
    OwnRequest,
    ReasonMissing,
    RequestContradicts,
)
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import check_open, lock_attendance
from staff.services.record_conduct import withdraw_conduct
from staff.services.tell_attendance import tell_answered, tell_objected
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


class Remedy(StrEnum):
    """How an objection is answered: the judgement itself is never typed, only the facts under it."""

    KEEP = "keep"
    IN = "in"
    OUT = "out"
    FIELD = "field"
    LEAVE = "leave"
    CONDUCT = "conduct"


REMEDY_WORDS = {
    Remedy.KEEP: "维持原判定",
    Remedy.IN: "采纳：更正上班时刻",
    Remedy.OUT: "采纳：更正下班时刻",
    Remedy.FIELD: "采纳：当天按外勤",
    Remedy.LEAVE: "采纳：当天按请假",
    Remedy.CONDUCT: "采纳：撤回当天的离岗、失联登记",
}


@dataclass(frozen=True)
class ObjectionAnswer:
    """What the manager decides; `clock` is a corrected time, `place` belongs to a field day."""

    remedy: Remedy
    text: str
    clock: time | None = None
    place: str = ""


@transaction.atomic
def file_objection(*, month: date, key: str, text: str, by: User, at: datetime) -> Objection:
    """Object to one event (its `key` on the sheet) of the own month, once, until the month is closed.

    Raises NotEmployed, MonthClosed, EventNotThere, AlreadyObjected.
    """
    require(by, Verb.OBJECT_ATTENDANCE)
    employee = employee_of(by)
    if employee is None:
        raise NotEmployed
    lock_attendance()
    check_open(employee, month)
    row = next((row for row in statement_of(employee, month, at, shows_wage=False).rows if row.key == key), None)
    if row is None or row.is_excused:
        raise EventNotThere
    if row.objection is not None:
        raise AlreadyObjected(f"这一条已提过异议（{row.objection.get_state_display()}），没有重复")
    day, kind = key.split(".")
    fact = f"{row.on:%m-%d} {row.title} {row.fact}" if row.on else f"{month.month}月 {row.title}"
    try:
        with transaction.atomic():
            objection = Objection.objects.create(
                employee=employee, month=month, on=day, kind=kind, fact=fact[:120], text=text, filed_by=by, filed_at=at
            )
    except IntegrityError as repeated:
        raise AlreadyObjected("这一条已提过异议，没有重复") from repeated
    words = f"对考勤提出异议：{fact}\n「{text}」"
    record_event(stream=employee.stream, verb="file_objection", text=words, by=by, at=at, clause=row.clause)
    tell_objected(objection, at)
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, answer: ObjectionAnswer, by: User, at: datetime) -> Objection:
    """Keep the event, or mend the fact under it: the month is then judged anew, a closed one by a difference.

    Raises OwnRequest, NotYourPerson, AlreadyAnswered, ReasonMissing, RequestContradicts.
    """
    require(by, Verb.ANSWER_ATTENDANCE)
    lock_attendance()
    objection = take_objection(objection)
    if objection.employee.user_id == by.pk:
        raise OwnRequest("自己的异议由分管副总经理答复")
    if not decided_by(by, Verb.ANSWER_ATTENDANCE).filter(pk=objection.employee_id).exists():
        raise NotYourPerson
    check_unanswered(objection)
    if not answer.text.strip():
        raise ReasonMissing("请写答复", field="answer")
    _mend(objection, answer, by, at)
    is_kept = answer.remedy is Remedy.KEEP
    objection.state = ObjectionState.KEPT if is_kept else ObjectionState.UPHELD
    objection.answer, objection.answered_by, objection.answered_at = answer.text.strip(), by, at
    objection.version += 1
    objection.save(update_fields=["state", "answer", "answered_by", "answered_at", "version"])
    words = f"答复异议{stands_in(by, objection.employee)}：{objection.fact}，{REMEDY_WORDS[answer.remedy]}"
    text = f"{words}\n「{objection.answer}」"
    record_event(stream=objection.employee.stream, verb="answer_objection", text=text, by=by, at=at)
    tell_answered(objection, at)
    return objection


def take_objection(objection: Objection) -> Objection:
    """The objection as it is now, locked until the transaction ends."""
    Objection.objects.select_for_update().values_list("pk").get(pk=objection.pk)
    return Objection.objects.select_related("employee__unit", "employee__user").get(pk=objection.pk)


def check_unanswered(objection: Objection) -> None:
    """Raise AlreadyAnswered once it has its answer."""
    if objection.state != ObjectionState.WAITING:
        raise AlreadyAnswered(f"这条异议已答复（{objection.get_state_display()}），没有重复")


def remedies_of(objection: Objection) -> list[Remedy]:
    """What can be done about it: a demerit follows from its events and is withdrawn by 分管副总经理 alone."""
    if objection.kind == DEMERIT:
        return [Remedy.KEEP]
    has_record = ConductRecord.objects.filter(employee=objection.employee, on=objection.on, withdrawn_at=None).exists()
    return [one for one in Remedy if has_record or one is not Remedy.CONDUCT]


def _mend(objection: Objection, answer: ObjectionAnswer, by: User, at: datetime) -> None:
    if answer.remedy is Remedy.KEEP:
        return
    if answer.remedy not in remedies_of(objection):
        raise RequestContradicts("这一条不能这样更正", field="remedy")
    if answer.remedy is Remedy.CONDUCT:
        for record in ConductRecord.objects.filter(employee=objection.employee, on=objection.on, withdrawn_at=None):
            withdraw_conduct(record=record, reason=f"采纳异议：{answer.text}", by=by, at=at)
        return
    request = _approved(objection, answer, by, at)
    correct_closed(
        employees=[objection.employee],
        since=objection.on,
        trigger=f"objection:{objection.pk}",
        reason=f"关账后采纳异议：{request.what}",
        by=by,
        at=at,
    )


def _approved(objection: Objection, answer: ObjectionAnswer, by: User, at: datetime) -> AttendanceRequest:
    """The fact as an approved request of the person, as if asked and granted."""
    is_time = answer.remedy in {Remedy.IN, Remedy.OUT}
    if is_time and answer.clock is None:
        raise RequestContradicts("请填更正后的时刻", field="time")
    kind = RequestKind.PUNCH if is_time else RequestKind(answer.remedy.value)
    return AttendanceRequest.objects.create(
        employee=objection.employee,
        kind=kind,
        first_on=objection.on,
        last_on=objection.on,
        leave_kind=LeaveKind.OTHER if kind == RequestKind.LEAVE else "",
        place=answer.place if kind == RequestKind.FIELD else "",
        side=answer.remedy.value if is_time else "",
        time=answer.clock if is_time else None,
        reason=f"异议：{objection.text}",
        asked_by=objection.filed_by,
        asked_at=objection.filed_at,
        state=RequestState.APPROVED,
        decided_by=by,
        decided_at=at,
        answer=answer.text,
    )
