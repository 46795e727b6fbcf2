"""Say when a roster works, week by week, from a day on."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from staff.models import Schedule, ShiftRule
from staff.rules.facts import Shift
from staff.rules.schedule import DAYS_A_WEEK, ShiftOverMidnight, read_shift
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .correct_after_schedule import correct_after_schedule, ever_on
from .errors import RosterKnown, ShiftNotSupported
from .lock_attendance import lock_attendance
from .locks import locked_roster

WEEKDAYS = "一二三四五六日"
Hours = tuple[time | None, time | None]


@transaction.atomic
def add_roster(*, name: str, week: Sequence[Hours], effective_from: date, by: User, at: datetime) -> Schedule:
    """A roster with its first week, Monday first. Raises RosterKnown, ShiftNotSupported, NotAllowed."""
    require(by, Verb.MANAGE_SCHEDULE)
    lock_attendance()
    schedule, is_new = Schedule.objects.get_or_create(name=name)
    if not is_new:
        raise RosterKnown(f"已有班制「{name}」，请换个名称或改它的班次", field="name")
    set_week(schedule=schedule, week=week, effective_from=effective_from, by=by, at=at)
    return schedule


@transaction.atomic
def set_week(
    *, schedule: Schedule, week: Sequence[Hours], effective_from: date, by: User, at: datetime
) -> list[ShiftRule]:
    """Write the weekdays whose hours change on that day; a day off has no hours. Later dated hours stay as they are.
    Closed months they fall into are corrected by a difference.

    Raises ShiftNotSupported for half a shift, one over midnight, or a week without work; RosterRetired, NotAllowed.
    """
    require(by, Verb.MANAGE_SCHEDULE)
    lock_attendance()
    row = locked_roster(schedule, used_on=effective_from)
    shifts = [_read(weekday, hours) for weekday, hours in enumerate(week)]
    if not any(shifts):
        raise ShiftNotSupported("一周七天都没有班次：请至少填一天的上下班时间", field="start_0")
    written = []
    for weekday in range(DAYS_A_WEEK):
        if shifts[weekday] != _in_force(row, weekday, effective_from):
            written.append(_write(row, weekday, effective_from, shifts[weekday]))
    if written:
        days = "、".join(f"星期{WEEKDAYS[rule.weekday]} {_told(rule)}" for rule in written)
        text = f"班制「{row.name}」自 {effective_from} 起：{days}"
        event = record_event(stream=f"schedule:{row.pk}", verb="set_week", text=text, by=by, at=at)
        correct_after_schedule(
            employees=ever_on(row, effective_from),
            since=effective_from,
            trigger=f"week:{event.pk}",
            reason=f"关账后更正班次：{row.name} 自 {effective_from} 起",
            by=by,
            at=at,
        )
    return written


def _read(weekday: int, hours: Hours) -> Shift | None:
    start, end = hours
    day = f"星期{WEEKDAYS[weekday]}"
    if (start is None) != (end is None):
        missing = "start" if start is None else "end"
        raise ShiftNotSupported(f"{day}只填了一半：上班和下班都填，或都不填", field=f"{missing}_{weekday}")
    try:
        return read_shift(start, end)
    except ShiftOverMidnight:
        raise ShiftNotSupported(
            f"{day}的下班不晚于上班：制度按当天上下班计，没有写跨过零点的班，请填同一天内的时间", field=f"end_{weekday}"
        ) from None


def _in_force(schedule: Schedule, weekday: int, on: date) -> Shift | None:
    begun = ShiftRule.objects.filter(schedule=schedule, weekday=weekday, effective_from__lte=on)
    rule = begun.order_by("-effective_from").first()
    return read_shift(rule.start, rule.end) if rule else None


def _write(schedule: Schedule, weekday: int, on: date, shift: Shift | None) -> ShiftRule:
    hours = {"start": shift.start if shift else None, "end": shift.end if shift else None}
    rule, _ = ShiftRule.objects.update_or_create(
        schedule=schedule, weekday=weekday, effective_from=on, defaults=hours
    )
    return rule


def _told(rule: ShiftRule) -> str:
    return f"{rule.start:%H:%M}–{rule.end:%H:%M}" if rule.start and rule.end else "休息"
