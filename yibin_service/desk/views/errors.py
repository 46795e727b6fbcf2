"""What is shown when an address leads nowhere, a page is not for this person, or the product itself fails."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.views import defaults

NOTHING_THERE = "没有这个地址，全部地址见 /api/docs/"

log = logging.getLogger("yibin_service.errors")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing there, or nothing for this person: a page for people, JSON for programs."""
    if request.path.startswith("/api/"):
        return JsonResponse({"message": NOTHING_THERE, "fields": {}}, status=404)
    request.is_refused = True  # type: ignore[attr-defined]
    return defaults.page_not_found(request, exception)


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of master data refuses so; our own pages raise NotAllowed."""
    request.is_refused = True  # type: ignore[attr-defined]
    return defaults.permission_denied(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs no database, with a number that stands in the log beside the address; for programs as JSON."""
    number = f"E-{secrets.token_hex(2).upper()}"
    log.error("%s %s %s", number, request.method, request.path)
    if request.path.startswith("/api/"):
        body = {"message": f"系统出错，没有保存；请把编号 {number} 告知系统管理员", "fields": {}}
        return JsonResponse(body, status=500, headers={"X-Error-Number": number})
    page = loader.render_to_string("500.html", {"error_number": number})
    return HttpResponseServerError(page, headers={"X-Error-Number": number})
