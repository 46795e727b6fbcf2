"""Pages of expenses."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.models import Case
from cases.selectors.visibility import is_team_member
from penalties.forms.money import ExpenseForm
from penalties.forms.settlement import ReasonForm
from penalties.models import Expense
from penalties.selectors.rows import expense_of
from penalties.services.errors import NotInThisState
from penalties.services.guards import check_open
from penalties.services.record_expense import cancel_expense, record_expense
from penalties.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan


class RecordExpensePage(CaseActPage):
    """Enter an expense: 技术中心, or a member of the case's team."""

    verb = Verb.RECORD_EXPENSE
    form_class = ExpenseForm
    title = "登记调查费用"
    button = "登记这笔费用"

    def authorise(self) -> None:
        """Members of the case's team are let in by `load`."""

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        if not is_team_member(self.user, case):
            require(self.user, self.verb)
        return case

    def check(self) -> None:
        check_open(self.subject)

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"spent_on": local_day(self.now)}

    def consequences(self) -> list[str]:
        return ["调查费用计入案件损失，由责任单位按比例承担（P.四）", "没有退赔换的案件，结案时由公司承担"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, ExpenseForm)
        expense = record_expense(
            case=self.subject,
            content=form.expense_content,
            vouchers=form.cleaned_data["vouchers"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已登记费用：{expense.purpose} {yuan(expense.amount)}", expense=expense.ordinal)


class CancelExpensePage(CaseActPage):
    """Take an expense back before it is posted: `/cases/<number>/cancel-expense/<ordinal>/`."""

    verb = Verb.RECORD_EXPENSE
    form_class = ReasonForm
    title = "取消调查费用"
    button = "取消这笔费用"
    expense: Expense

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        self.expense = expense_of(case, kwargs["ordinal"])
        return case

    def check(self) -> None:
        if self.expense.cancelled_at is not None:
            raise NotInThisState("这笔费用已取消")

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"title": f"取消费用：{self.expense.purpose} {yuan(self.expense.amount)}"}

    def consequences(self) -> list[str]:
        return ["凭证号可以重新登记", "取消和理由留在时间线上"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        cancel_expense(
            expense=self.expense,
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done("已取消这笔费用，凭证号可以重新登记", expense=self.expense.ordinal)


urlpatterns = [
    path("cases/<str:number>/record-expense/", RecordExpensePage.as_view(), name="record_expense"),
    path("cases/<str:number>/cancel-expense/<int:ordinal>/", CancelExpensePage.as_view(), name="cancel_expense"),
]
