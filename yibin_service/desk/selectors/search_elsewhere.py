"""What the search box finds besides cases: things by their number, people by name or number, as far as one may open them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from penalties.selectors.notices import visible_notices
from staff.selectors.dispatches import visible_dispatches
from staff.selectors.handovers import visible_handovers
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may

MOST_PEOPLE = 10
NUMBER = re.compile(r"(PG|YJ|KJ)-[0-9]{4}-[0-9-]{2,8}")


@dataclass(frozen=True)
class Place:
    """A page besides the cases'; `is_exact` where its number was typed in full."""

    what: str
    title: str
    url: str
    is_exact: bool = False


def elsewhere(user: User, text: str) -> list[Place]:
    """The thing of that number, else people. Nothing that the person may not open."""
    wanted = unicodedata.normalize("NFKC", text).replace("\x00", "").strip()[:80]
    if NUMBER.fullmatch(wanted.upper()):
        return _numbered(user, wanted.upper())
    return _people(user, wanted) if wanted and may(user, Verb.READ_STAFF) else []


def _numbered(user: User, number: str) -> list[Place]:
    kinds: dict[str, tuple[str, Verb, str, Callable[[User], QuerySet]]] = {
        "PG": ("派工单", Verb.READ_FIELD_WORK, "dispatch", visible_dispatches),
        "YJ": ("工作移交", Verb.READ_HANDOVER, "handover", visible_handovers),
        "KJ": ("扣减通知单", Verb.READ_NOTICES, "notice", visible_notices),
    }
    what, verb, page, rows = kinds[number[:2]]
    if not may(user, verb) or not rows(user).filter(number=number).exists():
        return []
    return [Place(what, number, reverse(page, args=[number]), is_exact=True)]


def _people(user: User, wanted: str) -> list[Place]:
    rows = visible_employees(user).filter(Q(name__icontains=wanted) | Q(number__iexact=wanted)).order_by("number")
    return [
        Place("员工", f"{one.name}（{one.number}，{one.unit}）", reverse("employee", args=[one.pk]))
        for one in rows[:MOST_PEOPLE]
    ]
