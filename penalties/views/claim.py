"""Pages of claims: open, money received, confirmed by 财务, closed; and the list of all claims."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cases.models import Case
from penalties.forms.money import ClaimForm, CloseClaimForm, ReceiptForm
from penalties.forms.settlement import DecideForm
from penalties.models import Claim, ClaimParty, ClaimReceipt, ClaimState
from penalties.selectors.case_facts import standing_of
from penalties.selectors.claims import claims_for
from penalties.selectors.rows import claim_of, receipt_of
from penalties.services.confirm_settlement import posted_words
from penalties.services.errors import NoExternalShare, NotInThisState
from penalties.services.guards import check_open, check_seller
from penalties.services.open_claim import close_claim, open_claim
from penalties.services.record_receipt import confirm_receipt, record_receipt, refuse_receipt
from penalties.views.case_act import CaseActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan


class OpenClaimPage(CaseActPage):
    """Claim from the carrier or the insurer."""

    verb = Verb.CLAIM
    form_class = ClaimForm
    title = "提出索赔"
    button = "提出索赔"

    def check(self) -> None:
        check_open(self.subject)
        check_seller(self.subject, self.user)
        if not standing_of(self.subject, self.now).has_external_share:
            raise NoExternalShare

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"party": ClaimParty.CARRIER}

    def consequences(self) -> list[str]:
        return ["追偿期间没有追回的部分记「公司垫付·待追偿」", "到账由财务确认后冲减", "了结时差额按 P.三.3 记给承担单位"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, ClaimForm)
        claim = open_claim(
            case=self.subject,
            content=form.claim_content,
            documents=form.cleaned_data["documents"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        told = f"已向 {claim.party_name} 索赔 {yuan(claim.amount)}；到账后登记，由财务确认"
        return self.done(told, claim=claim.ordinal)


class ClaimActPage(CaseActPage):
    """An act on one claim: `/cases/<number>/<verb>/<ordinal>/`."""

    claim: Claim

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        self.claim = claim_of(case, kwargs["ordinal"])
        return case

    def check(self) -> None:
        check_seller(self.subject, self.user)
        if self.claim.state != ClaimState.OPEN:
            raise NotInThisState("这笔索赔已了结")

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"title": f"{self.title}：{self.claim.party_name} {yuan(self.claim.amount)}"}


class RecordReceiptPage(ClaimActPage):
    """Enter money of a claim."""

    verb = Verb.CLAIM
    form_class = ReceiptForm
    title = "登记到账"
    button = "登记到账"

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"received_on": local_day(self.now)}

    def consequences(self) -> list[str]:
        return ["送财务确认；确认以前不入账"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, ReceiptForm)
        receipt = record_receipt(
            claim=self.claim,
            content=form.receipt_content,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已登记到账 {yuan(receipt.amount)}，等财务确认", receipt=receipt.pk)


class CloseClaimPage(ClaimActPage):
    """Close a claim."""

    verb = Verb.CLAIM
    form_class = CloseClaimForm
    title = "了结索赔"
    button = "了结这笔索赔"

    def consequences(self) -> list[str]:
        is_mistake = standing_of(self.subject, self.now).liability.is_sales_mistake
        bearer = "销售处（已确认销售工作失误）" if is_mistake else "公司"
        return [f"没有追回的部分由{bearer}承担，差额立即入账", "了结以后不再登记到账"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        posting = close_claim(
            claim=self.claim,
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已了结索赔，{posted_words(posting)}", claim=self.claim.ordinal)


class ConfirmReceiptPage(CaseActPage):
    """财务 confirms money, or gives the entry back (`decision` = confirm or return)."""

    verb = Verb.CONFIRM_RECEIPT
    form_class = DecideForm
    template_name = "penalties/confirm_receipt.html"
    title = "确认到账"
    choices_of_button = {"decision": ("confirm", "return")}
    receipt: ClaimReceipt

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        self.receipt = receipt_of(case, kwargs["receipt_id"])
        return case

    def check(self) -> None:
        if self.receipt.confirmed_at is not None or self.receipt.refused_at is not None:
            raise NotInThisState("这笔到账已办理，没有重复入账")

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "receipt": self.receipt,
            "title": f"确认到账：{self.receipt.claim.party_name} {yuan(self.receipt.amount)}",
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        if self.request.POST.get("decision") == "return":
            refuse_receipt(receipt=self.receipt, reason=form.cleaned_data["reason"], by=self.user, at=at)
            return self.done("已退回销售处核对", receipt=self.receipt.pk)
        posting = confirm_receipt(receipt=self.receipt, by=self.user, at=at)
        return self.done(f"已确认到账，{posted_words(posting)}", receipt=self.receipt.pk)


@permitted(Verb.CLAIM, Verb.CONFIRM_RECEIPT)
def claim_list(request: HttpRequest) -> HttpResponse:
    """Claims of the cases whose money this person handles, open ones first."""
    assert isinstance(request.user, User)
    context = {
        "claims": claims_for(request.user),
        "may_confirm": may(request.user, Verb.CONFIRM_RECEIPT),
        "now": database_now(),
    }
    return render(request, "penalties/claim_list.html", context)


urlpatterns = [
    path("claims/", claim_list, name="claim_list"),
    path("cases/<str:number>/open-claim/", OpenClaimPage.as_view(), name="open_claim"),
    path("cases/<str:number>/record-receipt/<int:ordinal>/", RecordReceiptPage.as_view(), name="record_receipt"),
    path("cases/<str:number>/close-claim/<int:ordinal>/", CloseClaimPage.as_view(), name="close_claim"),
    path("cases/<str:number>/confirm-receipt/<int:receipt_id>/", ConfirmReceiptPage.as_view(), name="confirm_receipt"),
]
