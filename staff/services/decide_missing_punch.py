"""缺卡: the manager finds out when the person came or left, and enters that time."""

from datetime import date, datetime, time

from django.db import transaction

from staff.models import AttendanceRequest, CorrectedSide, Employee, RequestKind, RequestState
from staff.selectors.managers import decided_by, stands_in
from staff.selectors.missing_punches import MissingPunch, missing_punch_of
from staff.services.attendance_errors import (
    EventNotThere,
    NotYourPerson,
    OwnRequest,
    ReasonMissing,
    RequestContradicts,
    RequestTwice,
)
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import lock_attendance
from staff.services.tell_attendance import tell_missing_decided
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local

NOT_MISSING = "这一天不缺卡，或已经补上；请刷新后再看"


@transaction.atomic
def decide_missing_punch(
    *, employee: Employee, on: date, clock: time, reason: str, by: User, at: datetime
) -> AttendanceRequest:
    """Enter the missing time; the day is judged by it like any other, a closed month by a difference.

    READING (S.4): until then a missing punch is not fined. The judgement itself is never typed. Raises NotAllowed,
    OwnRequest, NotYourPerson, ReasonMissing, EventNotThere, RequestTwice, RequestContradicts.
    """
    require(by, Verb.DECIDE_LEAVE)
    if not reason.strip():
        raise ReasonMissing("请写怎样核实的", field="reason")
    lock_attendance()
    if employee.user_id == by.pk:
        raise OwnRequest("自己的缺卡由分管副总经理决定")
    if not decided_by(by, Verb.DECIDE_LEAVE).filter(pk=employee.pk).exists():
        raise NotYourPerson
    missing = missing_punch_of(employee, on, at)
    if missing is None:
        raise EventNotThere(NOT_MISSING)
    _refuse_asked(missing)
    _check_clock(missing, clock, at)
    decided = _entered(missing, clock, reason.strip(), by, at)
    text = f"决定缺卡{stands_in(by, employee)}：{missing.words}，按 {clock:%H:%M} 判定\n「{decided.reason}」"
    record_event(stream=decided.stream, verb="decide_missing_punch", text=text, by=by, at=at, clause="S.4")
    correct_closed(
        employees=[employee],
        since=on,
        trigger=f"request:{decided.pk}",
        reason=f"关账后决定缺卡：{decided.what}",
        by=by,
        at=at,
    )
    tell_missing_decided(decided, at)
    return decided


def _refuse_asked(missing: MissingPunch) -> None:
    """What the person has asked for is decided first."""
    waiting = AttendanceRequest.objects.filter(
        employee=missing.employee,
        kind=RequestKind.PUNCH,
        side=missing.side,
        first_on=missing.on,
        state=RequestState.WAITING,
    )
    if waiting.exists():
        raise RequestTwice("本人已申请补这一次卡，请审批那份申请")


def _check_clock(missing: MissingPunch, clock: time, at: datetime) -> None:
    if missing.side == CorrectedSide.IN and clock >= missing.other:
        raise RequestContradicts(f"上班的时刻应早于下班打卡 {missing.other:%H:%M}", field="time")
    if missing.side == CorrectedSide.OUT and clock <= missing.other:
        raise RequestContradicts(f"下班的时刻应晚于上班打卡 {missing.other:%H:%M}", field="time")
    now = local(at)
    if (missing.on, clock) > (now.date(), now.time()):
        raise RequestContradicts(f"时刻不能晚于现在 {now:%m-%d %H:%M}", field="time")


def _entered(missing: MissingPunch, clock: time, reason: str, by: User, at: datetime) -> AttendanceRequest:
    """The time as an approved correction, asked for by nobody but who decides."""
    return AttendanceRequest.objects.create(
        employee=missing.employee,
        kind=RequestKind.PUNCH,
        first_on=missing.on,
        last_on=missing.on,
        side=missing.side,
        time=clock,
        reason=reason,
        asked_by=by,
        asked_at=at,
        state=RequestState.APPROVED,
        decided_by=by,
        decided_at=at,
        answer="决定缺卡",
    )
