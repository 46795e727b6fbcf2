"""What is shown when the product itself fails."""

import logging
import secrets

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader

log = logging.getLogger("yibin_service.errors")


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """A page that needs no database, with a number that stands in the log beside the address."""
    number = f"E-{secrets.token_hex(2).upper()}"
    log.error("%s %s %s", number, request.method, request.path)
    page = loader.render_to_string("500.html", {"error_number": number})
    return HttpResponseServerError(page, headers={"X-Error-Number": number})
