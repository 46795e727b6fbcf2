"""Turn a refusal that no form caught into its page: permission, not found, out of step."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .errors import Refused


class RefusalMiddleware:
    """Pages answer a Refused with `acts/refused.html` and its status. The API has its own handler."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"message": exception.message}, status=exception.status)
        context = {"refusal": exception}
        return render(request, "acts/refused.html", context, status=exception.status)
