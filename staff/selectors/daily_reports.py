"""Reads of daily reports: who has told what of a day, and who has not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from staff.models import DailyReport, Employee
from staff.rules.field_work import REPORT_REACH_DAYS
from staff.selectors.excuses import ReportDay, report_days
from staff.selectors.field_people import seen_people, service_people
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True)
class ReportRow:
    """One person's day: the report, or whether one is owed."""

    employee: Employee
    on: date
    report: DailyReport | None
    is_owed: bool
    leave: str = ""


def board_of(user: User, day: date) -> list[ReportRow]:
    """The day of everybody this person may see: those who owe a report first, then those who told, then the others."""
    people = list(seen_people(user, day).order_by("number"))
    told = {row.employee_id: row for row in DailyReport.objects.filter(on=day, employee__in=people)}
    days = {person: those[0] for person, those in report_days(people, day, day).items() if those}
    rows = [_row(person, day, told.get(person.pk), days.get(person.pk)) for person in people]
    return sorted(rows, key=lambda row: (not row.is_owed, row.report is None))


def visible_reports(user: User) -> QuerySet[DailyReport]:
    """Every report of those this person may see."""
    return DailyReport.objects.filter(employee__in=visible_employees(user).values("pk")).select_related("employee")


def own_days(employee: Employee, today: date) -> list[ReportRow]:
    """The person's last days, newest first: those a report is owed of, and others that were told of."""
    first = max(today - timedelta(days=REPORT_REACH_DAYS), employee.entered_on)
    told = {row.on: row for row in DailyReport.objects.filter(employee=employee, on__range=(first, today))}
    days = {day.on: day for day in report_days([employee], first, today).get(employee.pk, [])}
    shown = sorted({on for on, day in days.items() if day.is_due} | set(told), reverse=True)
    return [_row(employee, on, told.get(on), days.get(on)) for on in shown]


def missing_on(at: datetime) -> list[Employee]:
    """People of 售后服务部 who owe a report of the day of `at` and have not written it."""
    day = local_day(at)
    people = list(service_people(day).exclude(user=None))
    due = {person for person, days in report_days(people, day, day).items() if any(one.is_due for one in days)}
    told = set(DailyReport.objects.filter(on=day, employee__in=people).values_list("employee_id", flat=True))
    return [person for person in people if person.pk in due - told]


def _row(employee: Employee, on: date, report: DailyReport | None, day: ReportDay | None) -> ReportRow:
    is_owed = day is not None and day.is_due and report is None
    return ReportRow(employee, on, report, is_owed, day.leave if day else "")
