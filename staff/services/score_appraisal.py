"""The manager scores a person's month."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from staff.models import AppraisalScore, AppraisalSheet, AppraisalState, Employee
from staff.rules.appraisal import ITEMS, PointsOutside, Scored, appraise, limits_of
from staff.rules.appraisal_errors import OwnScoring
from staff.selectors.appraisal import count_complaints, may_countersign, rules_of
from staff.selectors.managers import decided_by
from staff.services.attendance_errors import NotYourPerson
from staff.services.lock_appraisal import check_month_over, locked_sheet
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify


@transaction.atomic
def score_appraisal(
    *,
    employee: Employee,
    month: date,
    points: Mapping[str, Decimal],
    comment: str = "",
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> AppraisalSheet:
    """Points by item, complaints off, the grade by the month's version; the countersigner is told (S.5(1)).

    Raises OwnScoring, NotYourPerson, AppraisalMonthRunning, NotAppraised, AppraisalOutOfStep, StalePage, InvalidInput.
    """
    require(by, Verb.SCORE_APPRAISAL)
    if employee.user_id == by.pk:
        raise OwnScoring("自己的考核由上一级评分")
    if not decided_by(by, Verb.SCORE_APPRAISAL).filter(pk=employee.pk).exists():
        raise NotYourPerson
    check_month_over(month, at)
    Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)  # no complaint is verified meanwhile
    sheet = locked_sheet(employee, month, AppraisalState.DRAFT, seen_version=seen_version)
    try:
        scored = appraise(points, count_complaints(employee, month), rules_of(month))
    except PointsOutside as problem:
        raise InvalidInput(problem.faults) from problem
    _keep(sheet, points, scored, comment, by, at)
    record_event(stream=sheet.stream, verb="score_appraisal", text=_told(scored), by=by, at=at, clause="S.5(1)")
    _tell_countersigner(sheet, at)
    return sheet


def _keep(
    sheet: AppraisalSheet, points: Mapping[str, Decimal], scored: Scored, comment: str, by: User, at: datetime
) -> None:
    p = rules_of(sheet.month)
    limits = limits_of(p)
    sheet.scores.all().delete()
    AppraisalScore.objects.bulk_create(
        AppraisalScore(sheet=sheet, item=item.code, limit=limits[item.code], points=points[item.code]) for item in ITEMS
    )
    sheet.state, sheet.regulation, sheet.grade = AppraisalState.SCORED, p.code, scored.grade
    sheet.points, sheet.deduction, sheet.total = scored.points, scored.deduction, scored.total
    sheet.complaint_count, sheet.formula, sheet.comment = scored.complaints, scored.formula, comment.strip()
    sheet.scored_by, sheet.scored_at = by, at
    sheet.first_scored_at = sheet.first_scored_at or at
    sheet.version += 1
    sheet.save()


def _told(scored: Scored) -> str:
    return f"评分 {scored.formula}" + (f"，{scored.grade} 等" if scored.grade else "，不评等")


def _tell_countersigner(sheet: AppraisalSheet, at: datetime) -> None:
    people = [*users_with_role(Role.DEPUTY_GM), *users_with_role(Role.HR)]
    notify(
        users=[one for one in people if may_countersign(one, sheet)],
        key=f"appraisal:{sheet.pk}:{sheet.version}",
        title=f"会签{sheet.employee.name} {sheet.month.month}月考核",
        url=reverse("countersign_appraisal", args=[f"{sheet.month:%Y-%m}", sheet.employee.number]),
        weight=Weight.TURN,
        at=at,
    )
