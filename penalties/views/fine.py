"""The page on which a fine is confirmed or dropped."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.models import Case, ClockKind
from penalties.forms.settlement import DecideForm
from penalties.models import Fine, FineState
from penalties.selectors.fines import DECIDING_VERBS
from penalties.selectors.rows import fine_of
from penalties.services.confirm_fine import confirm_fine, drop_fine
from penalties.services.confirm_settlement import posted_words
from penalties.services.errors import BreachWaived, NotInThisState
from penalties.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb, may, require
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.wording import yuan


class ConfirmFinePage(CaseActPage):
    """Confirm a fine, or decide not to fine (`decision` = confirm or drop): `/cases/<number>/confirm-fine/<id>/`."""

    verb = Verb.CONFIRM_SALES_FINE
    form_class = DecideForm
    template_name = "penalties/confirm_fine.html"
    title = "确认罚款"
    choices_of_button = {"decision": ("confirm", "drop")}
    fine: Fine

    def authorise(self) -> None:
        """Whose verb it is, the fine says: `load` asks."""
        if not may(self.user, Verb.CONFIRM_TECH_FINE):
            require(self.user, self.verb)

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        self.fine = fine_of(case, kwargs["fine_id"])
        require(self.user, DECIDING_VERBS[ClockKind(self.fine.kind)])
        return case

    def check(self) -> None:
        if self.fine.state != FineState.PROPOSED:
            raise NotInThisState(f"这项罚款{self.fine.get_state_display()}，没有重复入账")
        if self.fine.breach.waived_at is not None:
            raise BreachWaived

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "fine": self.fine,
            "clock": ClockKind(self.fine.kind).label,
            "title": f"确认罚款：{self.fine.unit.name} {yuan(self.fine.amount)}",
        }

    def consequences(self) -> list[str]:
        return [
            f"{self.fine.unit.name}记罚款 {yuan(self.fine.amount)}，随当月奖金扣减通知单扣减",
            "不予处罚要写理由；超期仍留在记录上",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        if self.request.POST.get("decision") == "drop":
            drop_fine(fine=self.fine, reason=form.cleaned_data["reason"], by=self.user, at=at)
            return self.done("已记录不予处罚", fine=self.fine.pk)
        posting = confirm_fine(fine=self.fine, by=self.user, at=at)
        return self.done(f"已确认对{self.fine.unit.name}的罚款，{posted_words(posting)}", fine=self.fine.pk)


urlpatterns = [
    path("cases/<str:number>/confirm-fine/<int:fine_id>/", ConfirmFinePage.as_view(), name="confirm_fine"),
]
