"""The search box of the top bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yibin_service.desk.selectors.search import find
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.selectors import database_now


@permitted(Verb.READ_CASES)
def search(request: HttpRequest) -> HttpResponse:
    """What was found; straight to the case when its number was typed."""
    assert isinstance(request.user, User)
    now = database_now()
    findings = find(request.user, request.GET.get("q", ""), now)
    if findings.exact is not None and len(findings.hits) == 1:
        return redirect(findings.exact.get_absolute_url())
    return render(request, "desk/search.html", {"findings": findings, "now": now})
