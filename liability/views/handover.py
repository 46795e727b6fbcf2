"""Pages of the hand-over facts."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.services.guards import check_triaged
from liability.forms.handover import InboundForm, SignOffForm
from liability.selectors.determinations import inbound_acceptance, sign_off
from liability.services.access import check_may_record_handover
from liability.services.record_inbound_acceptance import inbound_words, record_inbound_acceptance
from liability.services.record_sign_off import record_sign_off, signature_words
from liability.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer

KEPT = ["登记后不能改；更正时再登记一次，以最后一次为准，两次都可见", "扫描件编入证据"]


class HandoverPage(CaseActPage):
    """A page of 技术中心 and of the units that sign the forms."""

    verb = Verb.RECORD_SIGN_OFF
    template_name = "liability/handover_form.html"

    def load(self, **kwargs: Any) -> Any:
        case = super().load(**kwargs)
        check_may_record_handover(case, self.user)
        return case

    def check(self) -> None:
        check_triaged(self.subject)

    def consequences(self) -> list[str]:
        return KEPT


class InboundAcceptancePage(HandoverPage):
    """Whether 物资处 signed the rolls in."""

    form_class = InboundForm
    title = "登记入库交接"
    button = "登记入库交接"

    def page_context(self) -> dict[str, Any]:
        known = inbound_acceptance(self.subject)
        words = inbound_words(known) if known else ""
        return super().page_context() | {"known": known, "known_words": words, "is_inbound": True}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, InboundForm)
        row = record_inbound_acceptance(
            case=self.subject,
            content=form.inbound,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已登记入库交接：{inbound_words(row)}", row=row.pk)


class SignOffPage(HandoverPage):
    """Who signed the shipment."""

    form_class = SignOffForm
    title = "登记三方汇签"
    button = "登记三方汇签"

    def page_context(self) -> dict[str, Any]:
        known = sign_off(self.subject)
        return super().page_context() | {"known": known, "known_words": signature_words(known) if known else ""}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, SignOffForm)
        row = record_sign_off(
            case=self.subject,
            content=form.sign_off,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已登记三方汇签：{signature_words(row)}", row=row.pk)


urlpatterns = [
    path(
        "cases/<str:number>/record-inbound-acceptance/",
        InboundAcceptancePage.as_view(),
        name="record_inbound_acceptance",
    ),
    path("cases/<str:number>/record-sign-off/", SignOffPage.as_view(), name="record_sign_off"),
]
