"""The apps that show something of a case, in the order a case goes through their hands."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from cases.models import Case
from cases.views import panels as of_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting

APPS = ("cases.views.panels", "liability.views.panels", "penalties.views.panels")
LIABILITY, PENALTIES = APPS[1:]


def panels_of(case: Case, user: User, now: datetime) -> list[Panel]:
    """The sections of the page in their order."""
    found = [panel for module in _present() for panel in module.panels(case, user, now)]
    return sorted(found, key=lambda panel: panel.order)


def offers_to(case: Case, user: User, now: datetime) -> list[Offer]:
    """What this person may do now; what waits for the person comes first, the earliest end ahead."""
    found = [offer for module in _present() for offer in module.offers(case, user, now)]
    return sorted(found, key=lambda offer: (not offer.is_turn, offer.due_at is None, offer.due_at or now))


def waiting_for(case: Case, now: datetime) -> Waiting | None:
    """Whose hands the case is in: the first app that claims it, along the case's way."""
    if not case.is_open:
        return None
    claims = (of_cases.waiting, _asked(LIABILITY), of_cases.waiting_after_liability, _asked(PENALTIES))
    found = (claim(case, now) for claim in claims)
    return next((one for one in found if one is not None), None)


def _asked(path: str):  # type: ignore[no-untyped-def]
    module = _module(path)
    return module.waiting if module is not None else lambda case, now: None


def _present() -> Iterator[ModuleType]:
    return (module for path in APPS if (module := _module(path)) is not None)


@cache
def _module(path: str) -> ModuleType | None:
    return import_module(path) if find_spec(path) else None
