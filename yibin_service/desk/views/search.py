"""The search box of the top bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yibin_service.desk.selectors.search import find
from yibin_service.desk.selectors.search_elsewhere import elsewhere
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.selectors import database_now


@permitted(Verb.READ_CASES, Verb.READ_STAFF)
def search(request: HttpRequest) -> HttpResponse:
    """What was found; straight to the case, dispatch, handover or notice when its number was typed."""
    assert isinstance(request.user, User)
    now = database_now()
    text = request.GET.get("q", "")
    places = elsewhere(request.user, text)
    if places and places[0].is_exact:
        return redirect(places[0].url)
    findings = find(request.user, text, now)
    if findings.exact is not None and len(findings.hits) == 1:
        return redirect(findings.exact.get_absolute_url())
    return render(request, "desk/search.html", {"findings": findings, "places": places, "now": now})
