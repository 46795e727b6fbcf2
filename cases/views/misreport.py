"""Pages of a false report by a team member (P.四.5): bring it up, decide on it."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.forms.misreport import DecideMisreportForm, ReportMisreportForm
from cases.models import Case, Misreport, MisreportState
from cases.rules.misreport_errors import MisreportDecided, NotAMember, OwnMisreport
from cases.selectors.misreports import members_of, misreport_for
from cases.services.decide_misreport import confirm_misreport, refuse_misreport
from cases.services.report_misreport import report_misreport
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.org.models import UnitKind


class ReportMisreportPage(CaseActPage):
    """`/cases/<number>/report-misreport/`."""

    verb = Verb.REPORT_MISREPORT
    form_class = ReportMisreportForm
    title = "提出弄虚作假"
    button = "提交给分管副总经理核实"

    def form_kwargs(self) -> dict[str, Any]:
        return {"members": members_of(self.subject)}

    def check(self) -> None:
        if not members_of(self.subject).exists():
            raise NotAMember("本案没有批准过服务小组，没有可提出的成员")

    def consequences(self) -> list[str]:
        return ["由分管副总经理核实，核实以前没有后果", "确认后当月奖金扣发；是销售人员的，销售处另罚款", "您和这名成员会知道结果"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        misreport = report_misreport(
            case=self.subject,
            member_id=given["member"].pk,
            told=given["told"],
            fact_on=given["fact_on"],
            by=self.user,
            at=at,
            seen_version=given["seen_version"],
        )
        return self.done("已提交，等分管副总经理核实", misreport=misreport.pk)


class DecideMisreportPage(CaseActPage):
    """`/cases/<number>/decide-misreport/<id>/`: confirm, or find that it was none (`decision` = confirm or refuse)."""

    verb = Verb.CONFIRM_MISREPORT
    form_class = DecideMisreportForm
    choices_of_button = {"decision": ("confirm", "refuse")}
    template_name = "cases/decide_misreport.html"
    title = "核实弄虚作假"
    misreport: Misreport

    def load(self, **kwargs: Any) -> Case:
        case = super().load(**kwargs)
        self.misreport = misreport_for(case, kwargs["misreport_id"])
        return case

    def check(self) -> None:
        if self.misreport.state != MisreportState.REPORTED:
            raise MisreportDecided(f"已核实：{self.misreport.get_state_display()}")
        if self.user.pk in {self.misreport.reported_by_id, self.misreport.member.user_id}:
            raise OwnMisreport("提出的人和被提出的人不能核实，请由另一位分管副总经理核实")

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "misreport": self.misreport}

    def consequences(self) -> list[str]:
        told = [f"{self.misreport.member.name} {self.misreport.fact_on:%Y-%m} 的奖金扣发"]
        if self.misreport.member.unit.kind == UnitKind.SALES:
            told.append("销售处另按本案绑定的制度版本罚款，立即记入台账")
        return [*told, "认错了可以写理由撤销认定：已记的罚款红冲，已扣的奖金退还"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        seen = {"by": self.user, "at": at, "seen_version": given["seen_version"]}
        if self.request.POST.get("decision") == "refuse":
            refuse_misreport(misreport=self.misreport, comment=given["comment"], **seen)
            return self.done("已记下不属实，提出的人会收到消息", state=MisreportState.REFUSED.value)
        confirm_misreport(misreport=self.misreport, comment=given["comment"], transfer=given["transfer"], **seen)
        return self.done("已确认，奖金扣发已记下", state=MisreportState.CONFIRMED.value)


urlpatterns = [
    path("cases/<str:number>/report-misreport/", ReportMisreportPage.as_view(), name="report_misreport"),
    path(
        "cases/<str:number>/decide-misreport/<int:misreport_id>/",
        DecideMisreportPage.as_view(),
        name="decide_misreport",
    ),
]
