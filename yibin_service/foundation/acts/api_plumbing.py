"""How the API reads and words things: decimals as typed, errors in Chinese."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from .errors import Refused

WORDS = {
    400: "送来的内容读不出，请检查格式",
    401: "请先登录，或在 Authorization 里带上令牌",
    403: "您的岗位没有这一项权限",
    404: "没有这一项，或您无权查看",
    405: "这个地址不收这种请求",
    406: "这里只给 JSON",
    415: "请以 application/json 送来",
    429: "请求太密，请稍后再试",
}


class TypedJSONParser(BaseParser):
    """JSON whose numbers stay the text they were written as, so that no money passes through a binary float."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise exceptions.ParseError("送来的内容太长，请分几次送")
        try:
            return _read(body)
        except (ValueError, RecursionError) as problem:
            raise exceptions.ParseError("JSON 读不出，请检查格式与编码（UTF-8）") from problem


def _read(body: bytes) -> Any:
    """The value, every text of which can be written down again: half a surrogate pair is no text."""
    value = json.loads(
        body.decode("utf-8"),
        parse_float=str,
        parse_int=str,
        parse_constant=_refuse_constant,
        object_pairs_hook=_no_twins,
    )
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a key stands twice")
    return names


def refusal_body(refusal: Refused) -> dict[str, Any]:
    """What a refused act says: the message, and each field to mend."""
    fields = getattr(refusal, "faults", None) or ({refusal.field: refusal.message} if refusal.field else {})
    body: dict[str, Any] = {"message": refusal.message, "fields": {name: [text] for name, text in fields.items()}}
    if refusal.clause:
        body["clause"] = refusal.clause
    return body


def _speaks_for_itself(problem: Exception) -> bool:
    """Whether the error is one of ours, worded for people."""
    return type(problem).__module__.startswith("yibin_service.")


def handle_exception(problem: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every error as `{"message", "fields"}`."""
    # Here, because rest_framework.views reads this module (by the settings) while it is itself being read.
    from rest_framework.views import exception_handler as usual_handler

    if isinstance(problem, Refused):
        return Response(refusal_body(problem), status=problem.status)
    answer = usual_handler(problem, dict(context))
    if answer is None:
        return None
    if isinstance(problem, exceptions.ParseError) or _speaks_for_itself(problem):
        message = str(problem.detail)
    elif isinstance(problem, Http404 | PermissionDenied | exceptions.APIException):
        message = WORDS.get(answer.status_code, "这次请求没有办成")
    fields = answer.data if isinstance(answer.data, dict) and answer.status_code == 400 else {}
    answer.data = {"message": message, "fields": {k: v for k, v in fields.items() if k != "detail"}}
    return answer
