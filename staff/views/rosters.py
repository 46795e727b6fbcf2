"""Rosters with their weeks, and the calendar they stand on."""

from datetime import date, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.forms.rosters import WEEKDAYS, AddRosterForm, CalendarDayForm, RetireRosterForm, WeekForm
from staff.models import Schedule
from staff.selectors.rosters import dated_hours, retired_rosters, roster_of, rosters_on, still_on, week_on
from staff.services.retire_roster import named, retire_roster
from staff.services.set_calendar_day import set_calendar_day
from staff.services.set_week import add_roster, set_week
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.org.calendar import DayKind
from yibin_service.foundation.org.selectors import is_year_known, named_days
from yibin_service.foundation.regulation.clock import local_day

EVENTS = 30
FIRST_YEAR, LAST_YEAR = 2004, 2199


@require_GET
@permitted(Verb.MANAGE_SCHEDULE)
def roster_list(request: HttpRequest) -> HttpResponse:
    """Rosters in use with the week of today, and those out of use."""
    today = local_day(database_now())
    context = {"rosters": rosters_on(today), "retired": retired_rosters(today), "weekdays": WEEKDAYS}
    return render(request, "staff/roster_list.html", context)


@require_GET
@permitted(Verb.MANAGE_SCHEDULE)
def roster_page(request: HttpRequest, roster_id: int) -> HttpResponse:
    """One roster: the week of today and every dated change."""
    schedule, today = roster_of(roster_id), local_day(database_now())
    context = {
        "schedule": schedule,
        "week": list(zip(WEEKDAYS, week_on(schedule, today), strict=True)),
        "hours": [(rule, WEEKDAYS[rule.weekday]) for rule in dated_hours(schedule)],
        "events": events_of(f"schedule:{schedule.pk}")[:EVENTS],
        "today": today,
        "people": still_on(schedule, today),
    }
    return render(request, "staff/roster.html", context)


@require_GET
@permitted(Verb.MANAGE_SCHEDULE)
def work_calendar(request: HttpRequest) -> HttpResponse:
    """A year's holidays and make-up workdays, as published and corrected."""
    this_year = local_day(database_now()).year
    year = _year(request.GET.get("year", ""), this_year)
    context = {
        "year": year,
        "this_year": this_year,
        "days": [(day, WEEKDAYS[day.on.weekday()]) for day in named_days(year)],
        "is_known": is_year_known(year),
        "events": events_of(f"calendar:{year}")[:EVENTS],
    }
    return render(request, "staff/calendar.html", context)


def _year(text: str, usual: int) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else usual
    return year if FIRST_YEAR <= year <= LAST_YEAR else usual


class WeekPage(ActPage):
    """A page with the seven days of a week."""

    verb = Verb.MANAGE_SCHEDULE
    template_name = "staff/week_form.html"
    further_keys = tuple(f"{side}_{weekday}" for weekday in range(7) for side in ("start", "end"))


