"""退赔换结算: settlements across cases, open ones first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from penalties.selectors.settlements import settlement_page
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.selectors import database_now

LONGEST_KEY = 18


@require_GET
@permitted(Verb.SETTLE, Verb.CONFIRM_SETTLEMENT)
def settlement_list(request: HttpRequest) -> HttpResponse:
    """A 销售员's own cases, the 销售处长's whole 销售处."""
    assert isinstance(request.user, User)
    before = request.GET.get("before", "")
    is_key = before.isascii() and before.isdigit() and len(before) <= LONGEST_KEY
    page = settlement_page(request.user, state=request.GET.get("state", ""), before=int(before) if is_key else 0)
    return render(request, "penalties/settlement_list.html", {"page": page, "now": database_now()})


urlpatterns = [path("settlements/", settlement_list, name="settlement_list")]
