"""Correct or enter one day of the mill's calendar."""

from datetime import date, datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.calendar import DayKind
from yibin_service.foundation.org.models import CalendarDay

from .correct_after_schedule import closed_on, correct_after_schedule
from .lock_attendance import lock_attendance

WORDS = {DayKind.WORK: "上班", DayKind.REST: "休息", DayKind.ORDINARY: "按公布的安排"}


@transaction.atomic
def set_calendar_day(*, on: date, kind: DayKind, name: str, by: User, at: datetime) -> CalendarDay | None:
    """The day as entered; ORDINARY takes an entry back, so that the published calendar holds again (None).

    It counts for attendance and for the deadlines of cases that are yet to be set; closed months it falls into are
    corrected by a difference. Raises NotAllowed, CalendarUnknown.
    """
    require(by, Verb.MANAGE_SCHEDULE)
    lock_attendance()
    known = CalendarDay.objects.select_for_update().filter(on=on).first()
    before = WORDS[DayKind.WORK if known.is_workday else DayKind.REST] if known else WORDS[DayKind.ORDINARY]
    if kind is DayKind.ORDINARY:
        if known is None:
            return None
        known.delete()
        entered = None
    else:
        values = {"is_workday": kind is DayKind.WORK, "name": name}
        entered, _ = CalendarDay.objects.update_or_create(on=on, defaults=values)
    event = record_event(
        stream=f"calendar:{on.year}",
        verb="set_calendar_day",
        text=f"日历 {on}：{WORDS[kind]}{f'（{name}）' if name else ''}",
        changes=[(str(on), before, WORDS[kind])],
        by=by,
        at=at,
    )
    reason = f"关账后更正日历：{on} {WORDS[kind]}"
    correct_after_schedule(
        employees=closed_on(on), since=on, trigger=f"calendar:{event.pk}", reason=reason, by=by, at=at
    )
    return entered
