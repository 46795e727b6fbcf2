"""Months of attendance as they are found and listed."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from staff.models import AttendanceMonth, Employee
from staff.selectors.month_facts import first_month_kept
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.regulation.clock import local_day, next_month, previous_month

NO_MONTH = "没有这个月的考勤，或您无权查看"
LABEL = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
MOST_MONTHS = 24


@dataclass(frozen=True)
class MonthChoice:
    """A month one may turn to."""

    month: date
    is_closed: bool

    @property
    def label(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def title(self) -> str:
        return f"{self.month.year}年{self.month.month}月{'（已关账）' if self.is_closed else ''}"


def month_in(label: str, now: datetime) -> date:
    """The first day of the month of an address, not after this month. Raises NotFound."""
    found = LABEL.fullmatch(label)
    if found is None or date(int(found[1]), int(found[2]), 1) > local_day(now):
        raise NotFound(NO_MONTH)
    return date(int(found[1]), int(found[2]), 1)


def kept_month_in(label: str, now: datetime) -> date:
    """The month of an address of attendance: as `month_in`, and not before the first punch kept here. Raises NotFound.

    Before it attendance was kept elsewhere: judged by the empty clock everybody would have been absent all month.
    """
    month = month_in(label, now)
    if not is_kept(month):
        raise NotFound(f"{month.year}年{month.month}月的考勤不在本系统：那时的打卡没有导入")
    return month


def is_kept(month: date) -> bool:
    """Whether attendance of this month is kept here: not where it lies before the oldest punch and was never closed."""
    kept = first_month_kept()
    return kept is None or month >= kept or AttendanceMonth.objects.filter(month=month).exists()


def month_choices(now: datetime, employee: Employee | None = None) -> list[MonthChoice]:
    """This month and those before it back to the first kept, the newest first; closed as they are for `employee`."""
    rows = AttendanceMonth.objects.filter(employee=employee) if employee else AttendanceMonth.objects.all()
    closed = set(rows.order_by().values_list("month", flat=True).distinct())
    this = local_day(now).replace(day=1)
    first = first_month_kept() or this
    choices: list[MonthChoice] = []
    while this >= first and len(choices) < MOST_MONTHS:
        choices.append(MonthChoice(this, this in closed))
        this = previous_month(this)
    return choices


def usual_month(now: datetime, employee: Employee | None = None) -> date:
    """What a person opening the page wants: last month while it is open, else this one."""
    this = local_day(now).replace(day=1)
    before = previous_month(this)
    kept = first_month_kept()
    if kept is None or before < kept or (employee is not None and employee.entered_on >= this):
        return this
    rows = AttendanceMonth.objects.filter(month=before)
    rows = rows.filter(employee=employee) if employee else rows
    return this if rows.exists() else before


def may_close_from(month: date) -> date:
    """The first day on which the month may be closed."""
    return next_month(month)
