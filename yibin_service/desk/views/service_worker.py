"""The script that keeps forms of field work at hand without network. It must come from the root, or it would rule /static/ only."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

SCRIPT = Path(settings.BASE_DIR) / "yibin_service" / "static" / "app" / "js" / "sw.js"


@login_not_required
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Never from a cache: a new release replaces the old worker at the next page."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
