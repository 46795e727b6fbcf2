"""A person asks for leave, a field day, or to have one missing time entered."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from staff.models import LIVE_STATES, AttendanceRequest, Employee, LeaveKind, RequestKind
from staff.selectors.months import is_kept
from staff.selectors.people import employee_of
from staff.selectors.schedule import scheduled_days
from staff.services.attendance_errors import NotEmployed, RequestContradicts, RequestTwice
from staff.services.lock_attendance import lock_attendance
from staff.services.tell_attendance import tell_asked
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local, local_day

LONGEST_ABSENCE = timedelta(days=92)


@dataclass(frozen=True)
class RequestFacts:
    """What is asked for. `starts` and `ends` belong to part-day leave, `side` and `clock` to a correction."""

    kind: RequestKind
    first_on: date
    last_on: date
    reason: str
    leave_kind: LeaveKind | None = None
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    side: str = ""
    clock: time | None = None


@transaction.atomic
def ask_leave(*, facts: RequestFacts, by: User, at: datetime) -> AttendanceRequest:
    """File the request for oneself; it counts once somebody else approves it, also for days long past.

    Raises NotEmployed, RequestContradicts (days, times and kind do not fit), RequestTwice (asked for already).
    """
    require(by, Verb.ASK_LEAVE)
    employee = employee_of(by)
    if employee is None:
        raise NotEmployed
    lock_attendance()
    check_request(employee, facts, at)
    _check_twice(employee, facts)
    request = AttendanceRequest.objects.create(
        employee=employee,
        kind=facts.kind,
        first_on=facts.first_on,
        last_on=facts.last_on,
        leave_kind=facts.leave_kind or "",
        starts=facts.starts,
        ends=facts.ends,
        place=facts.place,
        side=facts.side,
        time=facts.clock,
        reason=facts.reason,
        asked_by=by,
        asked_at=at,
    )
    text = f"申请{request.what}\n「{facts.reason}」"
    record_event(stream=request.stream, verb="ask_leave", text=text, by=by, at=at)
    tell_asked(request, at)
    return request


def check_request(employee: Employee, facts: RequestFacts, at: datetime) -> None:
    """Raise RequestContradicts or NotEmployed unless the request can be about days of this person."""
    if facts.last_on < facts.first_on:
        raise RequestContradicts("结束日期应不早于开始日期", field="last_on")
    if facts.last_on - facts.first_on > LONGEST_ABSENCE:
        raise RequestContradicts("一次最多申请三个月，请分开申请", field="last_on")
    has_left = employee.left_on is not None and facts.last_on > employee.left_on
    if facts.first_on < employee.entered_on or has_left:
        raise NotEmployed("申请的日期不在您的在职时间内", field="first_on")
    if not is_kept(facts.first_on.replace(day=1)):
        raise RequestContradicts("那时的考勤不在本系统，请向人力资源更正", field="first_on")
    days = [day.on for day in scheduled_days(employee, facts.first_on, facts.last_on)]
    if not days:
        raise RequestContradicts("这些天不是应出勤日，不用申请", field="first_on")
    if facts.kind == RequestKind.PUNCH:
        _check_correction(facts, at)
    elif facts.kind == RequestKind.LEAVE:
        _check_part(facts)


def _check_correction(facts: RequestFacts, at: datetime) -> None:
    if facts.clock is None or not facts.side or facts.first_on != facts.last_on:
        raise RequestContradicts("补卡只填一天的一个时刻：上班或下班", field="time")
    now = local(at)
    if (facts.first_on, facts.clock) > (local_day(at), now.time()):
        raise RequestContradicts(f"补卡的时刻不能晚于现在 {now:%m-%d %H:%M}", field="time")


def _check_part(facts: RequestFacts) -> None:
    if facts.leave_kind is None:
        raise RequestContradicts("请选假别", field="leave_kind")
    if (facts.starts is None) != (facts.ends is None):
        raise RequestContradicts("只请一段时间的，起止两个时刻都要填；请整天的，两个都空着", field="ends")
    if facts.starts is None or facts.ends is None:
        return
    if facts.first_on != facts.last_on:
        raise RequestContradicts("按时段请假只能是同一天；跨天的请分开申请", field="last_on")
    if facts.ends <= facts.starts:
        raise RequestContradicts("止的时刻应晚于起的时刻", field="ends")


def _check_twice(employee: Employee, facts: RequestFacts) -> None:
    rows = AttendanceRequest.objects.filter(
        employee=employee,
        kind=facts.kind,
        state__in=LIVE_STATES,
        first_on__lte=facts.last_on,
        last_on__gte=facts.first_on,
    )
    if facts.kind == RequestKind.PUNCH:
        rows = rows.filter(side=facts.side)
    for row in rows:
        apart = row.starts and row.ends and facts.starts and facts.ends and (
            row.ends <= facts.starts or facts.ends <= row.starts
        )
        if not apart:
            raise RequestTwice(f"这些天已申请过：{row.what}（{row.get_state_display()}）", field="first_on")
