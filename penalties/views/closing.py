"""The page of 结案."""

from datetime import datetime
from typing import Any

from django.urls import path

from penalties.forms.money import CloseCaseForm
from penalties.models import Settlement, SettlementState
from penalties.selectors.closing import closing_list
from penalties.services.close_case import close_case
from penalties.services.confirm_settlement import posted_words
from penalties.services.guards import check_open
from penalties.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class CloseCasePage(CaseActPage):
    """The list of what must be done, and the closing itself."""

    verb = Verb.CLOSE_CASE
    form_class = CloseCaseForm
    template_name = "penalties/close_case.html"
    title = "结案"
    button = "结案"

    def check(self) -> None:
        check_open(self.subject)

    @property
    def has_settlements(self) -> bool:
        return Settlement.objects.filter(case=self.subject).exclude(state=SettlementState.CANCELLED).exists()

    def page_context(self) -> dict[str, Any]:
        typed = self.request.POST.get("not_compensated_reason", "")
        items = closing_list(self.subject, self.now, not_compensated_reason=typed.strip())
        needs_reason = not self.has_settlements
        is_ready = all(item.is_done or (item.key == "settlements" and needs_reason) for item in items)
        return super().page_context() | {"items": items, "needs_reason": needs_reason, "is_ready": is_ready}

    def consequences(self) -> list[str]:
        told = ["案件不再办理结算、费用和索赔；记错的仍可红冲", "案件和台账长期可查"]
        return told if self.has_settlements else ["没有退赔换：已登记的调查费用由公司承担，记入台账", *told]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        posting = close_case(
            case=self.subject,
            not_compensated_reason=form.cleaned_data["not_compensated_reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        told = f"已结案，{posted_words(posting)}" if posting.entries else "已结案"
        return self.done(told)


urlpatterns = [path("cases/<str:number>/close-case/", CloseCasePage.as_view(), name="close_case")]
