"""Reads of units, machines and the calendar."""

from datetime import date

import chinese_calendar

from yibin_service.foundation.acts.errors import Refused

from .models import CalendarDay, PaperMachine, Unit, UnitKind, UnitName


class CalendarUnknown(Refused):
    """Nobody has said which days of the year are worked."""


def unit_of_kind(kind: UnitKind) -> Unit:
    """The one active unit of a kind that exists once (销售处, 技术中心, 质检处 …)."""
    return Unit.objects.get(kind=kind, is_active=True)


def name_on(unit: Unit, day: date) -> str:
    """The name the unit bore on `day`; before its first dated name, the first one; with none, today's."""
    names = list(UnitName.objects.filter(unit=unit).order_by("effective_from"))
    begun = [entry.name for entry in names if entry.effective_from <= day]
    if begun:
        return begun[-1]
    return names[0].name if names else unit.name


def machines() -> list[PaperMachine]:
    """Machines in use with their workshops, by number."""
    return list(PaperMachine.objects.filter(is_active=True).select_related("workshop"))


def is_workday(day: date) -> bool:
    """Whether the mill's calendar has people at work: a day entered by hand wins over the published calendar.

    Raises CalendarUnknown for a day of a year that neither knows.
    """
    entered = CalendarDay.objects.filter(on=day).values_list("is_workday", flat=True).first()
    if entered is not None:
        return bool(entered)
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise CalendarUnknown(
            f"{day.year} 年的节假日安排还没有：请系统管理员在「基础资料 → 日历更正」录入 {day:%Y-%m-%d}"
        ) from None
