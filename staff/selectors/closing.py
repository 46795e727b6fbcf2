"""What stands before the closing of a month: what is still open, who is left out, what it will come to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from staff.models import (
    AttendanceMonth,
    AttendanceRequest,
    Employee,
    Objection,
    ObjectionState,
    Punch,
    RequestState,
)
from staff.selectors.judged import Judged, judge_months
from staff.selectors.month_facts import last_day_of, wages_on
from staff.selectors.month_people import open_people
from staff.selectors.schedule import scheduled_days_of
from staff.selectors.statement import differences_in
from yibin_service.foundation.regulation.clock import next_month
from yibin_service.foundation.regulation.money import total

MOST_JUDGED_AT_ONCE = 300


@dataclass(frozen=True)
class ClosingView:
    """Everything the closing page says. `payable` is None for more people than are judged while one waits."""

    month: date
    people: list[Employee]
    closed_count: int
    requests: list[AttendanceRequest]
    objections: list[Objection]
    without_wage: list[Employee]
    missing_punches: list[tuple[Employee, int]]
    empty_days: list[date]
    payable: Decimal | None
    demerits: list[Employee]
    proposals: list[tuple[Employee, str]]


def closing_view(month: date, at: datetime) -> ClosingView:
    """What closing the month meets and does. Raises CalendarUnknown."""
    people = open_people(month)
    last = last_day_of(month)
    wages = wages_on(people, last)
    is_judged = len(people) <= MOST_JUDGED_AT_ONCE
    judged = list(judge_months(people, month, at).values()) if people and is_judged else []
    return ClosingView(
        month=month,
        people=people,
        closed_count=AttendanceMonth.objects.filter(month=month).count(),
        requests=list(_requests(month)),
        objections=list(
            Objection.objects.filter(month=month, state=ObjectionState.WAITING).select_related("employee")
        ),
        without_wage=[one for one in people if one.pk not in wages],
        missing_punches=[(one.employee, one.result["missing_punch"]) for one in judged if one.result["missing_punch"]],
        empty_days=_empty_days(people, month, last),
        payable=_payable(judged, month) if is_judged else None,
        demerits=[one.employee for one in judged if one.result["demerit"]],
        proposals=[
            (one.employee, words)
            for one in judged
            for key, words in (("dismissal", "辞退"), ("deemed_resigned", "自动离职"))
            if one.result[key]
        ],
    )


def _requests(month: date) -> "list[AttendanceRequest]":
    rows = AttendanceRequest.objects.filter(
        state=RequestState.WAITING, first_on__lt=next_month(month), last_on__gte=month
    )
    return list(rows.select_related("employee").order_by("asked_at"))


def _empty_days(people: list[Employee], month: date, last: date) -> list[date]:
    """Workdays on which nobody's punch is there: most likely an export that was not imported."""
    worked = {day.on for days in scheduled_days_of(people, month, last).values() for day in days}
    punched = set(Punch.objects.filter(on__range=(month, last)).order_by().values_list("on", flat=True).distinct())
    return sorted(worked - punched)


def _payable(judged: list[Judged], month: date) -> Decimal:
    ready = [one for one in judged if one.has_wage]
    extra = differences_in([one.employee.pk for one in ready], month)
    sums = [Decimal(one.result["total_deduction"]) for one in ready]
    return total([*sums, *(row.total for rows in extra.values() for row in rows)])
