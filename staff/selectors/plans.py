"""Reads of weekly plans, and the plan held against what was recorded."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from staff.models import (
    CustomerVisit,
    DailyReport,
    Employee,
    PlanItem,
    PlanState,
    ServiceRecord,
    WeeklyPlan,
)
from staff.rules.field_work import days_of, plan_due
from staff.selectors.field_people import seen_people
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.regulation.clock import local_day


def visible_plans(user: User) -> QuerySet[WeeklyPlan]:
    """The plans of those this person may see, the latest week first."""
    rows = WeeklyPlan.objects.filter(employee__in=visible_employees(user).values("pk"))
    return rows.select_related("employee__user", "decided_by")


def plan_for(user: User, pk: int) -> WeeklyPlan:
    """The plan, or NotFound."""
    plan = visible_plans(user).filter(pk=pk).first()
    if plan is None:
        raise NotFound("没有这份计划，或您无权查看")
    return plan


def own_plan(employee: Employee, week: date) -> WeeklyPlan | None:
    """The person's plan of the week."""
    return WeeklyPlan.objects.filter(employee=employee, week=week).prefetch_related("items").first()


@dataclass(frozen=True)
class PlanRow:
    """One person's week: the plan if there is one, and whether it came after Friday."""

    employee: Employee
    plan: WeeklyPlan | None
    is_late: bool


def week_of(user: User, week: date) -> list[PlanRow]:
    """The week of everybody this person may see; those without a plan and those to be approved first."""
    people = list(seen_people(user, week).order_by("number"))
    plans = {plan.employee_id: plan for plan in visible_plans(user).filter(week=week)}
    rows = [PlanRow(person, plans.get(person.pk), _is_late(plans.get(person.pk))) for person in people]
    order = {None: 0, PlanState.SUBMITTED: 1, PlanState.RETURNED: 2, PlanState.APPROVED: 3}
    return sorted(rows, key=lambda row: order[PlanState(row.plan.state) if row.plan else None])


def _is_late(plan: WeeklyPlan | None) -> bool:
    return plan is not None and plan.first_submitted_at > plan_due(plan.week)


@dataclass(frozen=True)
class DayCompared:
    """One day: what was planned (with whether a record of that customer stands there), and what was recorded."""

    on: date
    planned: list[tuple[PlanItem, bool | None]]
    recorded: list[str]


def compared(plan: WeeklyPlan) -> list[DayCompared]:
    """The plan beside daily reports, 维修服务单 and visits of the week. An item without customer is not ticked: None."""
    days = days_of(plan.week)
    told, seen = _recorded(plan.employee, days)
    items = defaultdict(list)
    for item in plan.items.select_related("customer"):
        items[item.on].append((item, (item.on, item.customer_id) in seen if item.customer_id else None))
    return [DayCompared(day, items[day], told[day]) for day in days if items[day] or told[day] or day.weekday() < 5]


def _recorded(employee: Employee, days: list[date]) -> tuple[dict[date, list[str]], set[tuple[date, int]]]:
    """What the records of these days say, and which customers were seen on which."""
    told: dict[date, list[str]] = defaultdict(list)
    seen: set[tuple[date, int]] = set()
    span = (days[0], days[-1])
    for report in DailyReport.objects.filter(employee=employee, on__range=span):
        told[report.on].append(f"日报：{report.text}")
    records = ServiceRecord.objects.filter(by=employee, began_at__date__range=span)
    for record in records.select_related("dispatch__customer"):
        day = local_day(record.began_at)
        told[day].append(f"维修服务单：{record.dispatch.customer} {record.get_result_display()}")
        seen.add((day, record.dispatch.customer_id))
    for visit in CustomerVisit.objects.filter(by=employee, visited_on__range=span).select_related("customer"):
        told[visit.visited_on].append(f"回访：{visit.customer} {visit.get_quality_display()}")
        seen.add((visit.visited_on, visit.customer_id))
    return told, seen