class AddRosterPage(WeekPage):
    """`/staff/rosters/new/`."""

    form_class = AddRosterForm
    title = "新增班制"
    button = "新增班制"

    def load(self, **kwargs: Any) -> None:
        """Nothing is there yet."""

    def page_context(self) -> dict[str, Any]:
        return {
            "back_url": reverse("roster_list"),
            "back_words": "回到班制",
            "consequences": ["节假日自动不上班；调休补班的周末按星期一的时间", "跨零点的班不支持：制度没有写怎么算"],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        sent = cast(AddRosterForm, form)
        schedule = add_roster(
            name=sent.cleaned_data["name"],
            week=sent.week,
            effective_from=sent.cleaned_data["effective_from"],
            by=self.user,
            at=at,
        )
        url = reverse("roster", args=[schedule.pk])
        return Answer(status=201, url=url, message=f"已新增班制「{schedule.name}」", body={"roster": schedule.pk})


class SetWeekPage(WeekPage):
    """The week of a roster from a day on."""

    form_class = WeekForm
    title = "改班次"
    button = "保存班次"
    subject: Schedule

    def load(self, **kwargs: Any) -> Schedule:
        return roster_of(kwargs["roster_id"])

    def initial(self) -> dict[str, Any]:
        hours: dict[str, Any] = {}
        for weekday, rule in enumerate(week_on(self.subject, local_day(self.now))):
            hours |= {f"start_{weekday}": rule.start, f"end_{weekday}": rule.end} if rule else {}
        return hours

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": self.subject.name,
            "back_url": reverse("roster", args=[self.subject.pk]),
            "back_words": "回到这个班制",
            "consequences": ["只改与那天不同的星期；以后另有起日的照旧", "还没有关账的月份重算；已关账的按差额更正，人多的在后台做"],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        sent = cast(WeekForm, form)
        since: date = sent.cleaned_data["effective_from"]
        written = set_week(schedule=self.subject, week=sent.week, effective_from=since, by=self.user, at=at)
        message = f"「{self.subject.name}」自 {since} 起改了 {len(written)} 天" if written else "与那天的班次相同，没有改动"
        url = reverse("roster", args=[self.subject.pk])
        return Answer(url=url, message=message, body={"roster": self.subject.pk, "changed": len(written)})


class RetireRosterPage(ActPage):
    """A roster goes out of use, or comes back."""

    verb = Verb.MANAGE_SCHEDULE
    form_class = RetireRosterForm
    title = "停用班制"
    button = "保存"
    subject: Schedule

    def load(self, **kwargs: Any) -> Schedule:
        return roster_of(kwargs["roster_id"])

    def initial(self) -> dict[str, Any]:
        return {"since": self.subject.retired_from}

    def page_context(self) -> dict[str, Any]:
        people = still_on(self.subject, local_day(self.now))
        told = [f"现在还有 {len(people)}人按它上班：{named(people)}；先给他们安排别的班制"] if people else []
        return {
            "subject_line": self.subject.name,
            "back_url": reverse("roster", args=[self.subject.pk]),
            "back_words": "回到这个班制",
            "consequences": [*told, "从这天起不能再安排给人，也不能再改班次", "以前的日子照原来的班次判，已关账的不变"],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        row = retire_roster(schedule=self.subject, since=form.content["since"], by=self.user, at=at)
        message = f"「{row.name}」自 {row.retired_from} 起停用" if row.retired_from else f"「{row.name}」恢复使用"
        return Answer(url=reverse("roster", args=[row.pk]), message=message, body={"roster": row.pk})


class SetCalendarDayPage(ActPage):
    """`/staff/calendar/set/`."""

    verb = Verb.MANAGE_SCHEDULE
    form_class = CalendarDayForm
    title = "录入或更正一天"
    button = "保存这一天"

    def load(self, **kwargs: Any) -> None:
        """Any day may be entered."""

    def initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("on", "")
        return {"on": asked} if len(asked) == len("2026-10-01") else {}

    def page_context(self) -> dict[str, Any]:
        return {
            "back_url": reverse("work_calendar"),
            "back_words": "回到日历",
            "consequences": [
                "录入的日子优先于公布的安排",
                "还没有关账的月份按它重算；已关账的按差额更正，人多的在后台做",
                "案件以后新起的时限也按它顺延",
            ],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        on, kind = form.content["on"], DayKind(form.content["kind"])
        set_calendar_day(on=on, kind=kind, name=form.content["name"], by=self.user, at=at)
        url = f"{reverse('work_calendar')}?year={on.year}"
        return Answer(url=url, message=f"已保存 {on}", body={"on": on.isoformat(), "kind": kind.value})


urlpatterns = [
    path("rosters/", roster_list, name="roster_list"),
    path("rosters/new/", AddRosterPage.as_view(), name="add_roster"),
    path("rosters/<int:roster_id>/", roster_page, name="roster"),
    path("rosters/<int:roster_id>/week/", SetWeekPage.as_view(), name="set_week"),
    path("rosters/<int:roster_id>/retire/", RetireRosterPage.as_view(), name="retire_roster"),
    path("calendar/", work_calendar, name="work_calendar"),
    path("calendar/set/", SetCalendarDayPage.as_view(), name="set_calendar_day"),
]
