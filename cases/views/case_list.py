"""The list of cases, and 销售处's list of cards and drafts."""

from dataclasses import replace
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from cases.forms.case_filters import CaseFilterForm
from cases.models import Case
from cases.selectors.case_list import CaseFilters, case_rows, counted, filtered_cases, keyset_page
from cases.selectors.drafts import draft_rows
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.selectors import database_now

LARGEST_KEY = 2**62


@require_GET
@permitted(Verb.READ_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """Every case the person may open, newest first."""
    user = cast(User, request.user)
    form = CaseFilterForm(request.GET)
    form.is_valid()
    context = _listed(request, user, filtered_cases(user, form.filters), form)
    return render(request, "cases/case_list.html", {**context, "may_file": may(user, Verb.FILE_CARD)})


@require_GET
@permitted(Verb.FILE_CARD)
def card_list(request: HttpRequest) -> HttpResponse:
    """The clerk's own cards, the head's whole 销售处; above them the own drafts with the clock that runs."""
    user = cast(User, request.user)
    now = database_now()
    is_head = Role.SALES_HEAD in user.roles
    form = CaseFilterForm(request.GET)
    form.is_valid()
    filters: CaseFilters = form.filters if is_head else replace(form.filters, clerk=user.pk)
    context = _listed(request, user, filtered_cases(user, filters), form)
    drafts = draft_rows(user)
    return render(request, "cases/card_list.html", {**context, "drafts": drafts, "is_head": is_head, "now": now})


def _listed(request: HttpRequest, user: User, rows: QuerySet[Case], form: CaseFilterForm) -> dict[str, Any]:
    page = keyset_page(rows, older_than=_key(request, "before"), newer_than=_key(request, "after"))
    return {
        "form": form,
        "rows": case_rows(page.keys, user),
        "page": page,
        "total": counted(rows),
        "chips": [(_without(request, name), words) for name, words in form.chips],
    }


def _without(request: HttpRequest, name: str) -> str:
    """The address's query without one filter, at the head of the list."""
    query = request.GET.copy()
    for key in (name, "before", "after"):
        query.pop(key, None)
    return query.urlencode()


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    is_number = text.isdecimal() and text.isascii() and len(text) < 20
    return min(int(text), LARGEST_KEY) if is_number else None


urlpatterns = [
    path("cases/", case_list, name="case_list"),
    path("cards/", card_list, name="card_list"),
]
