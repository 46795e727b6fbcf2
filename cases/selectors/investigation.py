"""Reads of reports and evidence. What a page shows in several places is read once for the same object of a case."""

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from cases.models import Case, Evidence, EvidenceKind, ReportKind, SiteReport
from cases.rules.evidence_list import EvidenceCheck, check_evidence
from cases.rules.triage import Tier, service_team_required
from cases.selectors.presence import has_none
from cases.selectors.team import team_shown
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import attachments_of


def site_reports(case: Case) -> list[SiteReport]:
    """Interim and final reports, oldest first."""
    if has_none(case, "site_reports"):
        return []
    rows = SiteReport.objects.select_related("by", "suspected_unit").order_by("id")
    prefetch_related_objects([case], Prefetch("site_reports", queryset=rows))
    return list(case.site_reports.all())


def is_investigated(case: Case) -> bool:
    """A minor case once it is tiered; others after the final report, or after an approved 免现场. By what a page reads."""
    if not case.tier or not service_team_required(Tier(case.tier)):
        return bool(case.tier)
    team = team_shown(case)
    if team is None:
        return False
    return team.is_waiver or any(report.kind == ReportKind.FINAL for report in site_reports(case))


def last_final_report(case: Case) -> SiteReport | None:
    """The newest final report, or None while the investigation is going on."""
    return case.site_reports.filter(kind=ReportKind.FINAL).order_by("-id").first()


def evidence_of(case: Case) -> list[Evidence]:
    """Every piece of evidence in the order of its number, with its file and its person."""
    if has_none(case, "evidence"):
        return []
    rows = Evidence.objects.select_related("attachment__file", "by").order_by("ordinal")
    prefetch_related_objects([case], Prefetch("evidence", queryset=rows))
    return list(case.evidence.all())


def unnumbered_card_files(case: Case) -> QuerySet[Attachment]:
    """What came with the card and is no evidence yet: it may be numbered as it lies there."""
    taken = Evidence.objects.filter(case=case).values("attachment_id")
    with_the_card = attachments_of(case.stream).filter(uploaded_at__lte=case.card.filed_at)
    return with_the_card.exclude(pk__in=taken)


def suspected_cause(case: Case) -> str:
    """The cause the evidence list goes by: the confirmed one, else the newest report's, else the defect's usual one."""
    named = [report.suspected_cause for report in site_reports(case) if report.suspected_cause]
    return case.cause or (named[-1] if named else case.defect.usual_cause)


def evidence_check(case: Case, cause: str | None = None) -> EvidenceCheck:
    """What evidence is asked for and what of it is missing; `cause` empty = the suspected one."""
    return check_evidence(cause or suspected_cause(case), [piece.kind for piece in evidence_of(case)])


def names_of(kinds: tuple[str, ...]) -> str:
    """「卷标、磅单」."""
    return "、".join(str(EvidenceKind(kind).label) for kind in kinds)
