"""Approve a week's plan, or return it with words."""

from datetime import datetime

from django.db import transaction

from staff.models import PlanState, WeeklyPlan
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput, OutOfStep, SelfApproval, StalePage
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify


@transaction.atomic
def decide_plan(
    *, plan: WeeklyPlan, is_approved: bool, comment: str, by: User, at: datetime, seen_version: int | None = None
) -> WeeklyPlan:
    """The plan approved or returned (then with words), the person told. Raises SelfApproval, OutOfStep, StalePage, InvalidInput."""
    require(by, Verb.DECIDE_PLAN)
    row = WeeklyPlan.objects.select_for_update(of=("self",)).select_related("employee__user").get(pk=plan.pk)
    if row.employee.user_id == by.pk:
        raise SelfApproval("自己的计划要由上一级审批")
    if row.state != PlanState.SUBMITTED:
        raise OutOfStep(f"这份计划{row.get_state_display()}，不用再审批")
    if seen_version is not None and seen_version != row.version:
        raise StalePage
    if not is_approved and not comment:
        raise InvalidInput({"comment": "退回的请写明要改什么"})
    row.state = PlanState.APPROVED if is_approved else PlanState.RETURNED
    row.decided_by, row.decided_at, row.comment, row.version = by, at, comment, row.version + 1
    row.save()
    done = "批准" if is_approved else "退回"
    text = f"{done}周计划{f'：{comment}' if comment else ''}"
    record_event(stream=row.stream, verb="decide_plan", text=text, by=by, at=at, clause="S.3(1)")
    if row.employee.user:
        notify(
            users=[row.employee.user],
            key=f"plan:{row.pk}:{row.version}",
            title=f"周计划已{done} · {row.week:%m-%d} 起",
            body=comment,
            url=row.get_absolute_url(),
            weight=Weight.INFO if is_approved else Weight.TURN,
            at=at,
        )
    return row
