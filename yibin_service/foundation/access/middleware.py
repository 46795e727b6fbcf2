"""A password that somebody else has chosen is changed before anything else is done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from .models import User

OPEN = ("me", "new_password", "preferences", "logout")
WORDS = "请先在「我的」里改密码：现在的密码别人知道，改好以后才能办别的"


class NewPasswordFirstMiddleware:
    """Leads a person who must change the password to the page where that is done; programs are told 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not user.must_change_password or request.path in self._open():
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"message": WORDS, "fields": {}}, status=403)
        return redirect("me")

    @staticmethod
    def _open() -> set[str]:
        return {reverse(name) for name in OPEN}
