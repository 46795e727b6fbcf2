"""试算: a case judged from typed facts or a pasted document, with its derivation. Nothing is saved."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from penalties.forms.assessment import CaseForm, settlement_rows
from penalties.rules.result import CaseResult
from penalties.selectors.assessment import assess_document
from penalties.views.assessment_shown import shown
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.regulation.assess_forms import PastedForm, documents_of, faults_at_fields
from yibin_service.foundation.regulation.faults import FaultyDocument
from yibin_service.foundation.regulation.literal_json import one_value
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.selectors import enacted_book, enacted_versions


@require_http_methods(["GET", "POST"])
@permitted(Verb.ASSESS)
def assess_page(request: HttpRequest) -> HttpResponse:
    """The form; after sending, the result above it, or the faults at their fields."""
    if request.method == "POST" and "document" in request.POST:
        return _judge_pasted(request)
    if request.method == "POST":
        return _judge_typed(request)
    blank = CaseForm(codes=_codes(), initial={"as_of": f"{database_now():%Y-%m-%dT%H:%M:%S}", "ref": "试算"})
    return _draw(request, form=blank, rows=settlement_rows())


def _codes() -> list[str]:
    return [version.code for version in enacted_versions(Family.AFTER_SALES).order_by("-effective_from")]


def _judge_typed(request: HttpRequest) -> HttpResponse:
    form, rows = CaseForm(request.POST, codes=_codes()), settlement_rows(request.POST)
    if not (rows.is_valid() & form.is_valid()):
        return _draw(request, form=form, rows=rows, status=422)
    settlements, used = documents_of(rows)
    document = form.document(settlements)
    raw = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        result = assess_document(document, enacted_book())
    except FaultyDocument as faulty:
        faults_at_fields(form, rows, "settlements", used, faulty.faults)
        return _draw(request, form=form, rows=rows, status=422)
    return _draw(request, form=form, rows=rows, result=result, raw=raw)


def _judge_pasted(request: HttpRequest) -> HttpResponse:
    pasted = PastedForm(request.POST)
    blank, rows = CaseForm(codes=_codes()), settlement_rows()
    if not pasted.is_valid():
        return _draw(request, form=blank, rows=rows, pasted=pasted, status=422)
    raw = pasted.cleaned_data["document"]
    try:
        result = assess_document(one_value(raw.encode("utf-8", "replace")), enacted_book())
    except FaultyDocument as faulty:
        pasted.tell_all(faulty.faults)
        return _draw(request, form=blank, rows=rows, pasted=pasted, status=422)
    return _draw(request, form=blank, rows=rows, pasted=pasted, result=result, raw=raw)


def _draw(
    request: HttpRequest,
    *,
    form: CaseForm,
    rows: Any,
    pasted: PastedForm | None = None,
    result: CaseResult | None = None,
    raw: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "pasted": pasted or PastedForm(),
        "result": result and shown(result),
        "raw": raw,
    }
    return render(request, "penalties/assessment.html", context, status=status)
