"""Pages of 关联责任 and of goodwill."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.models import Case, ClockKind, DeadlineBreach
from liability.forms.determination import DecideDelayForm, DelayFindingForm, GoodwillForm
from liability.models import DelayFinding, DeterminationState
from liability.rules.errors import BreachWaived, NothingToDecide
from liability.selectors.delays import decider_of, finding_text
from liability.selectors.determinations import CLOCKS_OF_UNITS
from liability.services.approve_goodwill import approve_goodwill, check_goodwill
from liability.services.decide_delay_finding import VERB_OF, confirm_delay_finding, return_delay_finding
from liability.services.propose_delay_finding import propose_delay_finding
from liability.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb, may, require
from yibin_service.foundation.acts.errors import NotFound, SelfApproval
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class ProposeDelayFindingPage(CaseActPage):
    """`/cases/<number>/propose-delay-finding/<breach>/`."""

    verb = Verb.PROPOSE_DETERMINATION
    form_class = DelayFindingForm
    template_name = "liability/delay_form.html"
    title = "认定超期的影响"
    button = "提交关联责任"
    breach: DeadlineBreach

    def load(self, **kwargs: Any) -> Case:
        case: Case = super().load(**kwargs)
        breach = (
            case.breaches.filter(pk=kwargs["breach_id"], kind__in=CLOCKS_OF_UNITS).select_related("unit").first()
        )
        if breach is None:
            raise NotFound("这件案子没有这次超期")
        self.breach = breach
        return case

    def check(self) -> None:
        if self.breach.waived_at or self.breach.overturned_at:
            raise BreachWaived

    @property
    def asks_effect(self) -> bool:
        return self.breach.kind == ClockKind.CARD_FILING

    def form_kwargs(self) -> dict[str, Any]:
        return {"asks_effect": self.asks_effect}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"breach": self.breach}

    def consequences(self) -> list[str]:
        if not self.asks_effect:
            return ["由技术中心主任确认", "答复超期的罚款（P.四.2）另由企管办确认"]
        return [
            "未造成耽误：只留记录",
            "耽误取证时机：由技术中心主任确认；有退赔换的，罚销售处（P.四.1(1)）",
            "耽误取证和处理时机：由分管副总经理确认；损失改由销售处和公司各半（P.四.1(2)）",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, DelayFindingForm)
        finding = propose_delay_finding(
            case=self.subject,
            breach_id=self.breach.pk,
            content=form.delay,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已提出关联责任，等{decider_of(finding).label}确认", finding=finding.pk)


class DecideDelayFindingPage(CaseActPage):
    """Confirm or return the finding that waits for this person (`decision` = confirm or return)."""

    verb = Verb.CONFIRM_DETERMINATION
    form_class = DecideDelayForm
    choices_of_button = {"decision": ("confirm", "return")}
    template_name = "liability/delay_decision.html"
    title = "确认关联责任"

    def authorise(self) -> None:
        """The head or the deputy: which of them, the finding says."""
        if not may(self.user, Verb.CONFIRM_FINDING):
            require(self.user, self.verb)

    def waiting_finding(self) -> DelayFinding | None:
        """The oldest proposal that is this person's to decide."""
        proposed = DelayFinding.objects.filter(case=self.subject, state=DeterminationState.PROPOSED)
        found = proposed.select_related("breach__unit", "proposed_by").order_by("id")
        return next((one for one in found if may(self.user, VERB_OF[decider_of(one)])), None)

    def check(self) -> None:
        finding = self.waiting_finding()
        if finding is None:
            raise NothingToDecide("没有等您确认的关联责任")
        if finding.proposed_by_id == self.user.pk:
            raise SelfApproval("这项认定是您提出的，要由另一个人确认")

    def initial(self) -> dict[str, Any]:
        finding = self.waiting_finding()
        return super().initial() | {"finding": finding.pk if finding else None}

    def page_context(self) -> dict[str, Any]:
        finding = self.waiting_finding()
        return super().page_context() | {"finding": finding, "words": finding_text(finding) if finding else ""}

    def consequences(self) -> list[str]:
        return ["已有退赔换结算的，金额和罚款随之更正"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        seen = {"by": self.user, "at": at, "seen_version": given["seen_version"]}
        act = {"case": self.subject, "finding_id": given["finding"], "comment": given["comment"], **seen}
        if self.request.POST.get("decision") == "return":
            finding = return_delay_finding(**act)
            return self.done("已退回，提出人会重新提出", finding=finding.pk, state=finding.state)
        finding = confirm_delay_finding(**act)
        return self.done(f"已确认关联责任：{finding_text(finding)}", finding=finding.pk, state=finding.state)


class ApproveGoodwillPage(CaseActPage):
    """Allow a settlement that is not owed."""

    verb = Verb.APPROVE_GOODWILL
    form_class = GoodwillForm
    title = "同意善意补偿"
    button = "同意善意补偿"

    def check(self) -> None:
        check_goodwill(self.subject)

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"confirm_question": ""}

    def consequences(self) -> list[str]:
        return ["可以按批准的处理意见办理退赔换", "损失由公司承担，不分摊到单位"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        goodwill = approve_goodwill(
            case=self.subject,
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done("已同意善意补偿，由公司承担", goodwill=goodwill.pk)


urlpatterns = [
    path(
        "cases/<str:number>/propose-delay-finding/<int:breach_id>/",
        ProposeDelayFindingPage.as_view(),
        name="propose_delay_finding",
    ),
    path("cases/<str:number>/decide-delay-finding/", DecideDelayFindingPage.as_view(), name="decide_delay_finding"),
    path("cases/<str:number>/approve-goodwill/", ApproveGoodwillPage.as_view(), name="approve_goodwill"),
]
