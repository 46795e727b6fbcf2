"""Turn a refusal that no form caught into its page: permission, not found, out of step."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from .errors import Refused

API = "/api/"
NOTHING_THERE = "没有这个地址，全部地址见 /api/docs/"


class RefusalMiddleware:
    """Pages answer a Refused with `acts/refused.html` and its status. The API has its own handler."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_for_programs = request.path.startswith(API)
        if "\x00" in request.path or (not is_for_programs and "%00" in request.META.get("QUERY_STRING", "")):
            response = page_not_found(request, Http404())  # no record can be named so: PostgreSQL has no NUL
        else:
            response = self.get_response(request)
        if is_for_programs and response.status_code == 404 and response.headers["Content-Type"].startswith("text/html"):
            return JsonResponse({"message": NOTHING_THERE, "fields": {}}, status=404)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith(API):
            return JsonResponse({"message": exception.message, "fields": {}}, status=exception.status)
        context = {"refusal": exception}
        return render(request, "acts/refused.html", context, status=exception.status)
