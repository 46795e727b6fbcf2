"""Every act page of every app, found in the addresses: the API offers each of them below `/api/`."""

from collections.abc import Iterator
from importlib import import_module

from django.urls import URLPattern, URLResolver, path

from yibin_service.foundation.acts.api import api_of
from yibin_service.foundation.acts.pages import ActPage

APPS = ("yibin_service.desk.urls", "yibin_service.foundation.access.urls", "cases.urls", "liability.urls", "penalties.urls", "staff.urls")
BELOW = {"staff.urls": "staff/"}  # where an app's addresses do not begin at the root
# A draft is what a browser keeps of a card that is being written; a program sends the card whole.
OF_BROWSERS = frozenset({"card_draft"})


def act_pages() -> Iterator[tuple[str, str, type[ActPage]]]:
    """Route, name and class of every act page of the apps above the foundation."""
    for module in APPS:
        for route, name, page in _pages_in(import_module(module).urlpatterns):
            yield BELOW.get(module, "") + route, name, page


def _pages_in(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str, type[ActPage]]]:
    for pattern in patterns:
        page = getattr(getattr(pattern, "callback", None), "view_class", None)
        if isinstance(pattern, URLPattern) and isinstance(page, type) and issubclass(page, ActPage) and pattern.name:
            yield str(pattern.pattern), pattern.name, page


def act_endpoints() -> list[URLPattern]:
    """The endpoints of all act pages, each named `api_` and the page's name."""
    return [
        path(route, api_of(page, name), name=f"api_{name}")
        for route, name, page in act_pages()
        if name not in OF_BROWSERS
    ]
