"""What of attendance waits for one person, a constant number of queries."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from staff.models import (
    AttendanceMonth,
    AttendanceRequest,
    Employee,
    Objection,
    ObjectionState,
    ProposalState,
    RequestState,
    StaffProposal,
)
from staff.rules.requests import decide_before
from staff.selectors import punch_turns
from staff.selectors.managers import own_turn
from staff.selectors.month_facts import first_month_kept, last_day_of
from staff.selectors.people import employed_on
from staff.selectors.substitutes import leave_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.regulation.clock import local_day, midnight, next_month, previous_month


def turns(user: User, now: datetime, limit: int = 50) -> list[Turn]:
    """Clock exports to decide on, requests to decide, objections to answer, a month to close, proposals to decide."""
    found: list[Turn] = list(punch_turns.turns(user, limit)) if may(user, Verb.IMPORT_PUNCHES) else []
    if may(user, Verb.DECIDE_LEAVE) or may(user, Verb.ASK_LEAVE):  # a substitute is one of the department
        found += _requests(user, now, limit)
    if may(user, Verb.ANSWER_ATTENDANCE):
        found += _objections(user, limit)
    if may(user, Verb.CLOSE_ATTENDANCE):
        found += _closing(now)
    if may(user, Verb.DECIDE_STAFF_PROPOSAL):
        found += _proposals(limit)
    return found


def _requests(user: User, now: datetime, limit: int) -> Iterator[Turn]:
    people = leave_turn(user, local_day(now))
    rows = AttendanceRequest.objects.filter(state=RequestState.WAITING, employee__in=people)
    for row in rows.select_related("employee__unit").order_by("asked_at")[:limit]:
        yield Turn(
            verb=f"审批{row.get_kind_display()}",
            case_number=row.employee.number,
            customer=f"{row.employee.name} · {row.employee.unit.name}",
            url=reverse("decide_request", args=[row.pk]),
            button="审批",
            fact=row.what,
            consequence=row.reason[:60],
            due_at=decide_before(row.first_on, row.starts, row.asked_at),
            due_what="审批",
            since=row.asked_at,
        )


def _objections(user: User, limit: int) -> Iterator[Turn]:
    people = own_turn(user, Verb.ANSWER_ATTENDANCE)
    rows = Objection.objects.filter(state=ObjectionState.WAITING, employee__in=people)
    for row in rows.select_related("employee__unit").order_by("filed_at")[:limit]:
        yield Turn(
            verb="答复考勤异议",
            case_number=row.employee.number,
            customer=f"{row.employee.name} · {row.employee.unit.name}",
            url=reverse("answer_attendance", args=[row.pk]),
            button="答复",
            fact=row.fact,
            consequence=f"「{row.text[:60]}」",
            since=row.filed_at,
        )


def _closing(now: datetime) -> Iterator[Turn]:
    """Last month, while somebody's is open."""
    month = previous_month(local_day(now))
    kept = first_month_kept()
    if kept is None or month < kept:
        return
    closed = AttendanceMonth.objects.filter(employee=OuterRef("pk"), month=month)
    left = employed_on(Employee.objects.filter(~Exists(closed)), month, last_day_of(month)).count()
    if left:
        yield Turn(
            verb="考勤关账",
            case_number=f"{month:%Y-%m}",
            customer=f"{month.month}月考勤",
            url=reverse("close_attendance", args=[f"{month:%Y-%m}"]),
            button="去关账",
            fact=f"还有 {left}人没有关账",
            consequence="关账后导出工资用表；以后的更正记入以后的月份",
            since=midnight(next_month(month)),
        )


def _proposals(limit: int) -> Iterator[Turn]:
    rows = StaffProposal.objects.filter(state=ProposalState.WAITING).select_related("employee__unit")
    for row in rows.order_by("raised_at")[:limit]:
        yield Turn(
            verb=f"决定{row.get_kind_display()}建议",
            case_number=row.employee.number,
            customer=f"{row.employee.name} · {row.employee.unit.name}",
            url=reverse("decide_staff_proposal", args=[row.pk]),
            button="决定",
            fact=row.fact,
            consequence=f"依据 {row.clause}；系统不自动执行",
            since=row.raised_at,
        )
