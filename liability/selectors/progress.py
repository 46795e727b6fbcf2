"""Whether a case has come so far that liability can be determined."""

from cases.models import Case, ProposalState, ReportKind
from cases.rules.triage import Tier, service_team_required
from cases.selectors.investigation import site_reports
from cases.selectors.team import team_proposals


def is_ready_to_determine(case: Case) -> bool:
    """A minor case once it is tiered; others after the final report, or after an approved 免现场."""
    if not case.tier:
        return False
    if not service_team_required(Tier(case.tier)):
        return True
    team = next((one for one in team_proposals(case) if one.state == ProposalState.APPROVED), None)
    if team is None:
        return False
    return team.is_waiver or any(report.kind == ReportKind.FINAL for report in site_reports(case))
