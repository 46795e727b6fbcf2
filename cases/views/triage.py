"""Pages of triage, with what it leads to shown before it is confirmed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cases.forms.triage import ExtraMajorForm, TriageForm, triage_initial
from cases.models import Case, HandlingOpinion
from cases.selectors.triage import TriageResult, triage_result, triages_of
from cases.selectors.visibility import case_for
from cases.services.enter_triage import IN_THE_CHAIN
from cases.services.guards import check_open
from cases.services.mark_extra_major import mark_extra_major
from cases.services.triage_case import triage_case
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.wording import end

PREVIEW_TEMPLATE = "cases/_triage_preview.html"


class TriagePage(CaseActPage):
    """Tier the case, or tier it anew."""

    verb = Verb.TRIAGE
    form_class = TriageForm
    template_name = "cases/triage_form.html"

    def check(self) -> None:
        check_open(self.subject)

    def initial(self) -> dict[str, Any]:
        return super().initial() | triage_initial(self.subject)

    def form_kwargs(self) -> dict[str, Any]:
        return {"is_again": bool(self.subject.tier)}

    def page_context(self) -> dict[str, Any]:
        word = "重新分级" if self.subject.tier else "分级"
        return super().page_context() | {
            "title": word,
            "button": f"确认{word}",
            "triages": triages_of(self.subject),
            "preview": preview_of(self.subject, self.request.POST or self.initial(), self.now),
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, TriageForm)
        triage = triage_case(
            case=self.subject,
            facts=form.facts,
            reason=form.cleaned_data.get("reason", ""),
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        due = end(triage.due_at, at.year)
        following = "接着提出服务小组" if triage.tier != "minor" else "接着认定责任"
        return self.done(
            f"已分级为{triage.get_tier_display()}，答复截止 {due}；{following}",
            tier=triage.tier,
            due_at=triage.due_at.isoformat(),
        )


class MarkExtraMajorPage(CaseActPage):
    """Mark the case 特别重大; on a marked one, take the mark back."""

    verb = Verb.MARK_EXTRA_MAJOR
    form_class = ExtraMajorForm
    template_name = "cases/extra_major_form.html"

    def check(self) -> None:
        check_open(self.subject)

    def page_context(self) -> dict[str, Any]:
        words = "取消特别重大" if self.subject.is_extra_major else "定为特别重大"
        preview = _preview(self.subject, not self.subject.is_extra_major, self.now) if self.subject.tier else None
        return super().page_context() | {"title": words, "button": words, "preview": preview}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        is_extra_major = not self.subject.is_extra_major
        mark_extra_major(
            case=self.subject,
            is_extra_major=is_extra_major,
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        words = "已定为特别重大" if is_extra_major else "已取消特别重大"
        return self.done(f"{words}，技术中心会看到", is_extra_major=is_extra_major)


@permitted(Verb.TRIAGE)
def preview_triage(request: HttpRequest, number: str) -> HttpResponse:
    """The fragment that shows tier, due instant, chain and clause for what is typed; it decides nothing."""
    assert isinstance(request.user, User)
    case, now = case_for(request.user, number), database_now()
    context = {"case": case, "now": now, "preview": preview_of(case, request.GET, now)}
    return render(request, PREVIEW_TEMPLATE, context)


def preview_of(case: Case, typed: Any, now: datetime) -> dict[str, Any] | None:
    """What these entries lead to; None while they are not both readable."""
    form = TriageForm({**dict(typed.items()), "reason": "-"}, is_again=bool(case.tier))
    form.fields["act_id"].required = False
    if not form.is_valid():
        return None
    facts = form.facts
    result = triage_result(
        case,
        direct_loss=facts.direct_loss,
        is_liability_clear=facts.is_liability_clear,
        is_extra_major=case.is_extra_major,
        at=now,
    )
    return _told(case, result)


def _preview(case: Case, is_extra_major: bool, now: datetime) -> dict[str, Any]:
    result = triage_result(
        case,
        direct_loss=case.direct_loss,
        is_liability_clear=case.is_liability_clear,
        is_extra_major=is_extra_major,
        at=now,
    )
    return _told(case, result)


def _told(case: Case, result: TriageResult) -> dict[str, Any]:
    """The result with the opinion it would send back."""
    voided = None
    if case.tier and result.is_tier_changed:
        voided = HandlingOpinion.objects.filter(case=case, state__in=IN_THE_CHAIN).first()
    return {"result": result, "voided": voided}


urlpatterns = [
    path("cases/<str:number>/triage-case/", TriagePage.as_view(), name="triage_case"),
    path("cases/<str:number>/preview-triage/", preview_triage, name="preview_triage"),
    path("cases/<str:number>/mark-extra-major/", MarkExtraMajorPage.as_view(), name="mark_extra_major"),
]
