"""Lists: everybody's accounts, one account with its history, and what was changed about any of them."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from yibin_service.foundation.acts.selectors import events_of

from .account_forms import AccountFilterForm, ChangeFilterForm
from .account_reads import PAGE, account_of, accounts, grants_of, held_roles, role_changes
from .models import User
from .permissions import Verb, may, permitted
from .roles import Role

LONGEST_KEY = 18


@require_GET
@permitted(Verb.MANAGE_ACCOUNTS)
def account_list(request: HttpRequest) -> HttpResponse:
    """Everybody who has ever had an account."""
    form = AccountFilterForm(request.GET)
    form.is_valid()
    page = Paginator(accounts(form.filters), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "titles": dict(Role.choices), "is_narrowed": bool(form.given())}
    return render(request, "access/account_list.html", context)


@require_GET
@permitted(Verb.MANAGE_ACCOUNTS, Verb.READ_ROLE_CHANGES)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: who it is, every role it has held, what was changed. Acts for those who may."""
    person, viewer = account_of(pk), cast(User, request.user)
    context = {
        "person": person,
        "roles": held_roles(person),
        "grants": grants_of(person),
        "events": events_of(f"user:{person.pk}")[:PAGE],
        "may_manage": may(viewer, Verb.MANAGE_ACCOUNTS),
        "is_own": person.pk == viewer.pk,
    }
    return render(request, "access/account.html", context)


@require_GET
@permitted(Verb.READ_ROLE_CHANGES)
def role_change_list(request: HttpRequest) -> HttpResponse:
    """Who was given or lost what, by whom, when: for 企管办, 审计 and the administrators."""
    form = ChangeFilterForm(request.GET)
    form.is_valid()
    before = request.GET.get("before", "")
    key = int(before) if before.isascii() and before.isdigit() and len(before) < LONGEST_KEY else None
    page = role_changes(form.filters, before=key)
    context = {"form": form, "page": page, "is_narrowed": bool(form.given()), "is_deeper": key is not None}
    return render(request, "access/role_changes.html", context)


urlpatterns = [
    path("accounts/", account_list, name="account_list"),
    path("accounts/<int:pk>/", account, name="account"),
    path("role-changes/", role_change_list, name="role_changes"),
]
