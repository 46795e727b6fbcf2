"""Hand in next week's plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Customer
from staff.models import Employee, PlanItem, PlanState, WeeklyPlan
from staff.rules.field_errors import NotYours, PlanDayOutside, PlanDecided, PlanWeekOver
from staff.rules.field_work import days_of, monday_of
from staff.selectors.field_people import managers_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import midnight


@dataclass(frozen=True, kw_only=True)
class PlannedThing:
    """One thing for one day of the week."""

    on: date
    text: str
    customer: Customer | None = None


@transaction.atomic
def submit_plan(
    *, employee: Employee, week: date, items: Sequence[PlannedThing], by: User, at: datetime
) -> WeeklyPlan:
    """The person's plan of the week that begins on `week`, to be approved (S.3(1)); handed in again, it replaces what stood.

    Raises NotYours, PlanWeekOver once the week has begun, PlanDecided when it is approved, PlanDayOutside, InvalidInput.
    """
    require(by, Verb.WRITE_PLAN)
    if employee.user_id != by.pk:
        raise NotYours
    _check(week, items, at)
    Employee.objects.select_for_update().get(pk=employee.pk)
    plan = WeeklyPlan.objects.select_for_update().filter(employee=employee, week=week).first()
    if plan is not None and plan.state == PlanState.APPROVED:
        raise PlanDecided
    if plan is None:
        plan = WeeklyPlan(employee=employee, week=week, first_submitted_at=at)
    plan.state, plan.submitted_at, plan.version = PlanState.SUBMITTED, at, plan.version + 1
    plan.decided_by, plan.decided_at, plan.comment = None, None, ""
    plan.save()
    plan.items.all().delete()
    PlanItem.objects.bulk_create(PlanItem(plan=plan, **vars(item)) for item in items)
    text = f"提交 {week:%m-%d} 起一周的工作计划，{len(items)}项"
    record_event(stream=plan.stream, verb="submit_plan", text=text, by=by, at=at, clause="S.3(1)")
    notify(
        users=managers_of(employee),
        key=f"plan:{plan.pk}:{plan.version}",
        title=f"轮到您：审批周计划 · {employee} {week:%m-%d} 起",
        url=plan.get_absolute_url(),
        weight=Weight.TURN,
        at=at,
    )
    return plan


def _check(week: date, items: Sequence[PlannedThing], at: datetime) -> None:
    if week != monday_of(week):
        raise InvalidInput({"week": "请选星期一"})
    if at >= midnight(week):
        raise PlanWeekOver(field="week")
    if not items:
        raise InvalidInput({"rows": "请至少写一项"})
    days = days_of(week)
    outside = next((item for item in items if item.on not in days), None)
    if outside is not None:
        raise PlanDayOutside(f"{outside.on:%m-%d} 不在 {week:%m-%d} 起的一周内", field="rows")
