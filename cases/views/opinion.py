"""Pages of the opinion: write and submit it, take it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import path

from cases.forms.opinion import OpinionForm, draft_initial
from cases.models import HandlingOpinion, OpinionState, StepAction
from cases.rules.approval_errors import NoOpinionYet, NothingToSubmit
from cases.rules.triage import Tier, approval_chain
from cases.rules.workflow import STATES_FOR_AN_OPINION
from cases.selectors.approval import (
    TITLE_OF_STEP,
    living_among,
    living_opinion,
    opinions_with_steps,
    return_among,
)
from cases.selectors.determined import is_determined
from cases.services.draft_opinion import draft_opinion
from cases.services.recall_opinion import recall_opinion
from cases.services.submit_opinion import submit_opinion, why_not_submit
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer

IN_CHAIN = (OpinionState.SUBMITTED, OpinionState.APPROVED)


class DraftOpinionPage(CaseActPage):
    """One page writes, keeps and submits: the button pressed says which (`then` = save or submit)."""

    verb = Verb.DRAFT_OPINION
    form_class = OpinionForm
    choices_of_button = {"then": ("save", "submit")}
    template_name = "cases/opinion_form.html"
    title = "处理意见"

    def check(self) -> None:
        if self.subject.state not in STATES_FOR_AN_OPINION:
            raise NoOpinionYet("" if self.subject.is_open else "这件案子已经结束，不能再起草处理意见")

    def initial(self) -> dict[str, Any]:
        return super().initial() | draft_initial(self.subject, self.drafts[-1] if self.drafts else None)

    @property
    def drafts(self) -> list[HandlingOpinion]:
        """Every draft so far, read once for the subject as it is shown."""
        return opinions_with_steps(self.subject)

    def form_kwargs(self) -> dict[str, Any]:
        return {"is_determined": is_determined(self.subject.pk)}

    def page_context(self) -> dict[str, Any]:
        living = living_among(self.drafts)
        return super().page_context() | {
            "title": f"处理意见第{_draft_no(self.drafts)}稿",
            "living": living,
            "missing": why_not_submit(self.subject) if self.subject.tier else "",
            "said": return_among(self.drafts),
        }

    def consequences(self) -> list[str]:
        living = living_among(self.drafts)
        told = _chain_words(self.subject.tier)
        if living and living.state in IN_CHAIN:
            told.insert(0, f"存下新稿，第{living.draft_no}稿就由它取代，已有的同意失效，要重新审批")
        return told

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, OpinionForm)
        opinion = draft_opinion(
            case=self.subject,
            content=form.opinion_content,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        if self.request.POST.get("then") != "submit":
            return self.done(f"已存第{opinion.draft_no}稿草稿，提交以后才送审批", draft_no=opinion.draft_no)
        opinion = submit_opinion(case=self.subject, by=self.user, at=at)
        return self.done(f"已提交第{opinion.draft_no}稿，{_next_words(opinion)}", draft_no=opinion.draft_no)


class SubmitOpinionPage(CaseActPage):
    """Submit the saved draft as it stands."""

    verb = Verb.DRAFT_OPINION
    form_class = ActForm
    title = "提交处理意见"
    button = "提交处理意见"

    def check(self) -> None:
        living = living_opinion(self.subject)
        if living is None or living.state != OpinionState.DRAFT:
            raise NothingToSubmit

    def consequences(self) -> list[str]:
        return _chain_words(self.subject.tier)

    def deed(self, form: ActForm, at: datetime) -> Answer:
        opinion = submit_opinion(
            case=self.subject, by=self.user, at=at, seen_version=form.cleaned_data["seen_version"]
        )
        return self.done(f"已提交第{opinion.draft_no}稿，{_next_words(opinion)}", draft_no=opinion.draft_no)


class RecallOpinionPage(CaseActPage):
    """Take one's own submission back."""

    verb = Verb.DRAFT_OPINION
    form_class = ActForm
    title = "撤回处理意见"
    button = "撤回这一稿"

    def check(self) -> None:
        living = living_opinion(self.subject)
        if living is None or living.state not in IN_CHAIN:
            raise NothingToSubmit("没有在审批中的处理意见，不用撤回")

    def consequences(self) -> list[str]:
        return ["审批人收到的这一稿不再有效", "案件回到起草处理意见，改好以后重新提交，从第一步审起"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        opinion = recall_opinion(
            case=self.subject, by=self.user, at=at, seen_version=form.cleaned_data["seen_version"]
        )
        return self.done(f"已撤回第{opinion.draft_no}稿，可以改好再提交", draft_no=opinion.draft_no)


def _draft_no(drafts: Sequence[HandlingOpinion]) -> int:
    """Of the draft at hand, or of the one to be begun."""
    living = living_among(drafts)
    if living and living.state == OpinionState.DRAFT:
        return living.draft_no
    return drafts[-1].draft_no + 1 if drafts else 1


def _chain_words(tier: str) -> list[str]:
    chain = approval_chain(Tier(tier)) if tier else ()
    if not chain:
        return ["一般案件不需审批，提交后就可以答复客户"]
    words = [
        f"{TITLE_OF_STEP[step.role]}{'审批，同意后才能答复客户' if step.action == StepAction.APPROVE else '阅示，不影响答复'}"
        for step in chain
    ]
    return [f"提交后依次送：{'；'.join(words)}", "下一个人打开以前，您可以撤回"]


def _next_words(opinion: HandlingOpinion) -> str:
    if opinion.state == OpinionState.APPROVED:
        return "可以答复客户"
    first = next(iter(opinion.steps.order_by("position")), None)
    return f"等{TITLE_OF_STEP[first.role]}审批" if first else ""


urlpatterns = [
    path("cases/<str:number>/draft-opinion/", DraftOpinionPage.as_view(), name="draft_opinion"),
    path("cases/<str:number>/submit-opinion/", SubmitOpinionPage.as_view(), name="submit_opinion"),
    path("cases/<str:number>/recall-opinion/", RecallOpinionPage.as_view(), name="recall_opinion"),
]
