"""Tell the manager what was done on a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from staff.models import DailyReport, Employee
from staff.rules.field_errors import NotYours, ReportAlreadySent, ReportDayOutOfReach
from staff.rules.field_work import REPORT_REACH_DAYS, may_still_report, written_when
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import lock_attendance
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    """The day and what is told of it; `written_at` is when the phone had it written, if it had to wait for network."""

    on: date
    text: str
    quality: str = ""
    needs: str = ""
    problems: str = ""
    written_at: datetime | None = None


@transaction.atomic
def file_daily_report(*, employee: Employee, facts: ReportFacts, by: User, at: datetime) -> DailyReport:
    """The one report of the person's day (S.3(2)), with its event. Of a closed month it corrects the judgement (S.4罚(6)).

    Raises NotYours for another person's, ReportDayOutOfReach before the day or too long after it, ReportAlreadySent.
    """
    require(by, Verb.WRITE_DAILY_REPORT)
    if employee.user_id != by.pk:
        raise NotYours
    lock_attendance()
    locked = Employee.objects.select_for_update().get(pk=employee.pk)
    written_at = written_when(facts.written_at, at)
    _check_day(locked, facts.on, local_day(at))
    if DailyReport.objects.filter(employee=locked, on=facts.on).exists():
        raise ReportAlreadySent(f"{facts.on:%m-%d} 的日报已经提交，每天一份；要补充的写进下一天", field="on")
    report = DailyReport.objects.create(
        employee=locked,
        on=facts.on,
        text=facts.text,
        quality=facts.quality,
        needs=facts.needs,
        problems=facts.problems,
        sent_by=by,
        sent_at=written_at,
        entered_at=at,
    )
    text = f"提交 {facts.on:%Y-%m-%d} 日报"
    record_event(
        stream=locked.stream, verb="file_daily_report", text=text, by=by, at=at, clause="S.3(2)", happened_at=written_at
    )
    trigger, reason = f"report:{report.pk}", f"补交 {facts.on:%Y-%m-%d} 日报"
    correct_closed(employees=[locked], since=facts.on, trigger=trigger, reason=reason, by=by, at=at)
    return report


def _check_day(employee: Employee, on: date, today: date) -> None:
    if on > today:
        raise ReportDayOutOfReach("还没有到这一天：日报写当天或以前的", field="on")
    if not may_still_report(on, today):
        raise ReportDayOutOfReach(f"超过 {REPORT_REACH_DAYS}天的日报不能再补：请向经理说明", field="on")
    if on < employee.entered_on or (employee.left_on and on > employee.left_on):
        raise ReportDayOutOfReach("这一天您不在册", field="on")
