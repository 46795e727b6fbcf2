"""What excuses people from the clock or from the day's report: leave, field days asked for or served by order, times entered.

The month's judgement, the evening's reminder and the list of reports owed all read it here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.db.models import Max

from staff.models import AttendanceRequest, DispatchOrder, Employee, RequestKind, RequestState
from staff.rules.attendance import report_is_due
from staff.rules.days import shift_left
from staff.rules.facts import Shift
from staff.rules.field_work import days_at_customer
from staff.rules.schedule import ScheduledDay
from staff.selectors.schedule import scheduled_days_of
from yibin_service.foundation.org.selectors import CalendarUnknown
from yibin_service.foundation.regulation.clock import ONE_DAY
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.selectors import parameters_on

PersonDay = tuple[int, date]


@dataclass(frozen=True)
class Excuses:
    """By person and day: whole leave, parts of a day, field days in words, times entered by side."""

    whole_leave: dict[PersonDay, str] = field(default_factory=dict)
    parts: dict[PersonDay, list[AttendanceRequest]] = field(default_factory=lambda: defaultdict(list))
    outside: dict[PersonDay, str] = field(default_factory=dict)
    corrections: dict[PersonDay, dict[str, time]] = field(default_factory=lambda: defaultdict(dict))

    def leave_on(self, person: int, day: ScheduledDay) -> tuple[str, Shift]:
        """The leave that takes the whole day, asked for whole or in parts that leave nothing; and the shift that is left."""
        key = (person, day.on)
        parts = self.parts.get(key, [])
        left = shift_left(day.shift, [(part.starts, part.ends) for part in parts if part.starts and part.ends])
        whole = self.whole_leave.get(key, "") or ("" if left else parts[0].get_leave_kind_display())
        return whole, left or day.shift


@dataclass(frozen=True)
class ReportDay:
    """A scheduled day of a person: whether a daily report is owed of it, and the leave if it is one."""

    on: date
    is_due: bool
    leave: str


def excuses_of(people: Sequence[Employee], first: date, last: date) -> Excuses:
    """What was approved or served on these days, in two queries. Of two that say the same, the one approved later stands."""
    found = Excuses(outside=_days_at_customers(people, first, last))
    approved = AttendanceRequest.objects.filter(
        employee__in=[one.pk for one in people], state=RequestState.APPROVED, first_on__lte=last, last_on__gte=first
    )
    for row in approved.order_by("decided_at", "id"):
        _take(row, found, max(first, row.first_on), min(last, row.last_on))
    return found


def report_days(people: Iterable[Employee], first: date, last: date) -> dict[int, list[ReportDay]]:
    """The scheduled days of each of them, ascending, with whether a report is owed: as the month's judgement has it.

    In a year whose calendar nobody has entered no report is asked for; judging the month says so.
    """
    those = list(people)
    try:
        scheduled = scheduled_days_of(those, first, last)
    except CalendarUnknown:
        return {}
    excuses = excuses_of(those, first, last)
    months = {day.on.replace(day=1) for days in scheduled.values() for day in days}
    rules = {month: parameters_on(Family.STAFF, month) for month in months}

    def told(person: int, day: ScheduledDay) -> ReportDay:
        leave, _ = excuses.leave_on(person, day)
        in_field = (person, day.on) in excuses.outside
        p = rules[day.on.replace(day=1)]
        return ReportDay(day.on, report_is_due(on_leave=bool(leave), in_field=in_field, p=p), leave)

    return {person: [told(person, day) for day in days] for person, days in scheduled.items()}


def _days_at_customers(people: Sequence[Employee], first: date, last: date) -> dict[PersonDay, str]:
    """The days people were at a customer's by order, in words."""
    orders = DispatchOrder.objects.filter(engineer__in=[one.pk for one in people], arrived_at__date__lte=last)
    there: dict[PersonDay, str] = {}
    for order in orders.annotate(worked_until=Max("records__ended_at")).select_related("customer").order_by("arrived_at"):
        assert order.arrived_at is not None
        ended = order.done_at or order.cancelled_at
        begin, end = days_at_customer(order.arrived_at, ended, order.due_at, order.worked_until)
        on = max(begin, first)
        while on <= min(end, last):
            there[order.engineer_id, on] = f"外勤 {order.customer}（派工单 {order.number}）"
            on += ONE_DAY
    return there


def _take(row: AttendanceRequest, found: Excuses, first: date, last: date) -> None:
    """Lay one approved request over its days."""
    on = first
    while on <= last:
        key = (row.employee_id, on)
        if row.kind == RequestKind.FIELD:
            found.outside[key] = f"外勤 {row.place}".strip()
        elif row.kind == RequestKind.PUNCH and row.time is not None:
            found.corrections[key][row.side] = row.time
        elif row.is_part_day:
            found.parts[key].append(row)
        else:
            found.whole_leave[key] = row.get_leave_kind_display()
        on += ONE_DAY
