"""Whether a case has come so far that liability can be determined."""

from cases.models import Case
from cases.selectors.investigation import is_investigated


def is_ready_to_determine(case: Case) -> bool:
    """Once there is nothing more to investigate."""
    return is_investigated(case)
