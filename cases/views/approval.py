"""Pages of a decision: agree or return, take note, enter the meeting's word. The case page's dock posts here too."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.forms.opinion import AcknowledgeForm, DecisionForm, MeetingForm
from cases.models import ApprovalStep, StepAction, StepState
from cases.rules.approval_errors import StepNotReached
from cases.selectors.approval import opinions_with_steps, step_for
from cases.selectors.decision import approval_consequences
from cases.services.acknowledge_step import acknowledge_step
from cases.services.approve_step import approve_step
from cases.services.open_step import open_step
from cases.services.record_meeting_decision import MeetingDecision, record_meeting_decision
from cases.services.return_opinion import return_opinion
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class StepPage(CaseActPage):
    """A page of one step that waits for this person."""

    verb = Verb.DECIDE_OPINION
    template_name = "cases/decision_form.html"

    def check(self) -> None:
        if self.waiting_step is None:
            raise StepNotReached("这件案子现在没有等您审批或阅示的处理意见")
        open_step(case=self.subject, by=self.user, at=self.now)

    @property
    def waiting_step(self) -> ApprovalStep | None:
        return step_for(self.user, opinions_with_steps(self.subject))

    def initial(self) -> dict[str, Any]:
        step = self.waiting_step
        return super().initial() | {"step": step.pk if step else None}

    def sent_step(self, form: ActForm) -> ApprovalStep:
        """The step that was on the page; one of another case is nobody's."""
        step = (
            ApprovalStep.objects.select_related("opinion")
            .filter(pk=form.cleaned_data["step"], opinion__case=self.subject)
            .first()
        )
        if step is None:
            raise NotFound
        return step

    def consequences(self) -> list[str]:
        step = self.waiting_step
        return approval_consequences(self.subject, step) if step else []


class DecideStepPage(StepPage):
    """Agree, or return with a reason: the button pressed says which (`decision` = approve or return)."""

    form_class = DecisionForm
    choices_of_button = {"decision": ("approve", "return")}
    title = "审批处理意见"

    def deed(self, form: ActForm, at: datetime) -> Answer:
        step, seen = self.sent_step(form), form.cleaned_data["seen_version"]
        comment = form.cleaned_data["comment"]
        if self.request.POST.get("decision") == "return":
            return_opinion(step=step, reason=comment, by=self.user, at=at, seen_version=seen)
            return self.done(f"已退回第{step.opinion.draft_no}稿，技术中心改写后重新报您", decision="return")
        step = approve_step(step=step, comment=comment, by=self.user, at=at, seen_version=seen)
        return self.done(f"已同意第{step.opinion.draft_no}稿，{_what_follows(step)}", decision="approve")


class AcknowledgeStepPage(StepPage):
    """Take note of a report."""

    form_class = AcknowledgeForm
    title = "阅示处理意见"
    button = "已阅"

    def deed(self, form: ActForm, at: datetime) -> Answer:
        step = acknowledge_step(
            step=self.sent_step(form),
            comment=form.cleaned_data["comment"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已阅示第{step.opinion.draft_no}稿，技术中心会看到您的意见")


class MeetingDecisionPage(StepPage):
    """Enter the meeting's decision with its record (`decision` = approve or return)."""

    form_class = MeetingForm
    choices_of_button = {"decision": ("approve", "return")}
    title = "登记公司办公会决定"

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        is_approved = self.request.POST.get("decision") != "return"
        decision = MeetingDecision(
            is_approved=is_approved,
            held_at=given["held_at"],
            record_no=given["record_no"],
            scan=next(iter(given["scan"]), None),
            comment=given["comment"],
        )
        step = record_meeting_decision(
            step=self.sent_step(form), decision=decision, by=self.user, at=at, seen_version=given["seen_version"]
        )
        outcome = f"同意，{_what_follows(step)}" if is_approved else "退回，技术中心改写后重新上会"
        return self.done(f"已登记办公会决定：{outcome}")


def _what_follows(step: ApprovalStep) -> str:
    following = step.opinion.steps.filter(state=StepState.PENDING, action=StepAction.APPROVE)
    return "接着送公司办公会" if following.exists() else "技术中心可以答复客户"


urlpatterns = [
    path("cases/<str:number>/decide-step/", DecideStepPage.as_view(), name="decide_step"),
    path("cases/<str:number>/acknowledge-step/", AcknowledgeStepPage.as_view(), name="acknowledge_step"),
    path(
        "cases/<str:number>/record-meeting-decision/", MeetingDecisionPage.as_view(), name="record_meeting_decision"
    ),
]
