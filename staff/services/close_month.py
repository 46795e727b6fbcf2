"""关账: the month's statements frozen, once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from staff.models import AttendanceMonth, Employee
from staff.selectors.judged import Judged, frozen_days, judge_months
from staff.selectors.month_people import hindrances, open_people, people_of
from staff.selectors.statement import differences_in
from staff.services.attendance_errors import MonthNotOver, NothingToClose
from staff.services.freeze_months import freeze_months
from staff.services.lock_attendance import lock_attendance
from staff.services.post_outcomes import post_demerits, post_proposals
from staff.services.tell_attendance import tell_closed
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day, next_month
from yibin_service.foundation.regulation.money import ZERO, total

BATCH = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Closing:
    """What a closing did: how many months it froze, and who was left open and why."""

    month: date
    closed: int
    payable: Decimal
    left_open: list[tuple[Employee, str]] = field(default_factory=list)


def _silent(done: int, whole: int) -> None:
    """Nobody looks."""


@transaction.atomic
def close_month(*, month: date, by: User, at: datetime, progress: Progress = _silent) -> Closing:
    """Freeze everybody's month that can be: facts, result, version, money with earlier months' differences.

    Posts demerits and proposals. Who lacks a wage or a roster, or has an earlier month open, stays open and is named;
    closing again later takes these. Raises MonthNotOver, NothingToClose; CalendarUnknown.
    """
    require(by, Verb.CLOSE_ATTENDANCE)
    check_over(month, at)
    lock_attendance()
    people = open_people(month)
    if not people and people_of(month).exists():
        raise NothingToClose(f"{month.month}月考勤已全部关账，没有重复")
    hindered = hindrances(people, month)
    ready = [one for one in people if one.pk not in hindered]
    sums, left = [], [(one, hindered[one.pk]) for one in people if one.pk in hindered]
    for place in range(0, len(ready), BATCH):
        judged = list(judge_months(ready[place : place + BATCH], month, at).values())
        left += [(one.employee, "没有月末在用的工资") for one in judged if not one.has_wage]
        sums += _freeze([one for one in judged if one.has_wage], month, by, at)
        progress(place + len(judged), len(ready))
    if not sums:
        raise NothingToClose(f"{month.month}月没有可以关账的人：{_named(left) or '没有在册员工'}")
    done = Closing(month, len(sums), total(sums), left)
    text = f"{month:%Y-%m} 考勤关账 {done.closed}人，应扣合计 {done.payable:,} 元"
    record_event(
        stream=f"attendance:{month:%Y-%m}",
        verb="close_month",
        text=f"{text}\n留待补齐：{_named(left)}" if left else text,
        by=by,
        at=at,
        clause="S.4",
    )
    return done


def check_over(month: date, at: datetime) -> None:
    """Raise MonthNotOver before the first day of the next month."""
    if local_day(at) < next_month(month):
        raise MonthNotOver(f"{month.month}月还没有过完，{next_month(month):%m-%d} 起可以关账")


def _freeze(months: Sequence[Judged], month: date, by: User, at: datetime) -> list[Decimal]:
    extra = differences_in([one.employee.pk for one in months], month)
    rows = [_row(one, total([row.total for row in extra.get(one.employee.pk, [])]), by, at) for one in months]
    freeze_months(rows)
    post_demerits(months, at=at)
    post_proposals(months, at=at)
    tell_closed(rows, at)
    return [row.payable for row in rows]


def _row(judged: Judged, extra: Decimal, by: User, at: datetime) -> AttendanceMonth:
    deduction = Decimal(judged.result["total_deduction"])
    return AttendanceMonth(
        employee=judged.employee,
        month=judged.month,
        regulation=judged.result["regulation"],
        document=judged.document,
        result=judged.result,
        days=frozen_days(judged),
        standing_document=judged.document,
        standing_result=judged.result,
        deduction=deduction,
        differences=extra or ZERO,
        payable=total([deduction, extra]),
        closed_by=by,
        closed_at=at,
    )


def _named(left: Sequence[tuple[Employee, str]]) -> str:
    return "、".join(f"{one.name}（{why}）" for one, why in left[:20])
