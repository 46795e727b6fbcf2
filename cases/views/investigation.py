"""Pages of the investigation: report and evidence, also from the phone on site."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cases.forms.investigation import EvidenceForm, SiteReportForm
from cases.models import EvidenceKind, ReportKind
from cases.rules.investigation_errors import TeamNotApproved
from cases.selectors.evidence_list import asked_list
from cases.selectors.investigation import site_reports, suspected_cause, unnumbered_card_files
from cases.selectors.team import member_names, team_in_force
from cases.selectors.visibility import case_for, is_team_member
from cases.services.add_evidence import add_evidence, check_may_add
from cases.services.enter_evidence import numbers_of
from cases.services.file_site_report import check_report_step, file_site_report
from cases.services.guards import check_open
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted, require
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class InvestigationPage(CaseActPage):
    """A page open to the members of the case's team, whatever their post."""

    def authorise(self) -> None:
        """Asked once the case is known: a member needs no role."""

    def load(self, **kwargs: Any) -> Any:
        case = super().load(**kwargs)
        if not is_team_member(self.user, case):
            require(self.user, self.verb)
        return case


class SiteReportPage(InvestigationPage):
    """File an interim or the final report."""

    verb = Verb.INVESTIGATE
    form_class = SiteReportForm
    template_name = "cases/site_report_form.html"
    title = "调查报告"
    button = "提交报告"

    def check(self) -> None:
        check_report_step(self.subject, ReportKind.INTERIM)

    def initial(self) -> dict[str, Any]:
        last = next(reversed(site_reports(self.subject)), None)
        given = {name: getattr(last, name) for name in ("visited_on", "place", "nature", "degree")} if last else {}
        kind = ReportKind.FINAL if self.may_conclude else ReportKind.INTERIM
        return super().initial() | given | {"kind": kind, "suspected_cause": suspected_cause(self.subject)}

    @property
    def may_conclude(self) -> bool:
        try:
            check_report_step(self.subject, ReportKind.FINAL)
        except TeamNotApproved:
            return False
        return True

    def page_context(self) -> dict[str, Any]:
        team = team_in_force(self.subject)
        cause = self.request.POST.get("suspected_cause", suspected_cause(self.subject))
        return super().page_context() | {
            "may_conclude": self.may_conclude,
            "team": member_names(team) if team else "",
            "asked": asked_list(self.subject, cause),
        }

    def consequences(self) -> list[str]:
        return ["中间报告只记录进展，最终的调查报告交技术中心认定责任", "交上的报告不能改，之后的情况另交一份"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, SiteReportForm)
        kind, content = form.report
        report = file_site_report(
            case=self.subject,
            kind=kind,
            content=content,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        following = "技术中心接着认定责任" if kind == ReportKind.FINAL else "调查结束后再交调查报告"
        return self.done(f"已提交{report.get_kind_display()}，{following}", report=report.pk)


class AddEvidencePage(InvestigationPage):
    """Take pictures on site, or add papers from the desk."""

    verb = Verb.ADD_EVIDENCE
    form_class = EvidenceForm
    template_name = "cases/evidence_form.html"
    title = "提交证据"
    button = "提交证据"

    def load(self, **kwargs: Any) -> Any:
        case = super().load(**kwargs)
        check_may_add(case, self.user)
        return case

    def check(self) -> None:
        check_open(self.subject)

    def initial(self) -> dict[str, Any]:
        asked = asked_list(self.subject, suspected_cause(self.subject))
        wanted = self.request.GET.get("kind", "")
        first_missing = next((item.kind for item in asked.items if not item.is_found), EvidenceKind.OTHER)
        return super().initial() | {"kind": wanted if wanted in EvidenceKind.values else first_missing}

    def form_kwargs(self) -> dict[str, Any]:
        return {"card_files": unnumbered_card_files(self.subject)}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"asked": asked_list(self.subject, suspected_cause(self.subject))}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        pieces = add_evidence(
            case=self.subject,
            kind=EvidenceKind(given["kind"]),
            attachments=given["uploads"],
            from_card=list(given.get("from_card") or []),
            caption=given["caption"],
            taken_at=given["taken_at"],
            by=self.user,
            at=at,
        )
        return self.done(f"已提交证据 {numbers_of(pieces)}", evidence=[piece.pk for piece in pieces])


@permitted(Verb.READ_CASES)
def evidence_list(request: HttpRequest, number: str) -> HttpResponse:
    """The fragment that shows what the chosen cause asks for and what is there."""
    assert isinstance(request.user, User)
    case = case_for(request.user, number)
    asked = asked_list(case, request.GET.get("suspected_cause") or request.GET.get("cause") or suspected_cause(case))
    return render(request, "cases/_evidence_asked.html", {"case": case, "asked": asked})


urlpatterns = [
    path("cases/<str:number>/file-site-report/", SiteReportPage.as_view(), name="file_site_report"),
    path("cases/<str:number>/add-evidence/", AddEvidencePage.as_view(), name="add_evidence"),
    path("cases/<str:number>/evidence-list/", evidence_list, name="evidence_list"),
]
