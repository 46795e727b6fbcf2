"""考核: where the menu leads, the department's month, one sheet, the year."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.models import AppraisalState
from staff.rules.appraisal import bands_in_words, due_at, last_day_for
from staff.selectors.appraisal import (
    appraisal_months,
    appraised_person,
    complaints_of,
    department_score,
    lines_of,
    may_countersign,
    merits_of,
    row_of,
    rows_of,
    rules_of,
    rules_of_year,
    unscored_people,
    unsettled,
    unsettled_words,
    usual_appraisal_month,
    visible_appraised,
)
from staff.selectors.appraisal_evidence import evidence_of
from staff.selectors.appraisal_year import year_rows
from staff.selectors.managers import decided_by
from staff.selectors.months import is_kept, month_in
from staff.selectors.people import employee_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.regulation.clock import local_day, next_month
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K

PAGE_ROWS = 50
FIRST_YEAR = 2000


@require_GET
@permitted(Verb.READ_STAFF)
def appraisal(request: HttpRequest) -> HttpResponse:
    """Where 「考核」 leads: who answers for others sees the department, everybody else the own sheet."""
    user, now = cast(User, request.user), database_now()
    own, wanted = employee_of(user), request.GET.get("month", "")
    month = month_in(wanted, now) if wanted else usual_appraisal_month(now, own)
    number = request.GET.get("number", "") or (own.number if own and not may(user, Verb.SCORE_APPRAISAL) else "")
    has_sheet = bool(number) and visible_appraised(user, month).filter(number=number.replace("\x00", "")).exists()
    label = f"{month:%Y-%m}"
    where = reverse("appraisal_sheet", args=[label, number]) if has_sheet else reverse("appraisal_month", args=[label])
    return HttpResponseRedirect(where)


@require_GET
@permitted(Verb.READ_STAFF)
def appraisal_month(request: HttpRequest, label: str) -> HttpResponse:
    """Everybody's month this reader may see, fifty a page."""
    user, now = cast(User, request.user), database_now()
    month = month_in(label, now)
    people, p = visible_appraised(user, month), rules_of(month)
    page = Paginator(people, PAGE_ROWS).get_page(request.GET.get("page"))
    is_over = next_month(month) <= local_day(now)
    context = {
        "page": page,
        "rows": rows_of(user, list(page.object_list), month, now),
        "month": month,
        "label": label,
        "last_day": last_day_for(month, p),
        "bands": bands_in_words(p),
        "open_count": unscored_people(month).filter(pk__in=people.values("pk")).count() if is_over else 0,
        "is_late": now >= due_at(month, p),
        "score": department_score(people, month) if page.paginator.count > 1 else None,
        "months": appraisal_months(now),
        "may_complain": may(user, Verb.RECORD_COMPLAINT),
        "may_merit": may(user, Verb.RECORD_MERIT),
        "now": now,
    }
    return render(request, "staff/appraisal_month.html", context)


@require_GET
@permitted(Verb.READ_STAFF)
def appraisal_sheet(request: HttpRequest, label: str, number: str) -> HttpResponse:
    """One person's sheet, with its evidence."""
    user, now = cast(User, request.user), database_now()
    month = month_in(label, now)
    employee = appraised_person(user, month, number)
    row, p = row_of(user, employee, month, now), rules_of(month)
    sheet = row.sheet
    is_scored = sheet is not None and row.state == AppraisalState.SCORED
    context: dict[str, Any] = {
        "row": row,
        "sheet": sheet,
        "employee": employee,
        "month": month,
        "label": label,
        "lines": lines_of(row),
        "evidence": evidence_of(employee, month, now),
        "complaints": complaints_of(employee, month),
        "merits": merits_of(employee, month.year),
        "bands": bands_in_words(p),
        "unsettled": unsettled_words(unsettled(month)),
        "last_day": last_day_for(month, p),
        "months": appraisal_months(now),
        "has_attendance": is_kept(month),
        "may_write": row.is_own and row.state == AppraisalState.DRAFT and may(user, Verb.WRITE_SELF_VIEW),
        "may_score": row.may_score and row.is_open,
        "may_sign": is_scored and sheet is not None and may_countersign(user, sheet),
        "may_verify": decided_by(user, Verb.VERIFY_COMPLAINT).filter(pk=employee.pk).exists(),
        "shows_points": row.shows_points,
        "events": events_of(sheet.stream) if sheet and row.shows_points else [],
        "now": now,
    }
    return render(request, "staff/appraisal_sheet.html", context)


@require_GET
@permitted(Verb.READ_STAFF)
def appraisal_year(request: HttpRequest, year: int) -> HttpResponse:
    """Twelve months a person: for raises and the year-end bonus."""
    user, now = cast(User, request.user), database_now()
    this = local_day(now).year
    if not FIRST_YEAR <= year <= this:
        raise NotFound("没有这一年的考核")
    p = rules_of_year(year, now)
    context = {
        "rows": year_rows(user, year),
        "year": year,
        "after": year + 1 if year < this else None,
        "heads": [(number, f"{year}-{number:02}") for number in range(1, 13)],
        "raise_after": p.whole(K.RAISE_AFTER_A_GRADES),
        "demotion_after": p.whole(K.DEMOTION_AFTER_C_GRADES),
        "pay_ratio": p[K.PAY_RATIO],
        "now": now,
    }
    return render(request, "staff/appraisal_year.html", context)


urlpatterns = [
    path("appraisal/", appraisal, name="appraisal"),
    path("appraisal/years/<int:year>/", appraisal_year, name="appraisal_year"),
    path("appraisal/<str:label>/", appraisal_month, name="appraisal_month"),
    path("appraisal/<str:label>/sheets/<str:number>/", appraisal_sheet, name="appraisal_sheet"),
]
