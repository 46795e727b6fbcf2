"""What the cases app shows of a case on its page and offers to be done, gathered from one module a subject.

Each module may give `panels(case, user, now)`, `offers(case, user, now)` and `waiting(case, now)`.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from cases.models import Case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting

SUBJECTS = ("overview", "deadlines", "triage", "evidence", "opinion", "timeline")
# Before the determination of liability, which another app tells of: the desk asks that app between these two.
BEFORE_LIABILITY, AFTER_LIABILITY = ("triage", "evidence"), ("opinion",)


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    """The app's sections of the case page."""
    return [panel for module in _giving("panels", SUBJECTS) for panel in module.panels(case, user, now)]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """What this person may do on the case now."""
    return [offer for module in _giving("offers", SUBJECTS) for offer in module.offers(case, user, now)]


def waiting(case: Case, now: datetime) -> Waiting | None:
    """Whose hands the case is in up to the investigation."""
    return _first_waiting(BEFORE_LIABILITY, case, now)


def waiting_after_liability(case: Case, now: datetime) -> Waiting | None:
    """Whose hands the case is in from the opinion to the reply."""
    return _first_waiting(AFTER_LIABILITY, case, now)


def _first_waiting(subjects: tuple[str, ...], case: Case, now: datetime) -> Waiting | None:
    found = (module.waiting(case, now) for module in _giving("waiting", subjects))
    return next((one for one in found if one is not None), None)


def _giving(name: str, subjects: tuple[str, ...]) -> Iterator[ModuleType]:
    for subject in subjects:
        module = _module(subject)
        if module is not None and hasattr(module, name):
            yield module


@cache
def _module(subject: str) -> ModuleType | None:
    path = f"cases.views.panels_{subject}"
    return import_module(path) if find_spec(path) else None
