"""试算考勤: an employee's month judged from typed punches or a pasted document. Nothing is saved."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from staff.forms.assessment import MonthForm, day_rows
from staff.rules.document import read_month
from staff.rules.facts import EVENT_TITLES
from staff.rules.month import assess_month
from staff.rules.result import MonthResult
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.regulation.assess_forms import PastedForm, documents_of, faults_at_fields
from yibin_service.foundation.regulation.faults import FaultyDocument
from yibin_service.foundation.regulation.literal_json import one_value
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.selectors import enacted_book, enacted_versions

FLAGS = {
    "below_minimum_wage": "扣款后低于当地最低工资，请人核定",
    "over_20_percent": "扣款超过当月工资的 20%，请人核定；系统不自动减扣",
    "third_demerit": "第三次及以后记大过，制度没有写，请人核定",
}
USUAL = {"ref": "试算", "shift_start": "08:30", "shift_end": "17:30"}


@require_http_methods(["GET", "POST"])
@permitted(Verb.ASSESS)
def assess_attendance_page(request: HttpRequest) -> HttpResponse:
    """The form; after sending, the result above it, or the faults at their fields."""
    if request.method == "POST" and "document" in request.POST:
        return _judge_pasted(request)
    if request.method == "POST":
        return _judge_typed(request)
    return _draw(request, form=MonthForm(codes=_codes(), initial=USUAL), rows=day_rows())


def _codes() -> list[str]:
    return [version.code for version in enacted_versions(Family.STAFF).order_by("-effective_from")]


def _judge_typed(request: HttpRequest) -> HttpResponse:
    form, rows = MonthForm(request.POST, codes=_codes()), day_rows(request.POST)
    if not (rows.is_valid() & form.is_valid()):
        return _draw(request, form=form, rows=rows, status=422)
    days, used = documents_of(rows)
    document = form.document(days)
    try:
        result = assess_month(*read_month(document, enacted_book()))
    except FaultyDocument as faulty:
        faults_at_fields(form, rows, "days", used, faulty.faults)
        return _draw(request, form=form, rows=rows, status=422)
    raw = json.dumps(document, ensure_ascii=False, indent=2)
    return _draw(request, form=form, rows=rows, result=result, raw=raw)


def _judge_pasted(request: HttpRequest) -> HttpResponse:
    pasted, blank, rows = PastedForm(request.POST), MonthForm(codes=_codes(), initial=USUAL), day_rows()
    if not pasted.is_valid():
        return _draw(request, form=blank, rows=rows, pasted=pasted, status=422)
    raw = pasted.cleaned_data["document"]
    try:
        result = assess_month(*read_month(one_value(raw.encode("utf-8", "replace")), enacted_book()))
    except FaultyDocument as faulty:
        pasted.tell_all(faulty.faults)
        return _draw(request, form=blank, rows=rows, pasted=pasted, status=422)
    return _draw(request, form=blank, rows=rows, pasted=pasted, result=result, raw=raw)


def _draw(
    request: HttpRequest,
    *,
    form: MonthForm,
    rows: Any,
    pasted: PastedForm | None = None,
    result: MonthResult | None = None,
    raw: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "pasted": pasted or PastedForm(),
        "result": result,
        "events": [(event, EVENT_TITLES[event.kind]) for event in result.events] if result else [],
        "flags": [FLAGS[flag] for flag in result.flags] if result else [],
        "raw": raw,
    }
    return render(request, "staff/assessment.html", context, status=status)
