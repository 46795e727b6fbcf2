"""What the cases app shows of a case on its page and offers to be done, gathered from one module a subject.

Each module may give `panels(case, user, now)`, `offers(case, user, now)` and `waiting(case, now)`.
"""

from datetime import datetime

from cases.models import Case
from cases.views import (
    panels_deadlines,
    panels_evidence,
    panels_misreport,
    panels_opinion,
    panels_overview,
    panels_timeline,
    panels_triage,
)
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting

SHOWING = (panels_overview, panels_deadlines, panels_opinion, panels_evidence, panels_misreport, panels_timeline)
OFFERING = (panels_overview, panels_deadlines, panels_triage, panels_evidence, panels_opinion, panels_misreport)


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    """The app's sections of the case page."""
    return [panel for module in SHOWING for panel in module.panels(case, user, now)]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """What this person may do on the case now."""
    return [offer for module in OFFERING for offer in module.offers(case, user, now)]


def waiting(case: Case, now: datetime) -> Waiting | None:
    """Whose hands the case is in up to the investigation; another app tells of the determination that follows."""
    return panels_triage.waiting(case, now) or panels_evidence.waiting(case, now)


def waiting_after_liability(case: Case, now: datetime) -> Waiting | None:
    """Whose hands the case is in from the opinion to the reply."""
    return panels_opinion.waiting(case, now)
