"""The case page: the head, every app's sections, and what this person may do."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Case
from cases.selectors.visibility import case_for, may_see_money
from cases.services.open_step import open_step
from yibin_service.desk.parts_of_a_case import offers_to, panels_of, waiting_for
from yibin_service.desk.selectors import casefile
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.selectors import database_now


@permitted(Verb.READ_CASES)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case for one person. Opening it notes that the person whose turn it is has seen the submission."""
    assert isinstance(request.user, User)
    found, now = case_for(request.user, number), database_now()
    open_step(case=found, by=request.user, at=now)
    return render(request, "desk/case.html", page(found, request.user, now))


def page(found: Case, user: User, now: datetime) -> dict[str, Any]:
    """Everything the page draws, read once."""
    breaches = list(found.breaches.all())
    offers = offers_to(found, user, now)
    turns = [offer for offer in offers if offer.is_turn]
    waiting = waiting_for(found, now)
    reached = casefile.milestones(found)
    steps = casefile.steps_of(found, reached, now)
    return {
        "case": found,
        "now": now,
        "rolls": reached.rolls,  # type: ignore[attr-defined]
        "tonnes": reached.tonnes,  # type: ignore[attr-defined]
        "has_money": may_see_money(user, found),
        "clocks": casefile.clocks_of(found, breaches, now),
        "older_breaches": casefile.older_breaches(found, breaches, now),
        "steps": steps,
        "step_line": casefile.step_line(steps),
        "panels": panels_of(found, user, now),
        "turn": turns[0] if turns else None,
        "other_turns": turns[1:],
        "other_acts": [offer for offer in offers if not offer.is_turn],
        "waiting": waiting,
        "band": casefile.band_of(found, offers, waiting, now),
    }
