"""The section 时间线 of the case page, and its whole length on demand."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cases.models import Case
from cases.selectors.timeline import trail
from cases.selectors.visibility import case_for, may_see_money
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.panels import Panel

TEMPLATE = "cases/panels/_timeline.html"


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    """The latest events; for an auditor all of them."""
    shown = trail(case, has_money=may_see_money(user, case), whole=Role.AUDITOR in user.roles)
    context = {
        "events": shown.events,
        "count": shown.count,
        "is_cut": shown.is_cut,
        "all_url": reverse("case_timeline", args=[case.number]),
    }
    return [Panel("timeline", "时间线", TEMPLATE, context, 90, f"{shown.count}条")]


@permitted(Verb.READ_CASES)
def case_timeline(request: HttpRequest, number: str) -> HttpResponse:
    """The whole trail: a fragment for htmx, a page for everyone else."""
    assert isinstance(request.user, User)
    case = case_for(request.user, number)
    shown = trail(case, has_money=may_see_money(request.user, case), whole=True)
    context = {"case": case, "c": {"events": shown.events, "count": shown.count, "is_cut": False}}
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, TEMPLATE if is_fragment else "cases/timeline.html", context)


urlpatterns = [path("cases/<str:number>/timeline/", case_timeline, name="case_timeline")]
