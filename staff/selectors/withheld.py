"""Bonuses withheld for a false report in a case (P.四.5): a fact of the cases, told in the person's statement."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from cases.models import Misreport, MisreportState
from staff.models import AttendanceMonth, Employee
from yibin_service.foundation.org.models import UnitKind
from yibin_service.foundation.regulation.clock import next_month


@dataclass(frozen=True)
class Withheld:
    """A false report of a person on the payroll. `due`: the month whose payroll takes the bonus, by statement or not.

    `back`: the month with which a bonus that was taken is paid back, its finding being annulled since; None where none is.
    """

    employee: Employee
    report: Misreport
    due: date
    back: date | None

    @property
    def is_of_service(self) -> bool:
        return self.report.member.unit.kind == UnitKind.SERVICE

    @property
    def has_notice(self) -> bool:
        return hasattr(self.report, "bonus_notice")

    @property
    def is_told_in_statement(self) -> bool:
        """Whether payroll hears of it here: one of 售后服务部 still there with the month it is due, and no notice out."""
        left = self.employee.left_on
        return self.is_of_service and not self.has_notice and (left is None or left >= self.due)


def withheld_of(employee: Employee, month: date) -> list[Misreport]:
    """The person's confirmed false reports of the month whose first day is given, and those payroll hears of in it."""
    standing = _standing([employee]).filter(fact_on__lt=next_month(month))
    return [one.report for one in _with_due([employee], standing) if month in {one.report.fact_on.replace(day=1), one.due}]


def withheld_in(employees: Iterable[Employee], month: date) -> list[tuple[Employee, Misreport]]:
    """What payroll withholds with `month`, each once, by person: bonuses of it, and of months closed before the confirmation.

    Of 售后服务部's members only: those of other units, and who was told by notice, are not withheld twice.
    READING: a false report confirmed after its month was closed comes with the first month then open, as a difference does.
    """
    people = list(employees)
    rows = _with_due(people, _standing(people).filter(fact_on__lt=next_month(month)))
    return _by_person(one for one in rows if one.due == month and one.is_told_in_statement)


def returned_in(employees: Iterable[Employee], month: date) -> list[tuple[Employee, Misreport]]:
    """What payroll pays back with `month`, each once, by person: bonuses taken before the finding was annulled.

    READING: it comes with the first month that was open when the finding was annulled, as a difference does.
    """
    people = list(employees)
    annulled = _of(people).filter(annulled_at__isnull=False, decided_at__isnull=False)
    return _by_person(one for one in _with_due(people, annulled) if one.back == month)


def told_in_statement(reports: "QuerySet[Misreport]") -> set[int]:
    """Which of these confirmed false reports payroll hears of by the person's statement: the others need a notice."""
    people = Employee.objects.filter(user__in=reports.values("member__user"))
    return {one.report.pk for one in _with_due(people, reports) if one.is_told_in_statement}


def _of(people: Iterable[Employee]) -> "QuerySet[Misreport]":
    return Misreport.objects.filter(member__user__in=[one.user_id for one in people if one.user_id is not None])


def _standing(people: Iterable[Employee]) -> "QuerySet[Misreport]":
    return _of(people).filter(state=MisreportState.CONFIRMED)


def _by_person(rows: Iterable[Withheld]) -> list[tuple[Employee, Misreport]]:
    return sorted(((one.employee, one.report) for one in rows), key=lambda pair: (pair[0].number, pair[1].pk))


def _with_due(employees: Iterable[Employee], rows: "QuerySet[Misreport]") -> list[Withheld]:
    people: dict[int | None, Employee] = {one.user_id: one for one in employees if one.user_id is not None}
    chosen = rows.select_related("member__unit", "case__regulation", "bonus_notice").order_by("id")
    reports = [row for row in chosen if row.member.user_id in people]
    closed: dict[int, dict[date, datetime]] = defaultdict(dict)
    if reports:
        first = min(row.fact_on for row in reports).replace(day=1)
        whose = Q(employee__in=[people[row.member.user_id].pk for row in reports])
        months = AttendanceMonth.objects.filter(whose, month__gte=first)
        for employee, of, when in months.order_by().values_list("employee_id", "month", "closed_at"):
            closed[employee][of] = when
    return [_placed(people[row.member.user_id], row, closed[people[row.member.user_id].pk]) for row in reports]


def _placed(employee: Employee, row: Misreport, closed: dict[date, datetime]) -> Withheld:
    due = _open_at(row.fact_on.replace(day=1), row.decided_at, closed)
    one = Withheld(employee, row, due, None)
    taken = one.has_notice or (
        one.is_told_in_statement and due in closed and row.annulled_at is not None and closed[due] <= row.annulled_at
    )
    if row.annulled_at is None or not taken:
        return one
    return Withheld(employee, row, due, _open_at(due, row.annulled_at, closed))


def _open_at(month: date, when: datetime | None, closed: dict[date, datetime]) -> date:
    """The first month from this one on that was not closed at that time."""
    while when is not None and month in closed and closed[month] <= when:
        month = next_month(month)
    return month
