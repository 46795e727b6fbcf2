"""What the page and the paper of a handover show: rows with their links, and whose move how much waits for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cases.selectors.visibility import visible_cases
from staff.models import HandoverItem, ItemKind
from staff.selectors.dispatches import visible_dispatches
from staff.selectors.handovers import grouped
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may


@dataclass(frozen=True)
class ItemRow:
    """One thing of the list; `url` is empty where there is no page, or none for this person."""

    item: HandoverItem
    url: str
    is_mine: bool


def rows_for(user: User, items: Iterable[HandoverItem]) -> list[tuple[str, list[ItemRow]]]:
    """The list under the four heads of S.2(3). Three queries for the links."""
    items = list(items)
    urls = {**_customer_urls(user, items), **_row_urls(user, items)}
    return [
        (head, [ItemRow(item, urls.get(item.key, ""), item.receiver_id == user.pk) for item in found])
        for head, found in grouped(items)
    ]


def _keys(items: Iterable[HandoverItem], kind: ItemKind) -> list[int]:
    return [int(item.key.partition("-")[2]) for item in items if item.kind == kind]


def _customer_urls(user: User, items: list[HandoverItem]) -> dict[str, str]:
    if not may(user, Verb.READ_FIELD_WORK):
        return {}
    kinds = {ItemKind.CUSTOMER, ItemKind.VISIT}
    return {
        item.key: reverse("customer_profile", args=[int(item.key.partition("-")[2])])
        for item in items
        if item.kind in kinds
    }


def _row_urls(user: User, items: list[HandoverItem]) -> dict[str, str]:
    """Of cases, dispatch orders and people: those this person may open."""
    found: dict[str, str] = {}
    if may(user, Verb.READ_CASES) and (keys := _keys(items, ItemKind.CASE)):
        found |= {f"case-{one.pk}": one.get_absolute_url() for one in visible_cases(user).filter(pk__in=keys)}
    if may(user, Verb.READ_FIELD_WORK) and (keys := _keys(items, ItemKind.DISPATCH)):
        rows = visible_dispatches(user).filter(pk__in=keys)
        found |= {f"dispatch-{one.pk}": one.get_absolute_url() for one in rows}
    if may(user, Verb.READ_STAFF) and (keys := _keys(items, ItemKind.PERSON)):
        people = visible_employees(user).filter(pk__in=keys)
        found |= {f"person-{one.pk}": reverse("employee", args=[one.pk]) for one in people}
    return found


def moves_of(items: Iterable[HandoverItem]) -> list[tuple[str, int]]:
    """「等 赵磊 接收」 → how many things, the most first."""
    return Counter(item.waits_for for item in items if item.waits_for).most_common()
