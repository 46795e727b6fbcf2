"""The receiver takes what was handed over, or gives it back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from staff.models import HandoverItem, ItemState, WorkHandover
from staff.rules.handover_errors import HandoverContradicts, ItemOutOfStep, NotYourHandover, ReceiverUnfit
from staff.selectors.handover_receivers import Receivers
from staff.services.keep_handover_list import keep_list, lock_handover, named, picked, saved, with_visits
from staff.services.tell_handover import leaders_of, tell
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def receive_items(
    *, handover: WorkHandover, keys: Iterable[str], is_received: bool, note: str = "", by: User, at: datetime
) -> list[HandoverItem]:
    """Received by name, or given back with a note to be handed over again. Work moves to the receiver at the completion.

    The leaders are told once nothing waits any more. Raises HandoverOver, HandoverContradicts, ItemOutOfStep,
    NotYourHandover, ReceiverUnfit.
    """
    require(by, Verb.RECEIVE_HANDOVER)
    row = lock_handover(handover)
    if not is_received and not note:
        raise HandoverContradicts("退回的请写明缺什么、哪里不符", field="note")
    listing = keep_list(row, at=at)
    items = with_visits(picked(listing, keys), listing)
    receivers = Receivers(at) if is_received else None
    for item in items:
        _check(item, by, receivers)
    for item in items:
        item.state = ItemState.RECEIVED if is_received else ItemState.OPEN
        item.received_by, item.received_at = (by, at) if is_received else (None, None)
        item.received_note = note
        saved(item)
    done = "接收" if is_received else "退回"
    text = f"{done}{named(items)}{f'：{note}' if note else ''}"
    event = record_event(stream=row.stream, verb="receive_items", text=text, by=by, at=at, clause="S.2(3)")
    if not is_received:
        back = [row.employee.user, *(item.handed_by for item in items)]
        tell(row, back, key=f"returned:{event.pk}", what="退回，请补齐再移交", body=text, is_turn=True, at=at)
    elif not listing.waiting:
        tell(row, leaders_of(row), key=f"ready:{event.pk}", what="完成移交", body=listing.words, is_turn=True, at=at)
    return items


def _check(item: HandoverItem, by: User, receivers: Receivers | None) -> None:
    """Raise unless the thing waits for this person (who, to receive it, is still fit for it)."""
    if item.state != ItemState.HANDED:
        raise ItemOutOfStep(f"{item} {item.get_state_display()}，不在待接收", field="items")
    if item.receiver_id != by.pk:
        raise NotYourHandover(f"{item} 由 {item.receiver} 接收")
    if item.handed_by_id == by.pk:
        raise ReceiverUnfit(f"{item} 是您代交的，要由另一位接收", field="items")
    fault = receivers.fault_of(item) if receivers else ""
    if fault:
        raise ReceiverUnfit(f"{item}：{fault}", field="items")
