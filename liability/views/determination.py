"""Pages of the determination: propose with the computed result in view, confirm, lay other shares over, return."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse

from cases.models import Case
from cases.selectors.evidence_list import asked_list
from cases.selectors.investigation import suspected_cause
from cases.selectors.visibility import case_for
from cases.services.guards import check_triaged
from liability.forms.determination import (
    DecideDeterminationForm,
    DeterminationForm,
    OverrideForm,
    determination_initial,
    shares_initial,
)
from liability.models import LiabilityDetermination
from liability.rules.determine import Open
from liability.rules.errors import NothingToDecide
from liability.selectors.computed import compute
from liability.selectors.determinations import (
    determination_in_force,
    determinations_of,
    inbound_acceptance,
    open_determination,
    sign_off,
)
from liability.selectors.findings import finding_words
from liability.selectors.views import OPEN_WORDS, determination_view
from liability.services.confirm_determination import (
    confirm_determination,
    override_determination,
    return_determination,
)
from liability.services.confirm_finding import confirm_finding, return_finding
from liability.services.propose_determination import (
    check_investigated,
    judged_facts,
    propose_determination,
    summary_of,
)
from liability.services.record_inbound_acceptance import inbound_words
from liability.services.record_sign_off import signature_words
from liability.views.case_act import CaseActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.errors import Refused, SelfApproval
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer

PREVIEW_TEMPLATE = "liability/_determination_preview.html"


class ProposeDeterminationPage(CaseActPage):
    """Name the cause; the shares follow from the rule."""

    verb = Verb.PROPOSE_DETERMINATION
    form_class = DeterminationForm
    template_name = "liability/determination_form.html"
    button = "提交责任认定"

    def check(self) -> None:
        check_triaged(self.subject)
        check_investigated(self.subject)

    def initial(self) -> dict[str, Any]:
        last = next(reversed(determinations_of(self.subject)), None)
        return super().initial() | determination_initial(self.subject, last, suspected_cause(self.subject))

    def page_context(self) -> dict[str, Any]:
        known_inbound, known_signatures = inbound_acceptance(self.subject), sign_off(self.subject)
        return super().page_context() | {
            "title": "修订责任认定" if determination_in_force(self.subject) else "提出责任认定",
            "inbound_words": inbound_words(known_inbound) if known_inbound else "",
            "signature_words": signature_words(known_signatures) if known_signatures else "",
            "preview": preview_of(self.subject, self.request.POST or self.initial()),
        }

    def consequences(self) -> list[str]:
        told = ["强制发运和销售工作失误先由分管副总经理确认，再由技术中心主任确认整个认定"]
        if determination_in_force(self.subject):
            told.append("新的认定确认以前，原来的认定继续有效；已入账的金额按差额更正")
        return told

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, DeterminationForm)
        row = propose_determination(
            case=self.subject,
            content=form.determination,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        whose = "分管副总经理" if row.needs_finding else "技术中心主任"
        return self.done(f"已提出责任认定：{summary_of(row)}；等{whose}确认", determination=row.pk)


@permitted(Verb.PROPOSE_DETERMINATION)
def preview_determination(request: HttpRequest, number: str) -> HttpResponse:
    """The fragment with the computed shares, their derivation and the missing evidence for what is chosen."""
    assert isinstance(request.user, User)
    case, now = case_for(request.user, number), database_now()
    typed = {name: request.GET.getlist(name) if name == "forced_by" else value for name, value in request.GET.items()}
    return render(request, PREVIEW_TEMPLATE, {"case": case, "now": now, "preview": preview_of(case, typed)})


def preview_of(case: Case, typed: Any) -> dict[str, Any]:
    """What the rule makes of these entries, or in words what is missing for it."""
    given = dict(typed.lists()) if hasattr(typed, "lists") else dict(typed)
    form = DeterminationForm(_as_data(given))
    form.fields["act_id"].required = False
    form.is_valid()
    if form.errors or form.cleaned_data.get("cause") is None:
        return {"missing": "选好案由，这里就显示计算出的承担比例"}
    content = form.determination
    asked = asked_list(case, content.cause) if content.cause else None
    try:
        computed = compute(case, judged_facts(case, content))
    except Refused as refusal:
        return {"missing": refusal.message, "asked": asked}
    question = computed.open_question
    return {
        "computed": computed,
        "asked": asked,
        "open_words": OPEN_WORDS[Open(question)] if question else "",
        "wants_shares": question in (Open.CAUSE, Open.PACKAGING),
    }


def _as_data(given: dict[str, Any]) -> Any:
    """Entries of a query, a sent form or a page's start, as form data without rows."""
    data = QueryDict(mutable=True)
    for name, value in given.items():
        if name == "rows":
            continue
        data.setlist(name, [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")])
    data.update({"shares-TOTAL_FORMS": "0", "shares-INITIAL_FORMS": "0"})
    return data


class OpenProposalPage(CaseActPage):
    """A page about the proposal that waits for a decision."""

    @property
    def proposal(self) -> LiabilityDetermination | None:
        return open_determination(self.subject)

    def check(self) -> None:
        proposal = self.proposal
        if proposal is None:
            raise NothingToDecide("没有等着确认的责任认定")
        if proposal.proposed_by_id == self.user.pk:
            raise SelfApproval("这次认定是您提出的，要由另一个人确认")

    def initial(self) -> dict[str, Any]:
        proposal = self.proposal
        return super().initial() | {"determination": proposal.pk if proposal else None}

    def page_context(self) -> dict[str, Any]:
        proposal = self.proposal
        return super().page_context() | {"view": determination_view(proposal) if proposal else None}

    def act(self, form: ActForm, at: datetime) -> dict[str, Any]:
        """What every decision passes on."""
        given = form.cleaned_data
        seen = {"by": self.user, "at": at, "seen_version": given["seen_version"]}
        return {"case": self.subject, "determination_id": given["determination"], **seen}


class ConfirmDeterminationPage(OpenProposalPage):
    """Confirm, or return with words: the button pressed says which (`decision` = confirm or return)."""

    verb = Verb.CONFIRM_DETERMINATION
    form_class = DecideDeterminationForm
    choices_of_button = {"decision": ("confirm", "return")}
    template_name = "liability/determination_decision.html"
    title = "确认责任认定"

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"override_url": reverse("override_determination", args=[self.subject.number])}

    def consequences(self) -> list[str]:
        return confirm_consequences(self.subject, self.proposal)

    def deed(self, form: ActForm, at: datetime) -> Answer:
        comment = form.cleaned_data["comment"]
        if self.request.POST.get("decision") == "return":
            row = return_determination(comment=comment, **self.act(form, at))
            return self.done("已退回，提出人会重新提出", determination=row.pk, state=row.state)
        row = confirm_determination(comment=comment, **self.act(form, at))
        return self.done(f"已确认责任认定：{summary_of(row)}", determination=row.pk, state=row.state)


class OverrideDeterminationPage(OpenProposalPage):
    """Lay other shares over the computed ones."""

    verb = Verb.OVERRIDE_DETERMINATION
    form_class = OverrideForm
    template_name = "liability/override_form.html"
    title = "人工认定"
    button = "按人工认定确认"

    def initial(self) -> dict[str, Any]:
        proposal = self.proposal
        rows = shares_initial(proposal.manual_shares or proposal.computed) if proposal else []
        return super().initial() | {"rows": rows}

    def consequences(self) -> list[str]:
        return ["计算结果和您的理由一直并列可见", *confirm_consequences(self.subject, None)]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, OverrideForm)
        row = override_determination(
            shares=form.shares, reason=form.cleaned_data["reason"], **self.act(form, at)
        )
        return self.done(f"已人工认定责任：{summary_of(row)}", determination=row.pk, state=row.state)


