"""Pages of a settlement: agree, carry out, confirm or send back, cancel."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cases.models import Case
from cases.selectors.visibility import case_for
from penalties.forms.settlement import (
    REQUIRED_FIGURES,
    AgreeSettlementForm,
    DecideForm,
    ExecuteSettlementForm,
    ReasonForm,
)
from penalties.models import Settlement, SettlementKind, SettlementState
from penalties.selectors.rows import free_lines, reversed_settlements, settlement_of
from penalties.selectors.settlement_facts import described
from penalties.services.agree_settlement import agree_settlement
from penalties.services.cancel_settlement import cancel_settlement, send_back_settlement
from penalties.services.confirm_settlement import confirm_settlement, posted_words
from penalties.services.errors import NotInThisState, SecondPerson
from penalties.services.execute_settlement import execute_settlement
from penalties.services.guards import ceilings_in_force, check_seller
from penalties.services.preview_settlement import PostedLine, ledger_preview, settlement_preview
from penalties.views.case_act import CaseActPage
from yibin_service.foundation import wording
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day


class AgreeSettlementPage(CaseActPage):
    """Agree on a settlement of some rolls, within the approved ceilings."""

    verb = Verb.SETTLE
    form_class = AgreeSettlementForm
    template_name = "penalties/agree_settlement.html"
    title = "约定退赔换"
    button = "约定这笔结算"

    def check(self) -> None:
        check_seller(self.subject, self.user)
        ceilings_in_force(self.subject)
        if not free_lines(self.subject):
            raise NotInThisState("信息卡上的纸卷都已结算，没有可约定的")

    def form_kwargs(self) -> dict[str, Any]:
        return {"lines": free_lines(self.subject), "reversed_ones": reversed_settlements(self.subject)}

    def initial(self) -> dict[str, Any]:
        wrong = next(iter(reversed_settlements(self.subject)), None)
        start = {"kind": SettlementKind.RETURN, "is_repulped": "yes", "method": "price"}
        return super().initial() | start | (_as_before(wrong) if wrong else {})

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"preview": settlement_preview(self.subject, None, self.now)}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, AgreeSettlementForm)
        settlement = agree_settlement(
            case=self.subject,
            content=form.settlement_content,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        told = f"已约定第{settlement.ordinal}笔结算：{described(settlement)}；执行后登记单据和实际数"
        return self.done(told, settlement=settlement.ordinal, amount=str(settlement.amount))


class SettlementActPage(CaseActPage):
    """An act on one settlement: `/cases/<number>/<verb>/<ordinal>/`."""

    settlement: Settlement

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        self.settlement = settlement_of(case, kwargs["ordinal"])
        return case

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "settlement": self.settlement,
            "title": f"{self.title}：第{self.settlement.ordinal}笔 {described(self.settlement)}",
        }

    def seen(self, form: ActForm) -> dict[str, Any]:
        return {"by": self.user, "seen_version": form.cleaned_data["seen_version"]}

    def told(self, message: str, **body: Any) -> Answer:
        self.settlement.refresh_from_db()
        return self.done(message, settlement=self.settlement.ordinal, state=self.settlement.state, **body)


class ExecuteSettlementPage(SettlementActPage):
    """Record document, day and actual figures."""

    verb = Verb.SETTLE
    form_class = ExecuteSettlementForm
    template_name = "penalties/execute_settlement.html"
    title = "登记执行"
    button = "登记执行"

    def check(self) -> None:
        check_seller(self.subject, self.user)
        if self.settlement.state != SettlementState.AGREED:
            raise NotInThisState(f"这笔结算{self.settlement.get_state_display()}，不用再登记执行")

    def form_kwargs(self) -> dict[str, Any]:
        return {"settlement": self.settlement}

    def initial(self) -> dict[str, Any]:
        names = (*REQUIRED_FIGURES[SettlementKind(self.settlement.kind)], "assessed_loss")
        figures = {name: getattr(self.settlement, name) for name in names}
        return super().initial() | figures | {"executed_on": local_day(self.now)}

    def consequences(self) -> list[str]:
        return [
            "实际数代替约定数，仍不能超过批准的上限",
            "接着由另一位销售人员确认；约定人和执行人不能确认",
            "确认后才记入台账",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, ExecuteSettlementForm)
        settlement = execute_settlement(
            settlement=self.settlement,
            content=form.execution_content,
            documents=form.cleaned_data["documents"],
            at=at,
            **self.seen(form),
        )
        return self.told(f"已登记执行：{described(settlement)}；等另一位销售人员确认", amount=str(settlement.amount))


class ConfirmSettlementPage(SettlementActPage):
    """The second person confirms, or sends back (`decision` = confirm or return)."""

    verb = Verb.CONFIRM_SETTLEMENT
    form_class = DecideForm
    template_name = "penalties/confirm_settlement.html"
    title = "确认结算"
    choices_of_button = {"decision": ("confirm", "return")}

    def check(self) -> None:
        if self.settlement.state != SettlementState.EXECUTED:
            raise NotInThisState(f"这笔结算{self.settlement.get_state_display()}，现在不能确认")
        if self.user.pk in {self.settlement.agreed_by_id, self.settlement.executed_by_id}:
            raise SecondPerson

    def page_context(self) -> dict[str, Any]:
        preview = ledger_preview(self.subject, self.settlement, self.now)
        postings = [_posting_words(line) for line in preview.lines]
        return super().page_context() | {"preview": preview, "postings": postings}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        if self.request.POST.get("decision") == "return":
            reason = form.cleaned_data["reason"]
            send_back_settlement(settlement=self.settlement, reason=reason, at=at, **self.seen(form))
            return self.told("已退回，等重新登记执行")
        posting = confirm_settlement(settlement=self.settlement, at=at, **self.seen(form))
        numbers = [entry.sequence for entry in posting.entries]
        words = f"已确认第{self.settlement.ordinal}笔结算，{posted_words(posting)}"
        return self.told(words, entries=numbers, pending=list(posting.pending))


class CancelSettlementPage(SettlementActPage):
    """Cancel what is not confirmed."""

    verb = Verb.SETTLE
    form_class = ReasonForm
    title = "取消结算"
    button = "取消这笔结算"

    def check(self) -> None:
        check_seller(self.subject, self.user)
        if self.settlement.state not in {SettlementState.AGREED, SettlementState.EXECUTED}:
            raise NotInThisState(f"这笔结算{self.settlement.get_state_display()}，没有可取消的")

    def consequences(self) -> list[str]:
        return ["纸卷可以重新约定", "这笔的金额不再占用批准的上限", "取消和理由留在时间线上"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        cancel_settlement(settlement=self.settlement, reason=form.cleaned_data["reason"], at=at, **self.seen(form))
        return self.told(f"已取消第{self.settlement.ordinal}笔结算，纸卷可以重新约定")


def _posting_words(line: PostedLine) -> str:
    """`造纸厂（承担）2,730.00 元，扣产量 0.700 吨`."""
    parts = [f"{wording.money(line.amount)} 元"] if line.amount else []
    parts += [f"扣产量 {wording.tonnes(line.tonnes)} 吨"] if line.tonnes else []
    return f"{line.name}（{line.kind}）{'，'.join(parts)}"


def _as_before(wrong: Settlement) -> dict[str, Any]:
    """A settlement that was reversed is offered again as it was."""
    names = (
        "kind",
        "tonnes",
        "assessed_loss",
        "method",
        "ex_works_price",
        "transport_cost",
        "storage_cost",
        "agreed_with",
    )
    before = {name: getattr(wrong, name) for name in names}
    repulped = {True: "yes", False: "no", None: ""}[wrong.is_repulped]
    rolls = [roll.roll_no for roll in wrong.rolls.all()]
    return before | {"is_repulped": repulped, "lines": rolls, "replaces": wrong.pk}


@permitted(Verb.SETTLE)
def preview_settlement(request: HttpRequest, number: str) -> HttpResponse:
    """What the settlement being written comes to by the rule, and what the ceilings leave."""
    assert isinstance(request.user, User)
    case, now = case_for(request.user, number), database_now()
    form = AgreeSettlementForm(request.GET, lines=free_lines(case), reversed_ones=reversed_settlements(case))
    form.is_valid()
    is_whole = "kind" in form.cleaned_data and not set(form.errors) - {"act_id"}
    content = form.settlement_content if is_whole else None
    context = {"case": case, "preview": settlement_preview(case, content, now)}
    return render(request, "penalties/_settlement_preview.html", context)


urlpatterns = [
    path("cases/<str:number>/agree-settlement/", AgreeSettlementPage.as_view(), name="agree_settlement"),
    path("cases/<str:number>/agree-settlement/preview/", preview_settlement, name="preview_settlement"),
    path(
        "cases/<str:number>/execute-settlement/<int:ordinal>/",
        ExecuteSettlementPage.as_view(),
        name="execute_settlement",
    ),
    path(
        "cases/<str:number>/confirm-settlement/<int:ordinal>/",
        ConfirmSettlementPage.as_view(),
        name="confirm_settlement",
    ),
    path(
        "cases/<str:number>/cancel-settlement/<int:ordinal>/", CancelSettlementPage.as_view(), name="cancel_settlement"
    ),
]
