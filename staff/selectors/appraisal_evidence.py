"""Attendance and deliveries beside the appraisal: evidence for whoever scores, never points."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, QuerySet

from staff.models import (
    CollectedPayment,
    CustomerVisit,
    DispatchOrder,
    DispatchState,
    Employee,
    Errand,
    OpinionSheet,
    ServiceRecord,
    WeeklyPlan,
)
from staff.rules.appraisal import points_in_words
from staff.rules.field_work import plan_due
from staff.selectors.judged import judge_one
from staff.selectors.statement import counts_of
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.regulation.clock import local_day, midnight, next_month
from yibin_service.foundation.regulation.selectors import parameter_set

Fact = tuple[str, str]


def evidence_of(employee: Employee, month: date, at: datetime) -> list[Fact]:
    """What the month's records say of the person, as label and text."""
    return [*_attendance(employee, month, at), *_deliveries(employee, month)]


def _attendance(employee: Employee, month: date, at: datetime) -> list[Fact]:
    try:
        judged = judge_one(employee, month, at)
    except Refused as refusal:
        return [("考勤", refusal.message)]
    counts, result = counts_of(judged, parameter_set(judged.result["regulation"])), judged.result
    until = "" if judged.closed else "（未关账）"
    return [
        ("出勤", f"应出勤 {counts['scheduled']}天，外勤 {counts['field']}天，请假 {counts['leave']}天{until}"),
        ("迟到、早退、离岗", f"{result['late']} / {result['early']} / {result['left_post']} 次"),
        ("旷工", f"{points_in_words(Decimal(result['absent_days']))}天，缺卡 {result['missing_punch']}次"),
        ("日报", f"应交 {counts['reports_due']}份，已交 {counts['reported']}份"),
    ]


def _deliveries(employee: Employee, month: date) -> list[Fact]:
    first, end = midnight(month), midnight(next_month(month))
    done = DispatchOrder.objects.filter(
        engineer=employee, state=DispatchState.DONE, done_at__gte=first, done_at__lt=end
    )
    records = ServiceRecord.objects.filter(by=employee, ended_at__gte=first, ended_at__lt=end)
    sheets = OpinionSheet.objects.filter(by=employee, handed_at__gte=first, handed_at__lt=end)
    visits = CustomerVisit.objects.filter(by=employee, visited_on__gte=month, visited_on__lt=next_month(month))
    late = done.filter(done_at__gt=F("due_at")).count()
    return [
        ("派工", f"完成 {done.count()}张，其中晚于期限 {late}张"),
        ("维修服务单", f"{records.count()}张，已解决 {records.filter(result='solved').count()}张"),
        ("客户意见反馈单", f"{sheets.count()}张"),
        ("回访", f"{visits.count()}次"),
        ("交办", _errands(employee, month)),
        ("代收货款", _payments(employee, month)),
        ("周计划", _plans(WeeklyPlan.objects.filter(employee=employee, week__gte=month, week__lt=next_month(month)))),
    ]


def _errands(employee: Employee, month: date) -> str:
    """Those that ended in the month; one not reported by its day is late."""
    rows = list(Errand.objects.filter(employee=employee, due_on__gte=month, due_on__lt=next_month(month)))
    late = sum(row.done_at is None or local_day(row.done_at) > row.due_on for row in rows)
    return f"到期 {len(rows)}件，其中没有按期办完 {late}件"


def _payments(employee: Employee, month: date) -> str:
    rows = CollectedPayment.objects.filter(
        collector=employee, collected_on__gte=month, collected_on__lt=next_month(month)
    )
    return f"{rows.count()}笔，其中逾期没有交财务 {rows.filter(flagged_at__isnull=False).count()}笔"


def _plans(plans: QuerySet[WeeklyPlan]) -> str:
    rows = list(plans)
    late = sum(row.first_submitted_at > plan_due(row.week) for row in rows)
    return f"{len(rows)}份，其中晚交 {late}份"
