"""Report what was found on site (P.二.4)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Case, ReportKind, SiteReport
from cases.rules.intake import CAUSE_TITLES, Cause
from cases.rules.investigation_errors import EvidenceMissing, OutOfTurn, TeamNotApproved
from cases.rules.triage import Tier, service_team_required
from cases.selectors.investigation import evidence_check, names_of
from cases.selectors.team import team_in_force
from cases.selectors.visibility import is_team_member
from cases.services.concern_unit import concern_unit
from cases.services.guards import BEFORE_REPLY, check_triaged
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news, tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True)
class ReportContent:
    """What a report says. `suspected_cause` decides which evidence is asked for."""

    nature: str
    findings: str
    visited_on: date | None = None
    place: str = ""
    degree: str = ""
    suspected_cause: Cause | None = None
    suspected_unit: Unit | None = None
    user_statement: str = ""
    missing_evidence_reason: str = ""


@transaction.atomic
def file_site_report(
    *,
    case: Case,
    kind: ReportKind,
    content: ReportContent,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> SiteReport:
    """Add an interim or final report of the case's team, or of 技术中心; earlier ones stay.

    A final report of a case that needs a team follows its approval (or 免现场); where evidence is missing it says why
    the case goes on without. Raises StalePage, CaseOver, NotTriaged, TeamNotApproved, EvidenceMissing, InvalidInput.
    """
    if not is_team_member(by, case):
        require(by, Verb.INVESTIGATE)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_report_step(case, kind)
    _check_content(case, content, at)
    missing = evidence_check(case, content.suspected_cause).missing if kind == ReportKind.FINAL else ()
    if missing and not content.missing_evidence_reason.strip():
        raise EvidenceMissing(
            f"还缺：{names_of(missing)}。请补齐，或写明为什么缺着也能下结论", field="missing_evidence_reason"
        )
    report = _write(case, kind, content, bool(missing), by, at)
    touch_case(case)
    _record(case, report, missing, by, at)
    return report


def check_report_step(case: Case, kind: ReportKind) -> None:
    """Raise CaseOver, NotTriaged, OutOfTurn or TeamNotApproved unless such a report may be filed now."""
    check_triaged(case)
    if case.state not in BEFORE_REPLY:
        raise OutOfTurn("已经答复客户，调查报告不再补交；新的证据仍可提交")
    needs_team = service_team_required(Tier(case.tier))
    if kind == ReportKind.FINAL and needs_team and team_in_force(case) is None:
        raise TeamNotApproved


def _check_content(case: Case, content: ReportContent, at: datetime) -> None:
    faults: dict[str, str] = {}
    if not content.nature.strip():
        faults["nature"] = "请写缺陷是什么性质"
    if not content.findings.strip():
        faults["findings"] = "请写调查经过和结论"
    if content.visited_on:
        if content.visited_on > local_day(at):
            faults["visited_on"] = "到现场日期不能晚于今天"
        elif content.visited_on < local_day(case.card.received_by_sales_at):
            faults["visited_on"] = "到现场日期不能早于收到意见的日期"
    if faults:
        raise InvalidInput(faults)


def _write(
    case: Case, kind: ReportKind, content: ReportContent, has_gap: bool, by: User, at: datetime
) -> SiteReport:
    last = case.site_reports.filter(kind=kind).order_by("-ordinal").first()
    if content.suspected_unit:
        concern_unit(case=case, unit=content.suspected_unit, at=at)
    return SiteReport.objects.create(
        case=case,
        kind=kind,
        ordinal=last.ordinal + 1 if last else 1,
        visited_on=content.visited_on,
        place=content.place.strip(),
        nature=content.nature.strip(),
        degree=content.degree.strip(),
        suspected_cause=content.suspected_cause or "",
        suspected_unit=content.suspected_unit,
        findings=content.findings.strip(),
        user_statement=content.user_statement.strip(),
        missing_evidence_reason=content.missing_evidence_reason.strip() if has_gap else "",
        by=by,
        at=at,
    )


def _record(case: Case, report: SiteReport, missing: tuple[str, ...], by: User, at: datetime) -> None:
    cause = f"，案由意见：{CAUSE_TITLES[Cause(report.suspected_cause)]}" if report.suspected_cause else ""
    gap = f"\n缺证：{names_of(missing)}。{report.missing_evidence_reason}" if missing else ""
    text = f"提交{report.get_kind_display()}{cause}\n证据 {case.evidence.count()}份{gap}"
    record_event(stream=case.stream, verb="file_site_report", text=text, by=by, at=at, clause="P.二.4")
    if case.engineer is None or case.engineer.pk == by.pk:
        return
    tell = tell_turn if report.kind == ReportKind.FINAL else tell_news
    what = "调查报告已提交，请提出责任认定" if report.kind == ReportKind.FINAL else "有新的中间报告"
    tell(case=case, users=[case.engineer], key=f"report:{report.pk}", what=what, why=report.nature[:200], at=at)