class ConfirmFindingPage(OpenProposalPage):
    """分管副总经理's word on 强制发运 and 销售工作失误 (`decision` = confirm or return)."""

    verb = Verb.CONFIRM_FINDING
    form_class = DecideDeterminationForm
    choices_of_button = {"decision": ("confirm", "return")}
    template_name = "liability/finding_decision.html"
    title = "确认强制发运或销售工作失误"

    def check(self) -> None:
        super().check()
        proposal = self.proposal
        if proposal is None or not proposal.needs_finding or proposal.finding_confirmed_at:
            raise NothingToDecide("没有等您确认的强制发运或销售工作失误")

    def page_context(self) -> dict[str, Any]:
        proposal = self.proposal
        return super().page_context() | {"finding": finding_words(proposal) if proposal else ""}

    def consequences(self) -> list[str]:
        return ["技术中心主任接着确认整个责任认定"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        comment = form.cleaned_data["comment"]
        if self.request.POST.get("decision") == "return":
            row = return_finding(comment=comment, **self.act(form, at))
            return self.done("已退回，技术中心会重新提出", determination=row.pk, state=row.state)
        row = confirm_finding(comment=comment, **self.act(form, at))
        return self.done(f"已确认{finding_words(row)}，接着由技术中心主任确认责任认定", determination=row.pk)


def confirm_consequences(case: Case, proposal: LiabilityDetermination | None) -> list[str]:
    """What the confirmation leads to."""
    told = [f"{summary_of(proposal)}，从此有效"] if proposal else []
    if determination_in_force(case):
        told.append("原来的认定由它取代，留作记录")
    told.append("已入账的金额按差额更正" if case.replied_at else "技术中心接着起草处理意见")
    return told


urlpatterns = [
    path("cases/<str:number>/propose-determination/", ProposeDeterminationPage.as_view(), name="propose_determination"),
    path("cases/<str:number>/preview-determination/", preview_determination, name="preview_determination"),
    path("cases/<str:number>/confirm-determination/", ConfirmDeterminationPage.as_view(), name="confirm_determination"),
    path(
        "cases/<str:number>/override-determination/", OverrideDeterminationPage.as_view(), name="override_determination"
    ),
    path("cases/<str:number>/confirm-finding/", ConfirmFindingPage.as_view(), name="confirm_finding"),
]
