"""The page on which a confirmed false report is taken back (P.四.5)."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.models import Case, Misreport
from cases.selectors.misreports import misreport_for
from cases.services.annul_misreport import check_annullable
from penalties.forms.settlement import ReasonForm
from penalties.models import BonusNotice
from penalties.selectors.case_facts import source_of
from penalties.selectors.ledger_state import Entry, entries_from
from penalties.services.take_back_misreport import take_back_misreport
from penalties.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.wording import money


class AnnulMisreportPage(CaseActPage):
    """撤销认定: `/cases/<number>/annul-misreport/<id>/`."""

    verb = Verb.ANNUL_MISREPORT
    form_class = ReasonForm
    template_name = "penalties/annul_misreport.html"
    title = "撤销弄虚作假的认定"
    button = "撤销认定"
    misreport: Misreport

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        self.misreport = misreport_for(case, kwargs["misreport_id"])
        return case

    def check(self) -> None:
        check_annullable(self.misreport, self.user)

    def entries(self) -> list[Entry]:
        """What the finding put into the ledger and would be reversed."""
        return entries_from(self.subject, source_of(self.misreport))

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "misreport": self.misreport, "entries": self.entries()}

    def consequences(self) -> list[str]:
        member, notice = self.misreport.member, BonusNotice.objects.filter(misreport=self.misreport).first()
        told = [f"{member.name} {self.misreport.fact_on:%Y-%m} 的奖金不再扣发；已扣的随当时第一个没关账的月份退还"]
        if notice is not None:
            told = [f"奖金扣发通知 {notice.number} 标为已撤销，人力资源、财务和本人会收到退还的消息"]
        told += [f"{row.unit_name}罚款 {money(row.amount)} 元红冲，记入没有封账的月份" for row in self.entries()]
        if self.misreport.transfer:
            told.append(f"岗位调整「{self.misreport.transfer}」留在记录上，是否调回另行办理")
        return [*told, "本人、提出的人和核实的人会收到您的理由", "撤销以后要再认定，须重新提出"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        seen = {"by": self.user, "at": at, "seen_version": given["seen_version"]}
        reversal = take_back_misreport(misreport=self.misreport, reason=given["reason"], **seen)
        numbers = [row.sequence for row in reversal.reversed]
        told = f"，红冲 {len(numbers)}笔" if numbers else ""
        return self.done(f"已撤销认定{told}，有关的人会收到消息", misreport=self.misreport.pk, entries=numbers)


urlpatterns = [
    path(
        "cases/<str:number>/annul-misreport/<int:misreport_id>/",
        AnnulMisreportPage.as_view(),
        name="annul_misreport",
    ),
]
