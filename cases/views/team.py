"""Pages of the service team."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.forms.team import DecideTeamForm, TeamForm, WaiveVisitForm, team_initial
from cases.models import TeamProposal
from cases.rules.investigation_errors import TeamAlreadyDecided
from cases.rules.team import least_specialists
from cases.selectors.parameters import parameters_of
from cases.selectors.team import composition, member_names, open_team_proposal, team_in_force
from cases.services.decide_team import approve_team, return_team
from cases.services.propose_team import check_team_step, propose_team, waive_site_visit
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer

SIZES_TOLD = (3, 4, 5)


class ProposeTeamPage(CaseActPage):
    """Name the members; a change starts from those there are."""

    verb = Verb.PROPOSE_TEAM
    form_class = TeamForm
    template_name = "cases/team_form.html"
    title = "提出服务小组"
    button = "提交给分管副总经理"

    def check(self) -> None:
        check_team_step(self.subject)

    def initial(self) -> dict[str, Any]:
        present = open_team_proposal(self.subject) or team_in_force(self.subject)
        return super().initial() | {"rows": team_initial(present)}

    def page_context(self) -> dict[str, Any]:
        p = parameters_of(self.subject)
        needed = "，".join(f"{size}人至少 {least_specialists(size, p)}名" for size in SIZES_TOLD)
        return super().page_context() | {"needed": needed, "in_force": team_in_force(self.subject)}

    def consequences(self) -> list[str]:
        told = ["分管副总经理批准后，成员才能看到案件并提交报告"]
        if team_in_force(self.subject):
            told.append("新小组批准以前，原来的小组继续有效")
        return told

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, TeamForm)
        proposal = propose_team(
            case=self.subject,
            members=form.members,
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done("已提出服务小组，等分管副总经理批准", proposal=proposal.pk)


class WaiveSiteVisitPage(CaseActPage):
    """Ask to go without a visit."""

    verb = Verb.PROPOSE_TEAM
    form_class = WaiveVisitForm
    title = "提出免现场"
    button = "提交给分管副总经理"

    def check(self) -> None:
        check_team_step(self.subject)

    def consequences(self) -> list[str]:
        return ["分管副总经理批准后，不组织服务小组，由技术中心直接认定责任", "制度没有写明可以免现场，要写清理由"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        proposal = waive_site_visit(
            case=self.subject,
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done("已提出免现场，等分管副总经理批准", proposal=proposal.pk)


class DecideTeamPage(CaseActPage):
    """Approve, or return with words: the button pressed says which (`decision` = approve or return)."""

    verb = Verb.APPROVE_TEAM
    form_class = DecideTeamForm
    choices_of_button = {"decision": ("approve", "return")}
    template_name = "cases/team_decision.html"

    def check(self) -> None:
        if open_team_proposal(self.subject) is None:
            raise TeamAlreadyDecided("没有等着批准的服务小组")

    def initial(self) -> dict[str, Any]:
        proposal = open_team_proposal(self.subject)
        return super().initial() | {"proposal": proposal.pk if proposal else None}

    def page_context(self) -> dict[str, Any]:
        proposal = open_team_proposal(self.subject)
        what = "免现场" if proposal and proposal.is_waiver else "服务小组"
        return super().page_context() | {"title": f"批准{what}", "proposal": proposal} | team_view(proposal)

    def consequences(self) -> list[str]:
        return team_consequences(open_team_proposal(self.subject))

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        seen = {"by": self.user, "at": at, "seen_version": given["seen_version"]}
        act = {"case": self.subject, "proposal_id": given["proposal"], "comment": given["comment"], **seen}
        if self.request.POST.get("decision") == "return":
            proposal = return_team(**act)
            return self.done("已退回，技术中心会重新提出", proposal=proposal.pk, state=proposal.state)
        proposal = approve_team(**act)
        following = "技术中心可以认定责任" if proposal.is_waiver else "成员已收到消息，接着到现场调查"
        return self.done(f"已批准，{following}", proposal=proposal.pk, state=proposal.state)


def team_view(proposal: TeamProposal | None) -> dict[str, Any]:
    """The proposed members and how they make up a team."""
    if proposal is None or proposal.is_waiver:
        return {"members": [], "made_up": None}
    members = list(proposal.members.select_related("unit"))
    return {"members": members, "made_up": composition(proposal.case, members)}


def team_consequences(proposal: TeamProposal | None) -> list[str]:
    """What an approval leads to."""
    if proposal is None:
        return []
    if proposal.is_waiver:
        return ["不组织服务小组，由技术中心直接认定责任", "您的批准和理由一直可见"]
    return [f"{member_names(proposal)}到现场调查", "成员可以看到本案，提交报告和证据"]


urlpatterns = [
    path("cases/<str:number>/propose-team/", ProposeTeamPage.as_view(), name="propose_team"),
    path("cases/<str:number>/waive-site-visit/", WaiveSiteVisitPage.as_view(), name="waive_site_visit"),
    path("cases/<str:number>/decide-team/", DecideTeamPage.as_view(), name="decide_team"),
]
