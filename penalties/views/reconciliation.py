"""台账校验: what the checks found when the books were last looked through."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from penalties.rules.month import Month
from penalties.selectors.reports import passed_of, report_for, unsealed_months
from penalties.selectors.verification import current_checkpoint
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.regulation.clock import local_day


@require_GET
@permitted(Verb.READ_REPORTS)
def ledger_check(request: HttpRequest) -> HttpResponse:
    """The newest results of every month that is not sealed, and the checkpoint to be kept elsewhere."""
    now = database_now()
    months = unsealed_months(now) or [Month.of(local_day(now))]
    lines = []
    for month in months:
        found = report_for(month)
        results = found.findings if found else []
        lines.append({"month": month, "report": found, "results": results, "passed": passed_of(results)})
    context = {"lines": lines, "checkpoint": current_checkpoint(), "now": now}
    return render(request, "penalties/ledger_check.html", context)


urlpatterns = [path("ledger/check/", ledger_check, name="ledger_check")]
