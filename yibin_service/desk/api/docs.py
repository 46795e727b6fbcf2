"""The page that describes the API, drawn from its own schema: nothing is fetched from elsewhere."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

METHODS = ("get", "post", "delete")


@dataclass(frozen=True)
class Endpoint:
    """One address and method as the page lists it."""

    method: str
    path: str
    summary: str
    fields: list[tuple[str, str, bool, str]]  # name, type, required, words
    parameters: list[tuple[str, str]]


@cache
def whole_schema() -> dict[str, Any]:
    """The API as OpenAPI: made once in a process, since it changes with the code alone."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


class SchemaAPI(APIView):
    """The description for programs."""

    schema = None  # it describes the others, not itself

    def get(self, request: Request) -> Response:
        return Response(whole_schema())


@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    """Every endpoint with what it takes, for the person who writes a program against it."""
    schema = whole_schema()
    endpoints = [
        _endpoint(path, method, item[method])
        for path, item in schema["paths"].items()
        for method in METHODS
        if method in item
    ]
    return render(request, "desk/api_docs.html", {"endpoints": endpoints})


def _endpoint(path: str, method: str, described: dict[str, Any]) -> Endpoint:
    content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    properties = content.get("schema", {}).get("properties", {})
    required = content.get("schema", {}).get("required", [])
    fields = [
        (name, _type_words(field), name in required, field.get("description", ""))
        for name, field in properties.items()
    ]
    parameters = [
        (parameter["name"], parameter.get("description", ""))
        for parameter in described.get("parameters", [])
        if parameter["in"] == "query"
    ]
    summary = str(described.get("summary") or described.get("description", "")).split("\n")[0]
    return Endpoint(method.upper(), path, summary, fields, parameters)


def _type_words(field: dict[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(str(choice) for choice in field["enum"])
    return str(field.get("format") or field.get("type", ""))
