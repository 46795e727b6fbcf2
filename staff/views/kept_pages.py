"""Which pages a phone keeps at hand for this person, and a fresh token for what it has to send."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from staff.models import DispatchState
from staff.selectors.dispatches import visible_dispatches
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted

MOST_ORDERS = 10


@require_GET
@never_cache
@permitted(Verb.WRITE_DAILY_REPORT)
def kept_pages(request: HttpRequest) -> JsonResponse:
    """Daily report, visit, and the 维修服务单 of the person's accepted orders."""
    assert isinstance(request.user, User)
    begun = (DispatchState.ACCEPTED, DispatchState.ARRIVED)
    orders = visible_dispatches(request.user).filter(engineer__user=request.user, state__in=begun).order_by("due_at")
    numbers = orders.values_list("number", flat=True)[:MOST_ORDERS]
    pages = [reverse("file_daily_report"), reverse("record_visit")]
    pages += [reverse("record_service", args=[number]) for number in numbers]
    return JsonResponse({"user": request.user.pk, "token": get_token(request), "pages": pages})


urlpatterns = [path("kept-pages/", kept_pages, name="kept_pages")]
