"""Reads of units, machines and the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays as published
from django.db.models import OuterRef, QuerySet, Subquery

from yibin_service.foundation.acts.errors import Refused

from .calendar import DayKind
from .models import CalendarDay, PaperMachine, Site, Unit, UnitKind, UnitName, UnitSite

PUBLISHED_YEARS = frozenset(day.year for day in published)
STATUTORY_DAYS = 13  # of a year, by the State Council's rule in force since 2025
SATURDAY = 5


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


def units_at(site: Site, on: date) -> QuerySet[Unit]:
    """The units that lie there on the day."""
    begun = UnitSite.objects.filter(unit=OuterRef("pk"), effective_from__lte=on).order_by("-effective_from")
    return Unit.objects.annotate(site_then=Subquery(begun.values("site")[:1])).filter(site_then=site.pk)


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
    return _is_usually_worked(day, calendar_between(day, day)[day])


def calendar_between(first: date, last: date) -> dict[date, DayKind]:
    """What each day is, both ends included, in one query: rows entered by hand win over the published calendar.

    READING: a year the published calendar lacks counts as known once as many days of rest are entered as the law has
    holidays; its other days go by the weekday. Raises CalendarUnknown for a year that neither knows.
    """
    if last < first:
        return {}
    years = range(first.year, last.year + 1)
    rows = CalendarDay.objects.filter(on__range=(date(first.year, 1, 1), date(last.year, 12, 31)))
    entered = dict(rows.values_list("on", "is_workday"))
    for year in years:
        _check_known(year, sum(on.year == year and not is_worked for on, is_worked in entered.items()), first)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return {day: _kind_of(day, entered.get(day)) for day in days}


def _kind_of(day: date, entered: bool | None) -> DayKind:
    if entered is not None:
        return DayKind.WORK if entered else DayKind.REST
    if day.year not in PUBLISHED_YEARS:
        return DayKind.ORDINARY
    is_rest, name = chinese_calendar.get_holiday_detail(day)
    if name is None:
        return DayKind.ORDINARY
    return DayKind.REST if is_rest else DayKind.WORK


def _is_usually_worked(day: date, kind: DayKind) -> bool:
    return day.weekday() < SATURDAY if kind is DayKind.ORDINARY else kind is DayKind.WORK


def _check_known(year: int, rests: int, asked: date) -> None:
    if year in PUBLISHED_YEARS or rests >= STATUTORY_DAYS:
        return
    day = asked if asked.year == year else date(year, 1, 1)
    told = f"只录了 {rests} 天休息（法定节假日有 {STATUTORY_DAYS} 天）" if rests else "还没有"
    raise CalendarUnknown(
        f"{year} 年的节假日安排{told}：请系统管理员在「基础资料 → 日历更正」或人力资源在「班制 → 日历」"
        f"录入 {day:%Y-%m-%d} 等日"
    )


FESTIVALS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True)
class NamedDay:
    """A day that its weekday does not explain; `is_entered`: by hand, not published."""

    on: date
    kind: DayKind
    name: str
    is_entered: bool


def named_days(year: int) -> list[NamedDay]:
    """The holidays and make-up workdays of a year, ascending, as published and corrected."""
    rows = {row.on: row for row in CalendarDay.objects.filter(on__year=year)}
    days = [_published_day(on) for on in _days_of(year) if on not in rows] if year in PUBLISHED_YEARS else []
    entered = [
        NamedDay(on, DayKind.WORK if row.is_workday else DayKind.REST, row.name, True) for on, row in rows.items()
    ]
    return sorted([day for day in days if day] + entered, key=lambda day: day.on)


def holiday_names(first: date, last: date) -> dict[date, str]:
    """What statutory holidays between two days are called, those entered by hand before the published ones.

    An ordinary weekend has no name, nor has a year nobody has published.
    """
    by_hand = dict(CalendarDay.objects.filter(on__range=(first, last)).values_list("on", "name"))
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return {on: name for on in days if (name := by_hand.get(on, _published_holiday(on)))}


def is_year_known(year: int) -> bool:
    """Whether the days of the year can be told without guessing."""
    rests = CalendarDay.objects.filter(on__year=year, is_workday=False).count()
    return year in PUBLISHED_YEARS or rests >= STATUTORY_DAYS


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def _published_holiday(on: date) -> str:
    day = _published_day(on) if on.year in PUBLISHED_YEARS else None
    return day.name if day and day.kind is DayKind.REST else ""


def _published_day(on: date) -> NamedDay | None:
    is_rest, name = chinese_calendar.get_holiday_detail(on)
    if name is None:
        return None
    return NamedDay(on, DayKind.REST if is_rest else DayKind.WORK, FESTIVALS.get(name, ""), False)
