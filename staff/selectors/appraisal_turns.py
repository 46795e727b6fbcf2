"""What of the appraisal waits for one person."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from staff.models import AppraisalState, ComplaintState, Employee, ServiceComplaint
from staff.rules.appraisal import due_at
from staff.selectors.appraisal import (
    appraised_people,
    months_to_score,
    row_of,
    rules_of,
    sheets_to_countersign,
    unscored_people,
    usual_appraisal_month,
)
from staff.selectors.managers import own_turn
from staff.selectors.people import employee_shown
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.regulation.clock import local_day, midnight, next_month


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """The own self view, sheets to score and to countersign, complaints to verify."""
    found: list[Turn] = []
    if may(user, Verb.WRITE_SELF_VIEW) and (employee := employee_shown(user)) is not None:
        found += _self_view(user, employee, now)
    if may(user, Verb.SCORE_APPRAISAL):
        found += [*_scores(user, now), *_complaints(user, limit)]
    return found + list(_signatures(user, limit))


def _self_view(user: User, employee: Employee, now: datetime) -> Iterator[Turn]:
    month = usual_appraisal_month(now, employee)
    if next_month(month) > local_day(now) or not appraised_people(month).filter(pk=employee.pk).exists():
        return
    row = row_of(user, employee, month, now)
    if row.state == AppraisalState.DRAFT and not (row.sheet and row.sheet.self_view):
        yield Turn(
            verb="写月度自评",
            case_number=f"{month:%Y-%m}",
            customer=f"{month.month}月考核",
            url=reverse("write_self_view", args=[f"{month:%Y-%m}", employee.number]),
            button="写自评",
            due_at=row.due_at,
            fact="经理评分以前写",
            since=midnight(next_month(month)),
        )


def _scores(user: User, now: datetime) -> Iterator[Turn]:
    mine = set(own_turn(user, Verb.SCORE_APPRAISAL).values_list("pk", flat=True))
    for month in months_to_score(now):
        people = [one for one in unscored_people(month) if one.pk in mine]
        if not people:
            continue
        yield Turn(
            verb="月度考核评分",
            case_number=f"{month:%Y-%m}",
            customer="、".join(one.name for one in people[:4]) + ("等" if len(people) > 4 else ""),
            url=reverse("appraisal_month", args=[f"{month:%Y-%m}"]),
            button="去评分",
            due_at=due_at(month, rules_of(month)),
            fact=f"{month.month}月还有 {len(people)}人没有评分",
            since=midnight(next_month(month)),
        )


def _complaints(user: User, limit: int) -> Iterator[Turn]:
    rows = ServiceComplaint.objects.filter(
        state=ComplaintState.WAITING, employee__in=own_turn(user, Verb.VERIFY_COMPLAINT)
    )
    for row in rows.select_related("employee__unit", "case", "dispatch", "visit__customer").order_by("id")[:limit]:
        yield Turn(
            verb="核实客户投诉",
            case_number=row.employee.number,
            customer=f"{row.employee.name} · {row.employee.unit.name}",
            url=reverse("verify_complaint", args=[row.pk]),
            button="核实",
            fact=f"{row.get_kind_display()}（{row.source}）",
            consequence="先听本人说明；属实的扣分",
            since=row.recorded_at,
        )


def _signatures(user: User, limit: int) -> Iterator[Turn]:
    for sheet in sheets_to_countersign(user)[:limit]:
        grade = f"，{sheet.grade} 等" if sheet.grade else ""
        yield Turn(
            verb="会签月度考核",
            case_number=sheet.employee.number,
            customer=f"{sheet.employee.name} · {sheet.month.month}月",
            url=reverse("countersign_appraisal", args=[f"{sheet.month:%Y-%m}", sheet.employee.number]),
            button="会签",
            fact=f"{sheet.total} 分{grade}",
            since=sheet.scored_at,
        )
