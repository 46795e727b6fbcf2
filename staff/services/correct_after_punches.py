"""Punches that came after their month was closed."""

from datetime import date, datetime

from django.db.models import Min

from staff.models import AttendanceMonth, Employee, Punch, PunchImport
from staff.services.correct_closed import correct_closed
from yibin_service.foundation.access.models import User


def correct_after_punches(*, source: PunchImport, by: User, at: datetime) -> int:
    """Correct the closed months that the presses of this file fall into; gives how many differences came of it."""
    presses = Punch.objects.filter(source=source).order_by()
    first: dict[int, date] = dict(presses.values_list("employee_id").annotate(first=Min("on")))
    if not first:
        return 0
    earliest = min(first.values()).replace(day=1)
    closed = AttendanceMonth.objects.filter(employee__in=first, month__gte=earliest).values("employee")
    found = 0
    for employee in Employee.objects.filter(pk__in=closed).select_related("unit", "user"):
        found += len(
            correct_closed(
                employees=[employee],
                since=first[employee.pk],
                trigger=f"punches:{source.pk}",
                reason=f"关账后导入打卡（导入 {source.pk}）",
                by=by,
                at=at,
            )
        )
    return found
