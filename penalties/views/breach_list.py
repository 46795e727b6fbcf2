"""超期与罚款: every missed clock of the cases a person sees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from penalties.forms.breaches import BreachFilterForm
from penalties.selectors.breaches import breach_page, months_missed, units_that_missed
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.selectors import database_now

LONGEST_KEY = 18


@require_GET
@permitted(Verb.READ_CASES, Verb.CONFIRM_SALES_FINE, Verb.CONFIRM_TECH_FINE, Verb.WAIVE_BREACH)
def breach_list(request: HttpRequest) -> HttpResponse:
    """Missed clocks with their effects, waivers and fines."""
    user = request.user
    assert isinstance(user, User)
    form = BreachFilterForm(request.GET, months=months_missed(user), units=units_that_missed(user))
    form.is_valid()
    context = {
        "form": form,
        "chips": [(_without(request, name), words) for name, words in form.chips],
        "page": breach_page(
            user, form.filters, older_than=_key(request, "before"), newer_than=_key(request, "after")
        ),
        "shows_fines": may(user, Verb.READ_LEDGER),
        "now": database_now(),
    }
    return render(request, "penalties/breach_list.html", context)


def _without(request: HttpRequest, name: str) -> str:
    """The address's query without one filter, at the head of the list."""
    query = request.GET.copy()
    for key in (name, "before", "after"):
        query.pop(key, None)
    return query.urlencode()


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_KEY else None


urlpatterns = [path("breaches/", breach_list, name="breach_list")]
