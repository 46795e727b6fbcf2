"""Reads of daily reports: who has told what of a day, who has not, and what the weeks' records say together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from staff.models import DailyReport, DispatchOrder, Employee
from staff.rules.field_work import REPORT_REACH_DAYS
from staff.selectors.field_people import seen_people, service_people, staff_rules
from staff.selectors.people import visible_employees
from staff.selectors.schedule import scheduled_days_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.org.selectors import CalendarUnknown
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.parameter_keys import ParameterKey


@dataclass(frozen=True)
class ReportRow:
    """One person's day: the report, or whether one is owed."""

    employee: Employee
    on: date
    report: DailyReport | None
    is_owed: bool


def board_of(user: User, day: date) -> list[ReportRow]:
    """The day of everybody this person may see: those who owe a report first, then those who told, then the others."""
    people = list(seen_people(user, day).order_by("number"))
    told = {row.employee_id: row for row in DailyReport.objects.filter(on=day, employee__in=people)}
    expected = _expected(people, day)
    rows = [
        ReportRow(person, day, told.get(person.pk), person.pk in expected and person.pk not in told) for person in people
    ]
    return sorted(rows, key=lambda row: (not row.is_owed, row.report is None))


def visible_reports(user: User) -> QuerySet[DailyReport]:
    """Every report of those this person may see."""
    return DailyReport.objects.filter(employee__in=visible_employees(user).values("pk")).select_related("employee")


def own_days(employee: Employee, today: date) -> list[ReportRow]:
    """The person's last days, newest first: scheduled ones, and others that were told of."""
    first = today - timedelta(days=REPORT_REACH_DAYS)
    told = {row.on: row for row in DailyReport.objects.filter(employee=employee, on__range=(first, today))}
    scheduled = set(_scheduled([employee], first, today).get(employee.pk, []))
    days = sorted(scheduled | set(told), reverse=True)
    return [ReportRow(employee, on, told.get(on), on not in told) for on in days]


def missing_on(at: datetime) -> list[Employee]:
    """People of 售后服务部 who have to tell of the day of `at` and have not (parameter: every workday, or field days)."""
    day = local_day(at)
    people = list(service_people(day).exclude(user=None))
    if staff_rules(at).text(ParameterKey.DAILY_REPORT_SCOPE) == "field":
        outside = _outside_on(people, day)
        people = [person for person in people if person.pk in outside]
    expected = _expected(people, day)
    told = set(DailyReport.objects.filter(on=day, employee__in=people).values_list("employee_id", flat=True))
    return [person for person in people if person.pk in expected - told]


def told_between(user: User, first: date, last: date, text: str = "") -> QuerySet[DailyReport]:
    """Reports this person may see in which something was gathered (quality, needs, problems); `text` narrows."""
    rows = (
        DailyReport.objects.filter(on__range=(first, last), employee__in=seen_people(user, last))
        .exclude(quality="", needs="", problems="")
        .select_related("employee")
        .order_by("-on", "employee__number")
    )
    if text:
        rows = rows.filter(Q(quality__icontains=text) | Q(needs__icontains=text) | Q(problems__icontains=text))
    return rows


def _expected(people: Iterable[Employee], day: date) -> set[int]:
    return {key for key, days in _scheduled(people, day, day).items() if days}


def _scheduled(people: Iterable[Employee], first: date, last: date) -> dict[int, list[date]]:
    """The days people are to be there. In a year nobody has entered no report is asked for; judging the month says so."""
    try:
        found = scheduled_days_of(people, first, last)
    except CalendarUnknown:
        return {}
    return {key: [one.on for one in days] for key, days in found.items()}


def _outside_on(people: list[Employee], day: date) -> set[int]:
    """Those who were at a customer's that day, as their orders tell."""
    orders = DispatchOrder.objects.filter(engineer__in=people, arrived_at__date__lte=day)
    rows = orders.filter(Q(done_at=None, cancelled_at=None) | Q(done_at__date__gte=day))
    return set(rows.values_list("engineer_id", flat=True))
