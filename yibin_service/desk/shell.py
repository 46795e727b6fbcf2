"""The frame around every page: menu, phone tabs, counts and the mark of demo data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from yibin_service.desk import menus
from yibin_service.desk.selectors import shell as reads
from yibin_service.desk.selectors.queue import kept_count, waiting_count
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role

MOST_TABS = 5

@dataclass(frozen=True)
class Item:
    """A link of the menu or of the phone bar."""

    name: str
    url: str
    icon: str
    waiting: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Group:
    name: str
    entries: list[Item]


def facts_of(request: HttpRequest) -> reads.FrameFacts:
    """What the frame needs, read once a request: a view that draws several parts of it asks here first."""
    kept: reads.FrameFacts | None = getattr(request, "frame_facts", None)
    if kept is None:
        user = getattr(request, "user", None)
        kept = reads.frame_facts(user if isinstance(user, User) else None)
        request.frame_facts = kept  # type: ignore[attr-defined]
    return kept


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor of every page; a visitor who has not logged in gets the bare frame."""
    facts = facts_of(request)
    context: dict[str, Any] = {
        "server_now": facts.now,
        "company_name": settings.COMPANY_NAME,
        "is_demo": facts.is_demo,
        "demo_mark": settings.DEMO_DATA_MARK,
        "due_warnings": facts.due_warnings,
    }
    user = getattr(request, "user", None)
    if isinstance(user, User):
        context |= frame_of(user, request.path, facts, counts=not getattr(request, "is_refused", False))
    return context


def frame_of(user: User, path: str, facts: reads.FrameFacts, *, counts: bool = True) -> dict[str, Any]:
    """Menu, tabs and counts of one person at one address.

    Without `counts` nothing is counted: the number of what waits is shown where it is known already.
    """
    waiting = _waiting(user, facts, counts=counts)
    return {
        "menu_groups": menu_groups(user, path, waiting),
        "phone_tabs": phone_tabs(user, path, waiting),
        "waiting_count": waiting.get(menus.WORKBENCH.url_name, 0),
        "inbox_count": facts.unread,
        "inbox_url": address("inbox"),
        "search_url": address("search") if may(user, Verb.READ_CASES) or may(user, Verb.READ_STAFF) else "",
        "home_url": address("workbench") or "/",
        "kept_list_url": address("kept_pages") if may(user, Verb.WRITE_DAILY_REPORT) else "",
        "new_card_url": address("card_new") if opens(user, menus.NEW_CARD) else "",
    }


def _waiting(user: User, facts: reads.FrameFacts, *, counts: bool) -> dict[str, int]:
    """URL name → how many wait for the person there."""
    if counts:
        return {menus.WORKBENCH.url_name: waiting_count(user, facts.now, facts.last_event)}
    return {menus.WORKBENCH.url_name: kept_count(user, facts.last_event) or 0}


@cache
def address(url_name: str) -> str:
    """The page's address, or nothing where the page does not exist. Addresses do not change while a process runs."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def opens(user: User, page: menus.Page) -> bool:
    """Whether the permission table lets this person open the page."""
    return not page.verbs or any(may(user, verb) for verb in page.verbs)


def menu_groups(user: User, path: str, waiting: dict[str, int]) -> list[Group]:
    """The person's menu in its groups; a page that does not exist or is not theirs is left out."""
    found: dict[str, list[Item]] = {}
    seen: set[str] = set()
    for entry in _entries(user):
        url = address(entry.page.url_name)
        if url and url not in seen and opens(user, entry.page):
            seen.add(url)
            found.setdefault(entry.group, []).append(_item(entry.name, url, entry.page, waiting))
    return [Group(name, _marked(entries, path)) for name, entries in found.items()]


def phone_tabs(user: User, path: str, waiting: dict[str, int]) -> list[Item]:
    """At most five tabs: those of the person's first role that exist."""
    first = next((role for role in Role if role in user.roles), None)
    wanted = menus.PHONE_TABS[first] if first else (menus.WORK, menus.MESSAGES, menus.MYSELF)
    tabs = [
        _item(name, address(page.url_name), page, waiting)
        for name, page in wanted
        if address(page.url_name) and opens(user, page)
    ]
    return _marked(tabs[: MOST_TABS - 1] + tabs[-1:] if len(tabs) > MOST_TABS else tabs, path)


def _entries(user: User) -> Iterator[menus.Entry]:
    for role in Role:
        if role in user.roles:
            yield from menus.MENUS[role]


def _item(name: str, url: str, page: menus.Page, waiting: dict[str, int]) -> Item:
    return Item(name, url, page.icon, waiting.get(page.url_name, 0))


def _marked(items: list[Item], path: str) -> list[Item]:
    """The same items with the one the path lies under marked: the longest address wins."""
    under = [item.url for item in items if path == item.url or (item.url != "/" and path.startswith(item.url))]
    current = max(under, key=len, default=None)
    return [
        Item(item.name, item.url, item.icon, item.waiting, is_current=item.url == current) for item in items
    ]


class ActAnswerMiddleware:
    """Tells the sending script where to go, in place of a redirect it would follow unseen (and eat the strip shown there)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("X-Act-Send") and response.status_code in {301, 302, 303}:
            answer = HttpResponse(status=204, headers={"X-Location": response["Location"]})
            answer.cookies = response.cookies
            return answer
        return response
