"""What must hold of a locked case before an act of triage, team, investigation or liability."""

from cases.models import Case, CaseState
from cases.rules.investigation_errors import CaseOver, NotTriaged, ReasonMissing

BEFORE_REPLY = (CaseState.IN_HAND, CaseState.IN_APPROVAL, CaseState.APPROVED)


def check_open(case: Case) -> None:
    """Raise CaseOver once the case is closed, withdrawn or void."""
    if not case.is_open:
        raise CaseOver(f"这件案子{case.get_state_display()}，这一步不再办理")


def check_triaged(case: Case) -> None:
    """Raise CaseOver or NotTriaged: the case is open and has a tier."""
    check_open(case)
    if not case.tier:
        raise NotTriaged


def check_reason(reason: str, what: str, *, field: str = "reason") -> str:
    """The reason without its outer spaces; raise ReasonMissing where there is none."""
    if not reason.strip():
        raise ReasonMissing(f"请写{what}", field=field)
    return reason.strip()
