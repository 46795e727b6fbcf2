"""A calendar, a roster or its hours changed after months were closed: everybody affected is corrected, under this reason."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from staff.models import AttendanceMonth, Employee, EmployeeSchedule, Schedule
from yibin_service.foundation.access.models import User
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.services import request_job

from .correct_closed import SCHEDULE_JOB, correct_closed

MOST_AT_ONCE = 40  # closed months; more are corrected in the background


def correct_after_schedule(
    *, employees: QuerySet[Employee], since: date, trigger: str, reason: str, by: User, at: datetime
) -> Job | None:
    """Correct the closed months of these people from that of `since` on, once per `trigger`; many of them by a job.

    Whoever is corrected for something else before the job comes to them is told of both. Gives the job.
    Raises CalendarUnknown.
    """
    closed = AttendanceMonth.objects.filter(employee__in=employees, month__gte=since.replace(day=1)).order_by()
    people = sorted(set(closed.values_list("employee_id", flat=True)))
    if closed.count() > MOST_AT_ONCE:
        told = {"people": people, "since": since.isoformat(), "trigger": trigger, "reason": reason}
        return request_job(kind=SCHEDULE_JOB, key=trigger, title=reason[:160], arguments=told, by=by, at=at)
    correct_closed(employees=by_number(people), since=since, trigger=trigger, reason=reason, by=by, at=at)
    return None


def by_number(people: Iterable[int]) -> QuerySet[Employee]:
    """The employees of these ids, by number."""
    return Employee.objects.filter(pk__in=list(people)).select_related("unit", "user").order_by("number")


def closed_on(on: date) -> QuerySet[Employee]:
    """Those whose month of that day is closed."""
    rows = AttendanceMonth.objects.filter(month=on.replace(day=1)).order_by()
    return Employee.objects.filter(pk__in=rows.values("employee"))


def ever_on(schedule: Schedule, since: date) -> QuerySet[Employee]:
    """Those who worked by the roster on that day or later, or were to, and have not left before it."""
    rows = EmployeeSchedule.objects.filter(schedule=schedule).order_by()
    return Employee.objects.filter(Q(left_on=None) | Q(left_on__gte=since), pk__in=rows.values("employee"))
