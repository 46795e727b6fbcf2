"""Hold an appraisal sheet while it is acted on."""

from datetime import date, datetime

from staff.models import AppraisalSheet, AppraisalState, Employee
from staff.rules.appraisal_errors import AppraisalMonthRunning, AppraisalOutOfStep, NotAppraised
from staff.selectors.appraisal import appraised_people
from yibin_service.foundation.acts.errors import StalePage
from yibin_service.foundation.regulation.clock import local_day, next_month


def locked_sheet(
    employee: Employee, month: date, *states: AppraisalState, seen_version: int | None = None
) -> AppraisalSheet:
    """The person's sheet of the month, locked, begun if nobody had. Raises NotAppraised, AppraisalOutOfStep, StalePage."""
    if not appraised_people(month).filter(pk=employee.pk).exists():
        raise NotAppraised
    AppraisalSheet.objects.get_or_create(employee=employee, month=month)
    row = (
        AppraisalSheet.objects.select_for_update(of=("self",))
        .select_related("employee__user", "employee__manager__user")
        .get(employee=employee, month=month)
    )
    if row.state not in states:
        raise AppraisalOutOfStep(f"{month:%Y-%m} 的考核表{row.get_state_display()}，这一步不再办理")
    if seen_version is not None and seen_version != row.version:
        raise StalePage
    return row


def check_month_over(month: date, at: datetime) -> None:
    """Raise AppraisalMonthRunning before the first day of the next month."""
    if local_day(at) < next_month(month):
        raise AppraisalMonthRunning(f"{month.month}月还没有过完，{next_month(month):%m-%d} 起评分")
