"""What the two 试算 pages have in common: typed fields or a pasted document in, the result above, faults at their fields."""

import json
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require

from .assess_forms import DocumentForm, PastedForm, documents_of, faults_at_fields
from .faults import FaultyDocument
from .literal_json import one_value
from .models import Family
from .selectors import enacted_book, enacted_versions
from .versions import VersionBook


class AssessPage(View):
    """A subclass names the template, the regulation and the list of the document, and says how it is judged and drawn."""

    http_method_names = ["get", "head", "post"]
    template_name: ClassVar[str]
    family: ClassVar[Family]
    form_class: ClassVar[type[DocumentForm]]
    list_key: ClassVar[str]

    def rows_of(self, sent: Any = None) -> Any:
        """The rows of the document's list, blank or as sent."""
        raise NotImplementedError(f"{type(self).__name__}.rows_of")

    def judge(self, document: Any, versions: VersionBook) -> Any:
        """The result of one document. Raises FaultyDocument."""
        raise NotImplementedError(f"{type(self).__name__}.judge")

    def shown(self, result: Any) -> dict[str, Any]:
        """What the template draws of a result, or of none."""
        raise NotImplementedError(f"{type(self).__name__}.shown")

    def usual(self) -> dict[str, Any]:
        """What a blank form starts with."""
        return {"ref": "试算"}

    def get(self, request: HttpRequest) -> HttpResponse:
        self._authorise(request)
        return self._draw(form=self._blank(), rows=self.rows_of())

    def post(self, request: HttpRequest) -> HttpResponse:
        self._authorise(request)
        return self._judge_pasted(request) if "document" in request.POST else self._judge_typed(request)

    def _authorise(self, request: HttpRequest) -> None:
        assert isinstance(request.user, User)
        require(request.user, Verb.ASSESS)

    def _codes(self) -> list[str]:
        return [version.code for version in enacted_versions(self.family).order_by("-effective_from")]

    def _blank(self) -> DocumentForm:
        return self.form_class(codes=self._codes(), initial=self.usual())

    def _judge_typed(self, request: HttpRequest) -> HttpResponse:
        form, rows = self.form_class(request.POST, codes=self._codes()), self.rows_of(request.POST)
        if not (rows.is_valid() & form.is_valid()):
            return self._draw(form=form, rows=rows, status=422)
        listed, used = documents_of(rows)
        document = form.document(listed)
        try:
            result = self.judge(document, enacted_book())
        except FaultyDocument as faulty:
            faults_at_fields(form, rows, self.list_key, used, faulty.faults)
            return self._draw(form=form, rows=rows, status=422)
        raw = json.dumps(document, ensure_ascii=False, indent=2)
        return self._draw(form=form, rows=rows, result=result, raw=raw)

    def _judge_pasted(self, request: HttpRequest) -> HttpResponse:
        pasted, blank, rows = PastedForm(request.POST), self._blank(), self.rows_of()
        if not pasted.is_valid():
            return self._draw(form=blank, rows=rows, pasted=pasted, status=422)
        raw = pasted.cleaned_data["document"]
        try:
            result = self.judge(one_value(raw.encode("utf-8", "replace")), enacted_book())
        except FaultyDocument as faulty:
            pasted.tell_all(faulty.faults)
            return self._draw(form=blank, rows=rows, pasted=pasted, status=422)
        return self._draw(form=blank, rows=rows, pasted=pasted, result=result, raw=raw)

    def _draw(
        self, *, form: DocumentForm, rows: Any, pasted: PastedForm | None = None, result: Any = None, raw: str = "", status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "rows": rows, "pasted": pasted or PastedForm(), "raw": raw, **self.shown(result)}
        return render(self.request, self.template_name, context, status=status)
