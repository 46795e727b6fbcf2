"""The case page: the head, every app's sections, and what this person may do."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Case, Deadline
from cases.selectors.approval import opinions_with_steps, step_for
from cases.selectors.deadlines import breaches_shown
from cases.selectors.presence import look_around
from cases.selectors.visibility import case_for, may_see_money
from cases.services.open_step import open_step
from yibin_service.desk.parts_of_a_case import offers_to, panels_of, waiting_for
from yibin_service.desk.selectors import casefile
from yibin_service.desk.selectors.handed_on import may_remind_of
from yibin_service.desk.shell import facts_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted


@permitted(Verb.READ_CASES)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case for one person. Opening it notes that the person whose turn it is has seen the submission."""
    assert isinstance(request.user, User)
    found, now = case_for(request.user, number), facts_of(request).now
    look_around(found)
    waiting = step_for(request.user, opinions_with_steps(found))
    if waiting is not None and waiting.opened_at is None:
        open_step(case=found, by=request.user, at=now)
    return render(request, "desk/case.html", page(found, request.user, now))


def page(found: Case, user: User, now: datetime) -> dict[str, Any]:
    """Everything the page draws, read once; the sections share what is fetched here with the case."""
    prefetch_related_objects([found], Prefetch("deadlines", queryset=Deadline.objects.order_by("id")))
    offers = offers_to(found, user, now)
    turns = [offer for offer in offers if offer.is_turn]
    waiting = waiting_for(found, now)
    reached = casefile.milestones(found)
    steps = casefile.steps_of(found, reached, now)
    has_money = may_see_money(user, found)
    is_decision = bool(turns and turns[0].template and has_money)
    is_own = user.pk in {found.clerk_id, found.engineer_id}
    return {
        "case": found,
        "now": now,
        "rolls": reached.rolls,
        "tonnes": reached.tonnes,
        "has_money": has_money,
        "liability_words": casefile.liability_words(reached) if is_decision else "",
        "may_remind": bool(waiting) and not turns and is_own and may_remind_of(user, found),
        "clocks": casefile.clocks_of(found, breaches_shown(found), now),
        "steps": steps,
        "step_line": casefile.step_line(steps),
        "panels": panels_of(found, user, now),
        "turn": turns[0] if turns else None,
        "other_turns": turns[1:],
        "other_acts": [offer for offer in offers if not offer.is_turn],
        "waiting": waiting,
        "band": casefile.band_of(found, offers, waiting, now),
    }
