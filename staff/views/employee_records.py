"""Records of a person put right: a wage withdrawn, a closed month's wage corrected, an old demerit entered."""

from datetime import datetime
from typing import Any

from django.urls import path

from staff.forms.people import CorrectWageForm, OldDemeritForm, WageReasonForm
from staff.models import Wage
from staff.selectors.employee_file import closed_months_of
from staff.selectors.people import employee_for
from staff.services.enter_demerit import OldDemerit, enter_demerit
from staff.services.withdraw_wage import check_wage_stands, correct_wage, withdraw_wage
from staff.views.attendance_act_page import found
from staff.views.employees import EmployeeActPage
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class WithdrawWagePage(EmployeeActPage):
    """A wage entered wrongly, while no closed month rests on it."""

    form_class = WageReasonForm
    title = "撤回工资"
    button = "撤回工资"
    wage: Wage

    def load(self, **kwargs: Any) -> Any:
        employee = employee_for(self.user, kwargs["employee_id"])
        self.wage = found(Wage.objects.filter(employee=employee, pk=kwargs["wage_id"]).first())
        return employee

    def check(self) -> None:
        check_wage_stands(self.wage)

    def page_context(self) -> dict[str, Any]:
        context = super().page_context()
        return context | {"subject_line": f"{context['subject_line']} · 自 {self.wage.effective_from} 起的工资"}

    def consequences(self) -> list[str]:
        return ["留在工资记录里，划去，以后不算", "还没有关账的月份按其余在用的工资重算", "已按它关账的月份不能撤回，要更正差额"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        done = withdraw_wage(wage=self.wage, reason=form.content["reason"], by=self.user, at=at)
        return self.done(f"已撤回 {self.subject.name} 自 {done.effective_from} 起的工资")


class CorrectWagePage(EmployeeActPage):
    """A closed month judged again by the wage now entered."""

    form_class = CorrectWageForm
    title = "更正已关账月份的工资"
    button = "更正并记差额"

    def form_kwargs(self) -> dict[str, Any]:
        return {"months": closed_months_of(self.subject)}

    def consequences(self) -> list[str]:
        return ["先把正确的工资登记好：取那个月最后一天在用的", "封存的考勤单不变，差额记入以后没有关账的月份并注明原月份"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        month = form.content["month"]
        correct_wage(employee=self.subject, month=month, reason=form.content["reason"], by=self.user, at=at)
        return self.done(f"已更正 {self.subject.name} {month:%Y-%m} 的工资，差额记入以后的月份")


class EnterDemeritPage(EmployeeActPage):
    """A 行政记大过 of the time before the product."""

    form_class = OldDemeritForm
    title = "补录以前的行政记大过"
    button = "补录记大过"

    def consequences(self) -> list[str]:
        return [
            "计入以后各月记大过的次数，以后的罚款随次数定",
            "罚款当时已处理，这里不再扣",
            "已关账的月份按新的次数重算，差额记入以后的月份",
            "录错的由分管副总经理撤销",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        done = enter_demerit(employee=self.subject, facts=OldDemerit(**form.content), by=self.user, at=at)
        return self.done(f"已补录 {self.subject.name} {done.month:%Y-%m} 的记大过，计第{done.ordinal}次")


urlpatterns = [
    path("employees/<int:employee_id>/wage/correct/", CorrectWagePage.as_view(), name="correct_wage"),
    path("employees/<int:employee_id>/wage/<int:wage_id>/withdraw/", WithdrawWagePage.as_view(), name="withdraw_wage"),
    path("employees/<int:employee_id>/demerits/new/", EnterDemeritPage.as_view(), name="enter_demerit"),
]
