"""The list of employees, one employee, and the acts on one."""

from datetime import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.forms.people import (
    AddEmployeeForm,
    AssignRosterForm,
    EmployeeFilterForm,
    EmployeeForm,
    LeavingForm,
    WageForm,
)
from staff.models import Employee
from staff.selectors.employee_file import closed_months_of, demerits_of
from staff.selectors.handovers import people_to_lead, visible_handovers, without_open_handover
from staff.selectors.people import employee_for, employees_like, wages_for
from staff.selectors.rosters import current_rosters, roster_history
from staff.services.add_employee import add_employee
from staff.services.assign_roster import assign_roster
from staff.services.change_employee import change_employee
from staff.services.correct_leaving import check_has_left, correct_leaving
from staff.services.employee_facts import FIELDS, EmployeeFacts
from staff.services.set_wage import set_wage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day

PAGE, EVENTS = 50, 30


@require_GET
@permitted(Verb.READ_STAFF)
def employee_list(request: HttpRequest) -> HttpResponse:
    """Those this person may see, with the roster of today. Wages stand on each one's own page."""
    user, today = cast(User, request.user), local_day(database_now())
    form = EmployeeFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = employees_like(user, given.get("q", ""), with_left=bool(given.get("left")), today=today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    rosters = current_rosters(shown, today)
    context = {
        "form": form,
        "page": page,
        "rows": [(one, rosters.get(one.pk)) for one in shown],
        "is_narrowed": any(given.values()),
        "may_add": may(user, Verb.MANAGE_EMPLOYEES),
        "today": today,
    }
    return render(request, "staff/employee_list.html", context)


@require_GET
@permitted(Verb.READ_STAFF)
def employee_page(request: HttpRequest, employee_id: int) -> HttpResponse:
    """One person's file; the wage history only for those it is meant for."""
    user = cast(User, request.user)
    employee = employee_for(user, employee_id)
    context = {
        "employee": employee,
        "rosters": roster_history(employee),
        "wages": wages_for(user, employee),
        "events": events_of(employee.stream)[:EVENTS],
        "demerits": demerits_of(employee),
        "has_closed": bool(closed_months_of(employee)),
        "may_manage": may(user, Verb.MANAGE_EMPLOYEES),
        "may_withdraw": may(user, Verb.WITHDRAW_DEMERIT),
        "may_schedule": may(user, Verb.MANAGE_SCHEDULE),
        "is_own": employee.user_id == user.pk,
        "handovers": visible_handovers(user).filter(employee=employee),
        "may_hand_over": employee.left_on is None
        and without_open_handover(people_to_lead(user)).filter(pk=employee.pk).exists(),
    }
    return render(request, "staff/employee.html", context)


class AddEmployeePage(ActPage):
    """`/staff/employees/new/`."""

    verb = Verb.MANAGE_EMPLOYEES
    form_class = AddEmployeeForm
    title = "录入员工"
    button = "录入"

    def load(self, **kwargs: Any) -> None:
        """Nobody is there yet."""

    def deed(self, form: ActForm, at: datetime) -> Answer:
        facts = dict(form.content)
        number = facts.pop("number")
        employee = add_employee(number=number, facts=EmployeeFacts(**facts), by=self.user, at=at)
        message = f"已录入 {employee.name}（{employee.number}）；请接着登记工资和班制"
        url = reverse("employee", args=[employee.pk])
        return Answer(status=201, url=url, message=message, body={"employee": employee.pk})

    def page_context(self) -> dict[str, Any]:
        return {
            "back_url": reverse("employee_list"),
            "back_words": "回到员工",
            "consequences": ["考勤机文件里的这个工号从此认得出", "没有班制的日子不计考勤，没有工资的月份会列出来"],
        }


class EmployeeActPage(ActPage):
    """An act at `/staff/employees/<id>/<verb>/`."""

    verb = Verb.MANAGE_EMPLOYEES
    subject: Employee

    def load(self, **kwargs: Any) -> Employee:
        return employee_for(self.user, kwargs["employee_id"])

    def consequences(self) -> list[str]:
        return []

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": f"{self.subject.name} · 工号 {self.subject.number} · {self.subject.unit}",
            "back_url": reverse("employee", args=[self.subject.pk]),
            "back_words": "回到员工档案",
            "consequences": self.consequences(),
        }

    def done(self, message: str) -> Answer:
        url = reverse("employee", args=[self.subject.pk])
        return Answer(url=url, message=message, body={"employee": self.subject.pk})


class ChangeEmployeePage(EmployeeActPage):
    """Name, unit, post, manager, phone, entry, account."""

    form_class = EmployeeForm
    title = "更正员工档案"
    button = "保存更正"

    def form_kwargs(self) -> dict[str, Any]:
        return {"employee": self.subject}

    def initial(self) -> dict[str, Any]:
        facts = {name: getattr(self.subject, name) for name in FIELDS}
        return {**super().initial(), **facts}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        change_employee(
            employee=self.subject,
            facts=EmployeeFacts(**form.content),
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已保存 {form.content['name']} 的档案")


class SetWagePage(EmployeeActPage):
    """The monthly wage from a day on."""

    form_class = WageForm
    title = "登记工资"
    button = "登记工资"

    def consequences(self) -> list[str]:
        return ["本人、部门经理和人力资源看得到，别人看不到", "还没有关账的月份按新工资重算，已关账的不变"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        set_wage(employee=self.subject, **form.content, by=self.user, at=at)
        return self.done(f"已登记 {self.subject.name} 自 {form.content['effective_from']} 起的工资")


class AssignRosterPage(EmployeeActPage):
    """The roster from a day on."""

    verb = Verb.MANAGE_SCHEDULE
    form_class = AssignRosterForm
    title = "安排班制"
    button = "安排班制"

    def consequences(self) -> list[str]:
        return ["从这天起按新班制判断迟到、早退和旷工", "还没有关账的月份重算，已关账的不变"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assigned = assign_roster(employee=self.subject, **form.content, by=self.user, at=at)
        return self.done(f"{self.subject.name} 自 {assigned.effective_from} 起按「{assigned.schedule}」上班")


class CorrectLeavingPage(EmployeeActPage):
    """Another last day of somebody who left, or the leaving taken back; leaving itself is the end of a handover."""

    form_class = LeavingForm
    title = "更正离职日期"
    button = "更正"

    def check(self) -> None:
        check_has_left(self.subject)

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "left_on": self.subject.left_on}

    def consequences(self) -> list[str]:
        return ["这天以后不再计考勤，打卡也不再导入", "以前的考勤和记录都留着；账号要恢复的，另请系统管理员办"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        left_on = form.content["left_on"]
        correct_leaving(
            employee=self.subject,
            left_on=left_on,
            reason=form.content["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        done = f"已更正：{self.subject.name} 在岗到 {left_on}" if left_on else f"已撤回 {self.subject.name} 的离职"
        return self.done(done)


urlpatterns = [
    path("employees/", employee_list, name="employee_list"),
    path("employees/new/", AddEmployeePage.as_view(), name="add_employee"),
    path("employees/<int:employee_id>/", employee_page, name="employee"),
    path("employees/<int:employee_id>/change/", ChangeEmployeePage.as_view(), name="change_employee"),
    path("employees/<int:employee_id>/wage/", SetWagePage.as_view(), name="set_wage"),
    path("employees/<int:employee_id>/roster/", AssignRosterPage.as_view(), name="assign_roster"),
    path("employees/<int:employee_id>/leaving/", CorrectLeavingPage.as_view(), name="correct_leaving"),
]
