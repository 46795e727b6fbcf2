"""关账, and what is taken out of a closed month: payroll's files, the slip on paper."""

from datetime import date, datetime
from typing import Any

from django.urls import path, reverse

from staff.models import AttendanceMonth
from staff.selectors.closing import MOST_JUDGED_AT_ONCE, ClosingView, closing_view
from staff.selectors.month_people import open_people
from staff.selectors.months import kept_month_in
from staff.selectors.people import may_see_wage, visible_employees
from staff.services.attendance_errors import MonthNotOver, NothingToClose
from staff.services.close_month import check_over, close_month
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import NotFound, OutOfStep
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.wording import yuan

FORMATS = ("xlsx", "pdf")


class MonthActPage(ActPage):
    """An act on a whole month."""

    form_class = ActForm
    template_name = "staff/attendance_act.html"
    subject: date

    def load(self, **kwargs: Any) -> date:
        return kept_month_in(kwargs["label"], self.now)

    def initial(self) -> dict[str, Any]:
        return {}

    @property
    def label(self) -> str:
        return f"{self.subject:%Y-%m}"

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": f"{self.subject.year}年{self.subject.month}月",
            "back_url": reverse("attendance_department", args=[self.label]),
            "back_words": "回到部门考勤",
        }


class CloseAttendancePage(MonthActPage):
    """人力资源 closes."""

    verb = Verb.CLOSE_ATTENDANCE
    template_name = "staff/close_attendance.html"
    button = "关账"

    def check(self) -> None:
        check_over(self.subject, self.now)
        if not open_people(self.subject):
            raise NothingToClose(f"{self.subject.month}月考勤已全部关账")

    def page_context(self) -> dict[str, Any]:
        month = self.subject
        context = super().page_context() | {"title": f"{month.month}月考勤关账", "month": month, "label": self.label}
        try:
            self.check()
        except (MonthNotOver, NothingToClose):
            return context
        view = closing_view(month, self.now)
        return context | {"view": view, "consequences": self._consequences(view) if view.ready_count else []}

    @staticmethod
    def _consequences(view: ClosingView) -> list[str]:
        told = [f"封存 {view.ready_count}人 {view.month.month}月的考勤事实、判定和制度版本，以后不再改"]
        if view.payable is not None:
            told.append(f"应扣合计 {yuan(view.payable)}（含以前月份差额）")
        if view.demerits:
            told.append(f"记大过 {len(view.demerits)}人：{'、'.join(one.name for one in view.demerits)}")
        if view.proposals:
            named = "、".join(f"{one.name}（{words}）" for one, words in view.proposals)
            told.append(f"提请总经理决定：{named}")
        return [*told, "员工收到消息；关账后不能再提异议，以后的更正作为差额记入以后的月份"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        month, back = self.subject, reverse("attendance_department", args=[self.label])
        check_over(month, at)
        if len(open_people(month)) > MOST_JUDGED_AT_ONCE:
            job = request_job(
                kind="attendance_closing", key=f"{self.label}:{self.user.pk}", title=f"{self.label} 考勤关账",
                arguments={"month": self.label}, by=self.user, at=at,
            )  # fmt: skip
            return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})
        done = close_month(month=month, by=self.user, at=at)
        left = f"；{len(done.left_open)}人留待补齐" if done.left_open else ""
        message = f"已关账 {done.closed}人，应扣合计 {yuan(done.payable)}{left}"
        body = {"message": message, "closed": done.closed, "left_open": [one.number for one, _ in done.left_open]}
        return Answer(url=back, message=message, body=body)


class ExportAttendancePage(MonthActPage):
    """The closed month for payroll."""

    verb = Verb.READ_WAGES
    template_name = "staff/export_attendance.html"
    title = "导出工资用表"
    choices_of_button = {"format": FORMATS}

    def check(self) -> None:
        if not AttendanceMonth.objects.filter(month=self.subject).exists():
            raise OutOfStep(f"{self.subject.month}月还没有关账，关账后导出")

    def deed(self, form: ActForm, at: datetime) -> Answer:
        self.check()
        ending = self.request.POST["format"]
        job = request_job(
            kind="attendance_payroll",
            key=f"{self.label}:{ending}:{self.user.pk}",
            title=f"{self.label} 考勤工资用表（{'Excel' if ending == 'xlsx' else 'PDF'}）",
            arguments={"month": self.label, "format": ending, "whole": Role.HR in self.user.roles},
            by=self.user,
            at=at,
        )
        return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})


class PrintSlipPage(MonthActPage):
    """One person's slip."""

    verb = Verb.READ_STAFF
    title = "打印考勤单"
    button = "制作考勤单"

    def load(self, **kwargs: Any) -> date:
        found = visible_employees(self.user).filter(number=kwargs["number"]).first()
        if found is None:
            raise NotFound("没有这位员工的考勤，或您无权查看")
        self.employee = found
        return super().load(**kwargs)

    def page_context(self) -> dict[str, Any]:
        back = reverse("attendance_sheet", args=[self.label, self.employee.number])
        told = ["制成 A4 的 PDF，有本人签字栏", "没有关账的月份印上「未关账」"]
        return super().page_context() | {
            "subject_line": f"{self.employee.name} · {self.subject.year}年{self.subject.month}月",
            "back_url": back,
            "back_words": "回到考勤",
            "consequences": told,
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        number = self.employee.number
        job = request_job(
            kind="attendance_slip",
            key=f"{self.label}:{number}:{self.user.pk}",
            title=f"考勤单 {self.employee.name} {self.label}",
            arguments={"month": self.label, "number": number, "wage": may_see_wage(self.user, self.employee)},
            by=self.user,
            at=at,
        )
        return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})


urlpatterns = [
    path("attendance/<str:label>/close/", CloseAttendancePage.as_view(), name="close_attendance"),
    path("attendance/<str:label>/export/", ExportAttendancePage.as_view(), name="export_attendance"),
    path("attendance/<str:label>/sheets/<str:number>/print/", PrintSlipPage.as_view(), name="print_attendance"),
]
