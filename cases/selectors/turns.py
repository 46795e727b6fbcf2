"""What waits for one person in the cases app, gathered from one module a subject: `turns_<subject>.turns(user, now)`."""

from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Turn

SUBJECTS = ("card", "triage", "evidence", "opinion")


def turns(user: User, now: datetime, limit: int = 50) -> list[Turn]:
    """The open things of cases that wait for this person, a constant number of queries, at most `limit` a subject."""
    return [turn for subject in SUBJECTS if (module := _module(subject)) for turn in module.turns(user, now, limit)]


@cache
def _module(subject: str) -> ModuleType | None:
    path = f"cases.selectors.turns_{subject}"
    return import_module(path) if find_spec(path) else None
