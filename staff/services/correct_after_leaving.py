"""A last day known only after months were closed: what was judged beyond it, or not up to it, becomes a difference."""

from datetime import date, datetime

from staff.models import Employee
from yibin_service.foundation.access.models import User

from .correct_closed import correct_closed


def correct_after_leaving(*, employee: Employee, before: date | None, by: User, at: datetime) -> None:
    """`before` is the last day as it stood; the employee's row already tells the new one."""
    since = min(day for day in (before, employee.left_on) if day is not None)
    last = employee.left_on
    reason = f"关账后登记离职，最后一天 {last}" if last else "关账后撤回离职登记"
    trigger = f"leaving:{employee.pk}:{employee.version}"
    correct_closed(employees=[employee], since=since, trigger=trigger, reason=reason, by=by, at=at)
