"""The same acts for programs: every act page has an endpoint that calls its very `load`, form and `deed`.

`POST /api/<path of the page>` takes the form's fields as JSON. `Idempotency-Key` (a UUID made by the client) is the
act's id; without one the server makes one, and a repeat is a new act.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import OperationalError
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.access.models import User

from .errors import InvalidInput, OutOfStep, Refused
from .forms import ActForm
from .pages import ActPage
from .row_forms import RowsForm
from .selectors import database_now
from .services import Answer, perform_act
from .services.perform_act import find_answer

KEY_HEADER = "Idempotency-Key"
OWN_FIELDS = {"act_id"}


class ActAPIView(APIView):
    """One act by POST. Answers: 200 with `message`; 400/422 with `fields`; 403, 404, 409 with `message`."""

    page_class: ClassVar[type[ActPage]]

    def post(self, request: Request, **kwargs: Any) -> Response:
        act_id = read_key(request)
        sent = read_object(request)
        page = self._page(request, sent, act_id, kwargs)
        content = {"api": sent}
        saved = find_answer(act_id=act_id, by=page.user, verb=page.act_name, content=content)
        return reply(saved) if saved else self._act(page, act_id, content)

    def _page(self, request: Request, sent: Mapping[str, Any], act_id: uuid.UUID, kwargs: dict[str, Any]) -> ActPage:
        http: HttpRequest = request._request
        page = self.page_class()
        typed = as_typed({**sent, "act_id": str(act_id)}, self.page_class.form_class)
        http.POST = typed  # type: ignore[assignment]
        http._files = MultiValueDict()  # type: ignore[attr-defined]
        page.setup(http, **kwargs)
        assert isinstance(request.user, User)
        page.user, page.now = request.user, database_now()
        page.authorise()
        page.subject = page.load(**kwargs)
        refuse_unknown(sent, page)
        return page

    def _act(self, page: ActPage, act_id: uuid.UUID, content: dict[str, Any]) -> Response:
        form = page.bound_form(page.request)
        if not form.is_valid():
            raise InvalidInput(faults_of(form))
        try:
            answer = perform_act(
                act_id=act_id, by=page.user, verb=page.act_name, content=content, deed=lambda: page.deed(form, page.now)
            )
        except OperationalError as problem:
            if "lock timeout" not in str(problem):
                raise
            raise OutOfStep("同一件事正在办理中，请稍等几秒再送一次；没有重复") from problem
        return reply(answer)


def api_of(page_class: type[ActPage]) -> Any:
    """The endpoint of an act page."""
    name = page_class.__name__.removesuffix("Page") + "API"
    endpoint: type[ActAPIView] = type(name, (ActAPIView,), {"page_class": page_class, "__doc__": page_class.__doc__})
    return endpoint.as_view()


def reply(answer: Answer) -> Response:
    """What an act answers, the first time and every time it is repeated."""
    return Response({"message": answer.message, **answer.body, "repeated": answer.repeated}, status=answer.status)


def read_key(request: Request) -> uuid.UUID:
    """The act's id from the header; a new one where there is none."""
    key = request.headers.get(KEY_HEADER, "").strip()
    if not key:
        return uuid.uuid4()
    try:
        return uuid.UUID(key)
    except ValueError:
        raise InvalidInput({KEY_HEADER: "请送一个 UUID，如 6f1c2d0e-8a3b-4c57-9d61-0b2f4e7a9c35"}) from None


def read_object(request: Request) -> dict[str, Any]:
    """The body as an object of texts, numbers (as typed), lists and objects."""
    if not isinstance(request.data, Mapping):
        raise InvalidInput({"$": "请送一个 JSON 对象"})
    return dict(request.data)


def refuse_unknown(sent: Mapping[str, Any], page: ActPage) -> None:
    """Raise InvalidInput naming each key the form does not have."""
    form_class = page.form_class
    known = set(form_class.base_fields) | {*page.choices_of_button, *page.further_keys, "seen_version"}
    if issubclass(form_class, RowsForm):
        known.add(form_class.rows_prefix)
    unknown = [key for key in sent if key not in known - OWN_FIELDS]
    if unknown:
        raise InvalidInput(dict.fromkeys(unknown, "没有这一项"))


def as_typed(sent: Mapping[str, Any], form_class: type[ActForm]) -> QueryDict:
    """JSON as a browser would have sent it: lists repeat their key, rows get the numbers a set of rows has."""
    typed = QueryDict(mutable=True)
    for key, value in sent.items():
        if issubclass(form_class, RowsForm) and key == form_class.rows_prefix:
            _add_rows(typed, key, value)
        elif isinstance(value, list):
            typed.setlist(key, [_text(item) for item in value])
        elif value is not None and value is not False:
            typed[key] = _text(value)
    return typed


def _add_rows(typed: QueryDict, prefix: str, rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise InvalidInput({prefix: "请送一个由对象组成的列表"})
    typed[f"{prefix}-TOTAL_FORMS"], typed[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), "0"
    for place, row in enumerate(rows):
        for key, value in row.items():
            if value is not None and value is not False:
                typed[f"{prefix}-{place}-{key}"] = _text(value)


def _text(value: Any) -> str:
    if value is True:
        return "on"
    if isinstance(value, dict | list):
        raise InvalidInput({"$": "这里只收文字、数字、真假和空值"})
    return str(value)


def faults_of(form: ActForm) -> dict[str, str]:
    """The form's messages by field; those of rows as `rows[0].name`."""
    faults = {("$" if name == "__all__" else name): str(messages[0]) for name, messages in form.errors.items()}
    if isinstance(form, RowsForm):
        for place, row in enumerate(form.rows.forms):
            for name, messages in row.errors.items():
                faults[f"{form.rows_prefix}[{place}].{name}"] = str(messages[0])
        if form.rows.non_form_errors():
            faults[form.rows_prefix] = str(form.rows.non_form_errors()[0])
    return faults or {"$": "内容不完整"}


def refusal_body(refusal: Refused) -> dict[str, Any]:
    """What a refused act says: the message, and each field to mend."""
    fields = getattr(refusal, "faults", None) or ({refusal.field: refusal.message} if refusal.field else {})
    body: dict[str, Any] = {"message": refusal.message, "fields": {name: [text] for name, text in fields.items()}}
    if refusal.clause:
        body["clause"] = refusal.clause
    return body
