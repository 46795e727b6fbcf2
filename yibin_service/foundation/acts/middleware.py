"""Turn a refusal that no form caught into its page: permission, not found, out of step."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_resolver

from .errors import Refused

API = "/api/"


class RefusalMiddleware:
    """Pages answer a Refused with `acts/refused.html` and its status. The API has its own handler.

    `request.is_refused` tells the frame that it stands around a refusal: nothing is counted for its menu.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_for_programs = request.path.startswith(API)
        if "\x00" in request.path or (not is_for_programs and "%00" in request.META.get("QUERY_STRING", "")):
            # No record can be named so: PostgreSQL has no NUL.
            not_found: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(404)
            return not_found(request, exception=Http404())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith(API):
            return JsonResponse({"message": exception.message, "fields": {}}, status=exception.status)
        request.is_refused = True  # type: ignore[attr-defined]
        context = {"refusal": exception}
        return render(request, "acts/refused.html", context, status=exception.status)
