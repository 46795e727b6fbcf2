"""The endpoint of an act as OpenAPI: what it takes is read off the form of its page."""

from typing import Any, cast

from django import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from .api_content import OWN_FIELDS, rows_prefix, takes_several
from .forms import ActForm, NumberField
from .pages import ActPage

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="这次提交的编号，由程序自己生成；同一编号、同一内容只办一次，再送得到同样的应答",
)
REFUSAL = {
    "type": "object",
    "properties": {
        "message": {"type": "string", "description": "为什么没有办成，怎么改"},
        "fields": {
            "type": "object",
            "description": "逐项的说明",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "clause": {"type": "string", "description": "制度条款"},
    },
    "required": ["message"],
}
REFUSALS = {
    400: "读不出",
    401: "没有登录",
    403: "岗位没有这一项权限",
    404: "没有，或无权查看",
    409: "步骤不对、内容已有变化、编号已用于另一份内容",
    422: "有内容要改",
}


def described_act(page_class: type[ActPage], name: str) -> dict[str, Any]:
    """Keywords of `extend_schema` for the POST of an act."""
    return {
        "operation_id": name,
        "summary": title_of(page_class),
        "parameters": [KEY],
        "request": {"application/json": body_of(page_class)},
        "responses": {200: {"type": "object", "properties": ANSWER}} | refusals(),
    }


ANSWER = {
    "message": {"type": "string", "description": "已办成什么，接着由谁办"},
    "repeated": {"type": "boolean", "description": "这一编号以前已办过"},
}


def refusals() -> dict[int, Any]:
    """What every endpoint may answer instead."""
    return {status: REFUSAL | {"description": words} for status, words in REFUSALS.items()}


def described_form(page_class: type[ActPage], name: str) -> dict[str, Any]:
    """Keywords of `extend_schema` for the GET of an act."""
    return {
        "operation_id": f"{name}_form",
        "summary": f"{title_of(page_class)}：现在能不能办、有哪些可选",
        "responses": {200: OpenApiTypes.OBJECT},
    }


def title_of(page_class: type[ActPage]) -> str:
    return page_class.title or str(page_class.verb.label)


def body_of(page_class: type[ActPage]) -> dict[str, Any]:
    """The JSON object an act takes."""
    form_class = page_class.form_class
    fields = {name: kind for name, kind in form_class.base_fields.items() if name not in OWN_FIELDS}
    properties = {name: schema_of(kind) for name, kind in fields.items()}
    properties |= {name: {"description": "也可送，见 GET"} for name in page_class.further_keys}
    required = [name for name, kind in fields.items() if kind.required]
    for name, choices in page_class.choices_of_button.items():
        properties[name] = {"type": "string", "enum": list(choices)}
        required.append(name)
    if rows_prefix(form_class):
        properties[rows_prefix(form_class)] = {"type": "array", "items": _row(form_class)}
    body: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return body | ({"required": required} if required else {})


def _row(form_class: type[ActForm]) -> dict[str, Any]:
    kinds: dict[str, forms.Field] = form_class.row_class.base_fields  # type: ignore[attr-defined]
    properties = {name: schema_of(kind) for name, kind in kinds.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def schema_of(kind: forms.Field) -> dict[str, Any]:
    """One field. Money and weights are text, so that no float stands between."""
    schema: dict[str, Any] = {"type": "string"}
    if takes_several(kind):
        schema = {"type": "array", "items": {"type": "string"}}
    elif isinstance(kind, forms.BooleanField):
        schema = {"type": "boolean"}
    elif isinstance(kind, NumberField):
        schema |= {"format": "decimal"}
    elif isinstance(kind, forms.IntegerField | forms.ModelChoiceField):
        schema = {"type": "integer"}
    elif isinstance(kind, forms.DateTimeField):
        schema |= {"format": "date-time"}
    elif isinstance(kind, forms.DateField):
        schema |= {"format": "date"}
    elif isinstance(kind, forms.ChoiceField) and not isinstance(kind, forms.ModelChoiceField):
        schema |= _choices(kind)
    if getattr(kind, "max_length", None) and not isinstance(kind, NumberField):
        schema["maxLength"] = kind.max_length  # type: ignore[attr-defined]
    words = "；".join(str(text) for text in (kind.label, kind.help_text) if text)
    return schema | ({"description": words} if words else {})


def _choices(kind: forms.ChoiceField) -> dict[str, Any]:
    values = [str(value) for value, label in list(cast(Any, kind.choices)) if not isinstance(label, list | tuple)]
    return {"enum": values} if values else {}
