"""The sheet of a withheld bonus: read and printed by the person and by those who take the money."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from penalties.selectors.bonus_notices import bonus_notice_for
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.selectors import database_now


@require_GET
def bonus_notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice as its sheet reads; the rows tell who may, whatever the role."""
    user = cast(User, request.user)
    notice = bonus_notice_for(user, number)
    context = {
        "notice": notice,
        "misreport": notice.misreport,
        "case": notice.misreport.case,
        "may_read_report": may(user, Verb.READ_REPORTS),
        "now": database_now(),
    }
    return render(request, "penalties/bonus_notice.html", context)


urlpatterns = [path("bonus-notices/<str:number>/", bonus_notice, name="bonus_notice")]
