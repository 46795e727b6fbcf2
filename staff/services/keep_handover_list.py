"""Hold a handover while it is acted on, its list brought up to the facts first."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from staff.models import HandoverItem, ItemKind, WorkHandover
from staff.rules.handover_errors import HandoverOver, ItemOutOfStep
from staff.selectors.handovers import WITH, Listing, listing_of
from yibin_service.foundation.acts.errors import StalePage
from yibin_service.foundation.acts.services import record_event

KEPT = ["title", "detail", "state", "receiver", "settled_at", "handed_by", "handed_at"]
MOST_NAMED = 5


def lock_handover(handover: WorkHandover, *, seen_version: int | None = None) -> WorkHandover:
    """The row, locked, still open. Acts on one handover come one after the other. Raises HandoverOver, StalePage."""
    assert connection.in_atomic_block, "lock_handover belongs inside a transaction"
    WorkHandover.objects.select_for_update().values_list("pk").get(pk=handover.pk)
    row = WorkHandover.objects.select_related(*WITH).get(pk=handover.pk)
    if not row.is_open:
        raise HandoverOver(f"{row.number} {row.get_state_display()}，这一步不再办理")
    if seen_version is not None and seen_version != row.version:
        raise StalePage
    return row


def keep_list(handover: WorkHandover, *, at: datetime) -> Listing:
    """Write what arose and what was settled otherwise onto the locked handover's list; gives the whole list."""
    listing = listing_of(handover, at)
    HandoverItem.objects.bulk_create(listing.new)
    HandoverItem.objects.bulk_update(listing.changed, KEPT)
    told = [f"列入 {_named(listing.new)}"] if listing.new else []
    told += [f"已另行办结 {_named(listing.settled)}"] if listing.settled else []
    if told:
        text = "\n".join(told)
        record_event(stream=handover.stream, verb="keep_list", text=text, by=None, at=at, clause="S.2(3)")
    return listing


def picked(listing: Listing, keys: Iterable[str]) -> list[HandoverItem]:
    """The items of these keys, in the order of the list. Raises ItemOutOfStep for none, or one that is not there."""
    wanted = set(keys)
    items = [item for item in listing.items if item.key in wanted]
    if not items or len(items) != len(wanted):
        raise ItemOutOfStep("请选至少一项；列表有变化的，请刷新后再选", field="items")
    return items


def with_visits(items: list[HandoverItem], listing: Listing) -> list[HandoverItem]:
    """The items, and with each customer the visit due to it (and the reverse) that stands at the same step."""
    pair = {ItemKind.CUSTOMER: ItemKind.VISIT, ItemKind.VISIT: ItemKind.CUSTOMER}
    wanted = {item.key: item.state for item in items}
    for item in items:
        if item.kind in pair:
            wanted.setdefault(f"{pair[ItemKind(item.kind)].value}-{item.key.partition('-')[2]}", item.state)
    return [one for one in listing.items if wanted.get(one.key) == one.state]


def saved(item: HandoverItem) -> None:
    """Write a changed item."""
    item.version += 1
    item.save()


def named(items: Iterable[HandoverItem]) -> str:
    """「客户「昆明…」、印章 等 7项」."""
    return _named(list(items))


def _named(items: list[HandoverItem]) -> str:
    told = "、".join(str(item) for item in items[:MOST_NAMED])
    return f"{told} 等 {len(items)}项" if len(items) > MOST_NAMED else told
