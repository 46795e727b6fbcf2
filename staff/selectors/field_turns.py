"""What of field work waits for one person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from staff.models import (
    OPEN_DISPATCH,
    CollectedPayment,
    DispatchOrder,
    DispatchState,
    Employee,
    Errand,
    PlanState,
    WeeklyPlan,
)
from staff.rules.field_work import next_week, plan_due
from staff.selectors.collections import late_collections
from staff.selectors.daily_reports import own_days
from staff.selectors.dispatches import next_step, solving_record
from staff.selectors.people import employee_shown, visible_employees
from staff.selectors.visits import active_profiles, visits_due
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.regulation.clock import local_day, midnight
from yibin_service.foundation.regulation.selectors import enacted_book
from yibin_service.foundation.wording import yuan

ONE_DAY = timedelta(days=1)
PLAN_SHOWN_BEFORE = timedelta(days=2)  # the plan is asked for from Thursday on
VISIT_SHOWN_BEFORE = timedelta(days=7)
VERBS = {
    DispatchState.GIVEN: ("接受派工", "接受派工"),
    DispatchState.ACCEPTED: ("到客户处", "登记到场"),
    DispatchState.ARRIVED: ("填维修服务单", "填维修服务单"),
}


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """Orders, tasks, reports, plans and visits of the person; plans to approve and money to chase of the leader; ten queries at most."""
    found: list[Turn] = []
    if may(user, Verb.DO_DISPATCH) and (employee := employee_shown(user)) is not None:
        found += [*_orders(employee, limit), *_errands(employee, limit), *_own_writing(employee, now)]
        found += _visits(employee, now, limit)
    if may(user, Verb.DECIDE_PLAN):
        found += _plans(user, limit)
    if Role.SERVICE_MANAGER in user.roles:
        found += _late_money(user, now, limit)
    if may(user, Verb.CONFIRM_RECEIPT):
        found += _money_to_confirm(limit)
    return found


def _orders(employee: Employee, limit: int) -> Iterator[Turn]:
    rows = DispatchOrder.objects.filter(engineer=employee, state__in=OPEN_DISPATCH)
    orders = list(rows.select_related("customer").prefetch_related("records").order_by("due_at")[:limit])
    if not orders:
        return
    book = enacted_book()
    for order in orders:
        verb, button = VERBS[DispatchState(order.state)]
        step, solved = next_step(order, book), solving_record(order)
        if solved is not None:
            verb, button = "办结派工单", "办结"
        yield Turn(
            verb=verb,
            case_number=order.number,
            customer=str(order.customer),
            url=reverse("finish_dispatch", args=[order.number]) if solved else order.get_absolute_url(),
            button=button,
            due_at=step.at if step else None,
            due_what=step.what if step else "",
            fact=order.task[:80],
            consequence=f"第{solved.ordinal}张维修服务单写了已解决，还没有完工" if solved else "",
            since=order.given_at,
        )


def _errands(employee: Employee, limit: int) -> Iterator[Turn]:
    for errand in Errand.objects.filter(employee=employee, done_at=None).order_by("due_on")[:limit]:
        yield Turn(
            verb="办交办事项",
            case_number=errand.text[:60],
            customer="",
            url=reverse("finish_errand", args=[errand.pk]),
            button="报告办完",
            due_at=midnight(errand.due_on + ONE_DAY),
            since=errand.given_at,
        )


def _own_writing(employee: Employee, now: datetime) -> Iterator[Turn]:
    """Daily reports owed, and next week's plan from Thursday on."""
    for row in own_days(employee, local_day(now)):
        if row.is_owed:
            yield Turn(
                verb="写日报",
                case_number=f"{row.on:%m-%d}",
                customer="",
                url=f"{reverse('file_daily_report')}?on={row.on:%Y-%m-%d}",
                button="写日报",
                due_at=midnight(row.on + ONE_DAY),
                consequence="没有汇报的工作日按旷工一天计",
            )
    week = next_week(local_day(now))
    plan = WeeklyPlan.objects.filter(employee=employee, week=week).first()
    if plan is None and now < plan_due(week) - PLAN_SHOWN_BEFORE:
        return
    if plan is None or plan.state == PlanState.RETURNED:
        yield Turn(
            verb="改周计划" if plan else "写下周工作计划",
            case_number=f"{week:%m-%d} 起一周",
            customer="",
            url=reverse("submit_plan", args=[f"{week:%Y-%m-%d}"]),
            button="写计划",
            due_at=plan_due(week),
            fact=f"退回：{plan.comment}" if plan else "",
        )


def _visits(employee: Employee, now: datetime, limit: int) -> Iterator[Turn]:
    last = local_day(now) + VISIT_SHOWN_BEFORE
    for row in visits_due(active_profiles().filter(owner=employee), now)[:limit]:
        if row.due_on <= last:
            yield Turn(
                verb="定期回访",
                case_number=row.profile.get_customer_class_display(),
                customer=str(row.profile.customer),
                url=f"{reverse('record_visit')}?customer={row.profile.customer_id}",
                button="登记回访",
                due_at=midnight(row.due_on + ONE_DAY),
                fact="质保期内" if row.in_warranty else "",
            )


def _plans(user: User, limit: int) -> Iterator[Turn]:
    """The manager decides the people's plans, 分管副总经理 those of the managers."""
    rows = WeeklyPlan.objects.filter(state=PlanState.SUBMITTED, employee__in=visible_employees(user).values("pk"))
    rows = rows.exclude(employee__user=user)
    if Role.SERVICE_MANAGER not in user.roles:
        held = {"employee__user__grants__role": Role.SERVICE_MANAGER, "employee__user__grants__revoked_at": None}
        rows = rows.filter(**held)
    for plan in rows.select_related("employee").order_by("week", "submitted_at")[:limit]:
        yield Turn(
            verb="审批周计划",
            case_number=f"{plan.week:%m-%d} 起一周",
            customer=str(plan.employee),
            url=reverse("decide_plan", args=[plan.pk]),
            button="审批",
            due_at=midnight(plan.week),
            since=plan.submitted_at,
        )


def _late_money(user: User, now: datetime, limit: int) -> Iterator[Turn]:
    rows = late_collections(now).filter(collector__in=visible_employees(user).values("pk"))
    for payment in rows[:limit]:
        yield Turn(
            verb="催交代收货款",
            case_number=str(payment.collector),
            customer=str(payment.customer),
            url=reverse("collection_list"),
            button="看代收货款",
            fact=f"{payment.collected_on:%m-%d} 收 {yuan(payment.amount)}，还没有交财务",
            since=payment.entered_at,
        )


def _money_to_confirm(limit: int) -> Iterator[Turn]:
    rows = CollectedPayment.objects.filter(handed_on=None).select_related("collector", "customer")
    for payment in rows.order_by("collected_on", "pk")[:limit]:
        yield Turn(
            verb="登记收讫代收货款",
            case_number=str(payment.collector),
            customer=str(payment.customer),
            url=reverse("confirm_collection", args=[payment.pk]),
            button="登记收讫",
            fact=f"{payment.collected_on:%m-%d} 收 {yuan(payment.amount)}",
            consequence="交来后登记日期和收据号",
            since=payment.entered_at,
        )
