"""Reads of reports and evidence."""

from cases.models import Case, Evidence, EvidenceKind, ReportKind, SiteReport
from cases.rules.evidence_list import EvidenceCheck, check_evidence


def site_reports(case: Case) -> list[SiteReport]:
    """Interim and final reports, oldest first."""
    return list(case.site_reports.select_related("by", "suspected_unit").order_by("id"))


def last_final_report(case: Case) -> SiteReport | None:
    """The newest final report, or None while the investigation is going on."""
    return case.site_reports.filter(kind=ReportKind.FINAL).order_by("-id").first()


def evidence_of(case: Case) -> list[Evidence]:
    """Every piece of evidence in the order of its number, with its file and its person."""
    return list(case.evidence.select_related("attachment__file", "by").order_by("ordinal"))


def suspected_cause(case: Case) -> str:
    """The cause the evidence list goes by: what the newest report names, else what the defect usually comes from."""
    named = case.site_reports.exclude(suspected_cause="").order_by("-id").values_list("suspected_cause", flat=True)
    return named.first() or case.defect.usual_cause


def evidence_check(case: Case, cause: str | None = None) -> EvidenceCheck:
    """What evidence is asked for and what of it is missing; `cause` empty = the suspected one."""
    found = case.evidence.values_list("kind", flat=True)
    return check_evidence(cause or suspected_cause(case), found)


def names_of(kinds: tuple[str, ...]) -> str:
    """「卷标、磅单」."""
    return "、".join(str(EvidenceKind(kind).label) for kind in kinds)
