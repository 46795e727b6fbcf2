"""下周工作计划: the week of everybody, one plan beside what was recorded, writing and deciding it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.forms.plan import DecidePlanForm, PlanForm
from staff.models import PlanState, WeeklyPlan
from staff.rules.field_errors import PlanDecided, PlanWeekOver
from staff.rules.field_work import DAYS_OF_A_WEEK, days_of, monday_of, next_week, plan_due
from staff.selectors.people import employee_of
from staff.selectors.plans import compared, own_plan, plan_for, week_of
from staff.services.decide_plan import decide_plan
from staff.services.submit_plan import submit_plan
from staff.views.daily_reports import day_asked
from staff.views.own_act import FieldActPage, OwnActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.errors import NotFound, OutOfStep, SelfApproval
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day, midnight


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of one week, next week's unless another is asked for."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    coming = next_week(local_day(now))
    week = min(monday_of(day_asked(request.GET.get("week", ""), coming)), coming)
    own = employee_of(user) if may(user, Verb.WRITE_PLAN) else None
    rows = week_of(user, week)
    mine = own_plan(own, week) if own else None
    context = {
        "week": week,
        "last": days_of(week)[-1],
        "before": week - timedelta(days=DAYS_OF_A_WEEK),
        "after": week + timedelta(days=DAYS_OF_A_WEEK) if week < coming else None,
        "is_coming": week == coming,
        "due_at": plan_due(week),
        "now": now,
        "rows": rows,
        "missing": sum(row.plan is None for row in rows),
        "own": own,
        "mine": mine,
        "may_write": own is not None and now < midnight(week) and (mine is None or mine.state != PlanState.APPROVED),
    }
    return render(request, "staff/plan_list.html", context)


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan, day by day beside what was recorded."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    row = plan_for(user, plan_id)
    is_own = row.employee.user_id == user.pk
    days = compared(row)
    named = [is_met for day in days for _, is_met in day.planned if is_met is not None]
    context = {
        "plan": row,
        "days": days,
        "last": days_of(row.week)[-1],
        "now": now,
        "has_begun": now >= midnight(row.week),
        "is_late": row.first_submitted_at > plan_due(row.week),
        "named": len(named),
        "met": sum(named),
        "may_decide": may(user, Verb.DECIDE_PLAN) and not is_own and row.state == PlanState.SUBMITTED,
        "may_write": is_own and row.state != PlanState.APPROVED and now < midnight(row.week),
        "events": events_of(row.stream),
    }
    return render(request, "staff/plan.html", context)


class SubmitPlan(OwnActPage):
    """Write the plan of the week that begins on the Monday in the address, or mend a returned one."""

    verb = Verb.WRITE_PLAN
    form_class = PlanForm
    template_name = "staff/plan_form.html"
    title, button = "下周工作计划", "提交给经理审批"
    back_name, back_words = "plan_list", "回到周计划"
    week: date

    def load(self, **kwargs: Any) -> WeeklyPlan | None:
        day = day_asked(kwargs["week"], date.min)
        if day == date.min or day != monday_of(day):
            raise NotFound("周计划从星期一算起：没有这一周")
        self.week = day
        return own_plan(self.employee, day)

    def check(self) -> None:
        if self.now >= midnight(self.week):
            raise PlanWeekOver
        if self.subject is not None and self.subject.state == PlanState.APPROVED:
            raise PlanDecided

    def form_kwargs(self) -> dict[str, Any]:
        return {"week": self.week}

    def initial(self) -> dict[str, Any]:
        if self.subject is None:
            return {}
        rows = [
            {"on": item.on.isoformat(), "text": item.text, "customer": item.customer_id}
            for item in self.subject.items.all()
        ]
        return {"rows": rows, "seen_version": self.subject.version}

    def headline(self) -> str:
        return f"{self.week:%m-%d} 至 {days_of(self.week)[-1]:%m-%d}"

    def consequences(self) -> list[str]:
        told = ["经理批准后实施；退回的改了再提交", "过后与日报、维修服务单和回访对照"]
        late = self.now > plan_due(self.week)
        return [*told, "星期五已过，这份计划记为晚交" if late else "星期五 24:00 前提交为按时"]

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"plan": self.subject}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, PlanForm)
        done = submit_plan(employee=self.employee, week=self.week, items=form.things, by=self.user, at=at)
        return self.done("已提交周计划，等经理审批", url=done.get_absolute_url(), plan=done.pk)


class DecidePlan(FieldActPage):
    """Approve, or return with words: the button pressed says which."""

    verb = Verb.DECIDE_PLAN
    form_class = DecidePlanForm
    choices_of_button = {"decision": ("approve", "return")}
    template_name = "staff/plan_decision.html"
    title = "审批周计划"
    back_words = "回到周计划"
    subject: WeeklyPlan

    def load(self, **kwargs: Any) -> WeeklyPlan:
        return plan_for(self.user, kwargs["plan_id"])

    def check(self) -> None:
        if self.subject.employee.user_id == self.user.pk:
            raise SelfApproval("自己的计划要由上一级审批")
        if self.subject.state != PlanState.SUBMITTED:
            raise OutOfStep(f"这份计划{self.subject.get_state_display()}，不用再审批")

    def back_url(self) -> str:
        return self.subject.get_absolute_url()

    def headline(self) -> str:
        return f"{self.subject.employee} · {self.subject.week:%m-%d} 起一周"

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"days": compared(self.subject)}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given, is_approved = form.cleaned_data, self.request.POST.get("decision") == "approve"
        decide_plan(
            plan=self.subject,
            is_approved=is_approved,
            comment=given["comment"],
            by=self.user,
            at=at,
            seen_version=given["seen_version"],
        )
        told = f"已{'批准' if is_approved else '退回'} {self.subject.employee} 的周计划"
        return self.done(told, url=f"{reverse('plan_list')}?week={self.subject.week:%Y-%m-%d}")


urlpatterns = [
    path("plans/", plan_list, name="plan_list"),
    path("plans/<int:plan_id>/", plan, name="plan"),
    path("plans/write/<str:week>/", SubmitPlan.as_view(), name="submit_plan"),
    path("plans/<int:plan_id>/decide/", DecidePlan.as_view(), name="decide_plan"),
]
