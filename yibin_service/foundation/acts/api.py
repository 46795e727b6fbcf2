"""The same acts for programs: every act page has an endpoint that calls its very `load`, `check`, form and `deed`.

`POST /api/<path of the page>` takes the form's fields as JSON, `GET` tells what the page would show: what may be
chosen, what stands there already, what follows. `Idempotency-Key` (a UUID made by the client) is the act's id;
without one the server makes one, and a repeat is a new act.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import OperationalError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.access.models import User

from .api_content import OWN_FIELDS, faults_of, rows_prefix, typed_content
from .api_schema import described_act, described_form
from .errors import InvalidInput, OutOfStep
from .forms import ActForm
from .pages import ActPage
from .selectors import database_now
from .services import Answer, perform_act
from .services.perform_act import find_answer

KEY_HEADER = "Idempotency-Key"


class ActAPIView(APIView):
    """One act by POST, its form by GET. Answers: 2xx with `message`; 400/422 with `fields`; 403, 404, 409 with `message`."""

    page_class: ClassVar[type[ActPage]]

    def get(self, request: Request, **kwargs: Any) -> Response:
        """What the page of the act would show now. Refused as the page is."""
        page = self._page(request, kwargs)
        page.check()
        form = page.owned(page.form_class(initial=page.initial(), **page.form_kwargs()))
        return Response(drawn(page, form))

    def post(self, request: Request, **kwargs: Any) -> Response:
        act_id = read_key(request)
        sent = read_object(request)
        page = self._page(request, kwargs)
        typed = typed_content(sent, page)
        typed["act_id"] = str(act_id)
        page.request.POST = typed  # type: ignore[assignment]
        content = {"api": sent}
        saved = find_answer(act_id=act_id, by=page.user, verb=page.act_name, content=content)
        return reply(saved) if saved else self._act(page, act_id, content)

    def _page(self, request: Request, kwargs: dict[str, Any]) -> ActPage:
        """The page for this person and thing, with nothing typed yet. Raises NotAllowed, NotFound."""
        http: Any = request._request
        http.POST, http._files = QueryDict(), MultiValueDict()
        assert isinstance(request.user, User)
        http.user = request.user
        page = self.page_class()
        page.setup(http, **kwargs)
        page.user, page.now = request.user, database_now()
        page.authorise()
        page.subject = page.load(**kwargs)
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


def endpoint_of(page_class: type[ActPage], name: str) -> type[ActAPIView]:
    """The class of an act page's endpoint, described from its form; `name` is its operation in the schema."""
    attributes = {"page_class": page_class, "__doc__": page_class.__doc__}
    endpoint: type[ActAPIView] = type(page_class.__name__.removesuffix("Page") + "API", (ActAPIView,), attributes)
    told = {
        "get": extend_schema(**described_form(page_class, name)),
        "post": extend_schema(**described_act(page_class, name)),
    }
    return extend_schema_view(**told)(endpoint)


def api_of(page_class: type[ActPage], name: str) -> Any:
    """The endpoint of an act page."""
    return endpoint_of(page_class, name).as_view()


def reply(answer: Answer) -> Response:
    """What an act answers, the first time and every time it is repeated."""
    body = {**answer.body, "message": answer.message or "已受理", "repeated": answer.repeated}
    return Response(body, status=answer.status)


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


def drawn(page: ActPage, form: ActForm) -> dict[str, Any]:
    """The form as data: each field with its label, choices and the value it starts from."""
    consequences = getattr(page, "consequences", list)
    return {
        "title": page.title or page.verb.label,
        "fields": {name: _field_drawn(form[name]) for name in form.fields if name not in OWN_FIELDS},
        "rows": rows_prefix(type(form)) or None,
        "buttons": dict(page.choices_of_button),
        "consequences": list(consequences()),
    }


def _field_drawn(bound: forms.BoundField) -> dict[str, Any]:
    kind = bound.field
    choices: Any = getattr(kind, "choices", None) if isinstance(kind, forms.ChoiceField) else None
    value = None if hasattr(kind, "owner") else bound.value()
    return {
        "label": str(kind.label or bound.name),
        "required": kind.required,
        "value": value,
        "choices": [{"value": str(key), "label": str(label)} for key, label in choices]
        if choices is not None
        else None,
    }
