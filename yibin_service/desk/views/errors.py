"""What is shown when the product itself fails."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader

log = logging.getLogger("yibin_service.errors")


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs no database, with a number that stands in the log beside the address; for programs as JSON."""
    number = f"E-{secrets.token_hex(2).upper()}"
    log.error("%s %s %s", number, request.method, request.path)
    if request.path.startswith("/api/"):
        body = {"message": f"系统出错，没有保存；请把编号 {number} 告知系统管理员", "fields": {}}
        return JsonResponse(body, status=500, headers={"X-Error-Number": number})
    page = loader.render_to_string("500.html", {"error_number": number})
    return HttpResponseServerError(page, headers={"X-Error-Number": number})
