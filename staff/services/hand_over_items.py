"""Hand things over by name."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from staff.models import HandoverItem, ItemKind, ItemState, WorkHandover
from staff.rules.handover_errors import HandoverContradicts, ItemOutOfStep, ReceiverUnfit
from staff.selectors.handover_receivers import Receivers
from staff.services.add_handover_item import check_hands_over
from staff.services.keep_handover_list import keep_list, lock_handover, named, picked, saved, with_visits
from staff.services.tell_handover import tell
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def hand_over_items(
    *, handover: WorkHandover, keys: Iterable[str], note: str = "", by: User, at: datetime
) -> list[HandoverItem]:
    """The things now wait for their receivers, who are told. Anybody but the person does it on the person's behalf, and says why.

    Raises HandoverOver, NotYourHandover, HandoverContradicts, ItemOutOfStep, ReceiverUnfit.
    """
    require(by, Verb.HAND_OVER)
    row = lock_handover(handover)
    check_hands_over(row, by)
    is_on_behalf = by.pk != row.employee.user_id
    if is_on_behalf and not note:
        raise HandoverContradicts("代本人移交的，请写明原因，如「本人已离岗」", field="note")
    listing = keep_list(row, at=at)
    items = with_visits(picked(listing, keys), listing)
    receivers = Receivers(at)
    for item in items:
        _check(item, by, receivers)
    for item in items:
        item.state, item.handed_by, item.handed_at = ItemState.HANDED, by, at
        item.handed_note, item.is_on_behalf, item.received_note = note, is_on_behalf, ""
        saved(item)
    whose = f"代 {row.employee} " if is_on_behalf else ""
    text = f"{whose}移交{named(items)}{f'：{note}' if note else ''}"
    event = record_event(stream=row.stream, verb="hand_over_items", text=text, by=by, at=at, clause="S.2(3)")
    for receiver in {item.receiver for item in items}:
        mine = [item for item in items if item.receiver == receiver]
        key, what = f"handed:{event.pk}", f"接收 {len(mine)}项"
        tell(row, [receiver], key=key, what=what, body=named(mine), is_turn=True, at=at)
    return items


def _check(item: HandoverItem, by: User, receivers: Receivers) -> None:
    if item.kind == ItemKind.PAYMENT:
        raise ItemOutOfStep(f"{item} 交财务，财务登记收讫以后自动办结", field="items")
    if item.state != ItemState.OPEN:
        raise ItemOutOfStep(f"{item} {item.get_state_display()}，没有重复移交", field="items")
    if item.receiver is None:
        raise ItemOutOfStep(f"{item} 还没有指定接收人，请经理先指定", field="items")
    if item.receiver_id == by.pk:
        raise ReceiverUnfit(f"{item} 由您接收，请另一位代交", field="items")
    fault = receivers.fault_of(item)
    if fault:
        raise ReceiverUnfit(f"{item}：{fault}，请经理另行指定", field="items")
