"""The apps that show something of a case, in the order a case goes through their hands."""

from datetime import datetime

from cases.models import Case
from cases.views import panels as cases_panels
from liability.views import panels as liability_panels
from penalties.views import panels as penalties_panels
from staff.views import panels as staff_panels
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting

APPS = (cases_panels, liability_panels, penalties_panels, staff_panels)
# Whose hands a case is in, along its way: the investigation, the determination, the opinion, the settlements.
CLAIMS = (
    cases_panels.waiting,
    liability_panels.waiting,
    cases_panels.waiting_after_liability,
    penalties_panels.waiting,
)


def panels_of(case: Case, user: User, now: datetime) -> list[Panel]:
    """The sections of the page in their order."""
    found = [panel for app in APPS for panel in app.panels(case, user, now)]
    return sorted(found, key=lambda panel: panel.order)


def offers_to(case: Case, user: User, now: datetime) -> list[Offer]:
    """What this person may do now; what waits for the person comes first, the earliest end ahead."""
    found = [offer for app in APPS for offer in app.offers(case, user, now)]
    return sorted(found, key=lambda offer: (not offer.is_turn, offer.due_at is None, offer.due_at or now))


def waiting_for(case: Case, now: datetime) -> Waiting | None:
    """Whose hands the case is in: the first app that claims it, along the case's way."""
    if not case.is_open:
        return None
    return next((one for claim in CLAIMS if (one := claim(case, now)) is not None), None)
