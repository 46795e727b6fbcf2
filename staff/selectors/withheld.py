"""Bonuses withheld for a false report in a case (P.四.5): a fact of the cases, told in the person's statement."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from cases.models import Misreport, MisreportState
from staff.models import AttendanceMonth, Employee
from yibin_service.foundation.org.models import UnitKind
from yibin_service.foundation.regulation.clock import next_month


def withheld_of(employee: Employee, month: date) -> list[Misreport]:
    """The person's confirmed false reports of the month whose first day is given, and those payroll hears of in it."""
    return [row for row, due in _with_due([employee], month) if month in {row.fact_on.replace(day=1), due}]


def withheld_in(employees: Iterable[Employee], month: date) -> list[tuple[Employee, Misreport]]:
    """What payroll withholds with `month`, each once, by person: bonuses of it, and of months closed before the confirmation.

    Of 售后服务部's members only: those of other units are told by their notice. READING: a false report confirmed after its month was closed comes with the first month then open, as a difference does.
    """
    people: dict[int | None, Employee] = {one.user_id: one for one in employees if one.user_id is not None}
    found = [
        (people[row.member.user_id], row)
        for row, due in _with_due(people.values(), month)
        if due == month and row.member.unit.kind == UnitKind.SERVICE
    ]
    return sorted(found, key=lambda pair: (pair[0].number, pair[1].pk))


def _with_due(employees: Iterable[Employee], month: date) -> list[tuple[Misreport, date]]:
    """Confirmed false reports up to the month's end with the month whose payroll takes them."""
    people: dict[int | None, int] = {one.user_id: one.pk for one in employees if one.user_id is not None}
    rows = Misreport.objects.filter(
        member__user__in=list(people), state=MisreportState.CONFIRMED, fact_on__lt=next_month(month)
    )
    reports = list(rows.select_related("member__unit", "case__regulation").order_by("id"))
    closed: dict[int, dict[date, datetime]] = defaultdict(dict)
    if reports:
        first = min(row.fact_on for row in reports).replace(day=1)
        whose = [people[row.member.user_id] for row in reports]
        months = AttendanceMonth.objects.filter(employee__in=whose, month__gte=first)
        for employee, of, when in months.order_by().values_list("employee_id", "month", "closed_at"):
            closed[employee][of] = when
    return [(row, _due(row, closed[people[row.member.user_id]])) for row in reports]


def _due(row: Misreport, closed: dict[date, datetime]) -> date:
    month = row.fact_on.replace(day=1)
    while row.decided_at is not None and month in closed and closed[month] <= row.decided_at:
        month = next_month(month)
    return month
