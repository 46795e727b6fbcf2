"""Say who receives which things."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from staff.models import HandoverItem, ItemKind, ItemState, WorkHandover
from staff.rules.handover import Receiver
from staff.rules.handover_errors import ItemOutOfStep, NotYourHandover, OwnHandover, ReceiverUnfit
from staff.selectors.handover_receivers import Receivers, fault_of, receiver_facts
from staff.selectors.handovers import Listing, leads
from staff.services.keep_handover_list import keep_list, lock_handover, named, picked, saved, with_visits
from staff.services.tell_handover import tell
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def appoint_receiver(
    *,
    handover: WorkHandover,
    keys: Iterable[str],
    receiver: User,
    for_all: bool = False,
    by: User,
    at: datetime,
) -> list[HandoverItem]:
    """`receiver` is to receive these, who is told; with `for_all` also what comes onto the list later.

    A visit goes with its customer. What was handed to another waits to be handed over again; what was received stays,
    unless who received it can do so no longer. Raises HandoverOver, OwnHandover, NotYourHandover, ItemOutOfStep,
    ReceiverUnfit naming the thing.
    """
    require(by, Verb.OPEN_HANDOVER)
    row = lock_handover(handover)
    check_leads(row, by)
    listing = keep_list(row, at=at)
    items = with_visits(picked(listing, keys), listing)
    person = receiver_facts(receiver, at)
    _check_visits(items, listing, person)
    receivers = Receivers(at)
    for item in items:
        _check(item, person, receivers)
    for item in items:
        if item.state == ItemState.HANDED and item.receiver_id == receiver.pk:
            continue  # appointed and handed over already: nothing to hand over again
        item.receiver, item.state = receiver, ItemState.OPEN
        item.handed_by = item.handed_at = item.received_by = item.received_at = None
        item.handed_note, item.received_note, item.is_on_behalf = "", "", False
        saved(item)
    row.receiver = receiver if for_all else row.receiver
    row.version += 1
    row.save(update_fields=["receiver", "version"])
    also = "，以后列入的也由他接收" if for_all else ""
    text = f"指定 {receiver} 接收{named(items)}{also}"
    record_event(stream=row.stream, verb="appoint_receiver", text=text, by=by, at=at, clause="S.2(3)")
    if receiver.pk != by.pk:
        tell(row, [receiver], key=f"appointed:{row.version}", what=f"您被指定接收 {len(items)}项", body=text, at=at)
    return items


def _check_visits(items: list[HandoverItem], listing: Listing, person: Receiver) -> None:
    """A visit and its customer have one receiver: whoever keeps the card visits."""
    chosen, known = {item.key for item in items}, {item.key: item for item in listing.items}
    for item in items:
        customer = known.get(item.key.replace(ItemKind.VISIT.value, ItemKind.CUSTOMER.value, 1))
        if item.kind != ItemKind.VISIT or customer is None or customer.key in chosen:
            continue
        if customer.receiver is not None and customer.receiver_id != person.user_id:
            raise ReceiverUnfit(f"{item} 随客户走，由 {customer.receiver} 接收", field="receiver")


def _check(item: HandoverItem, person: Receiver, receivers: Receivers) -> None:
    if item.kind == ItemKind.PAYMENT:
        raise ItemOutOfStep(f"{item} 交财务，由财务登记收讫，不另指定接收人", field="items")
    is_orphan = item.state == ItemState.RECEIVED and receivers.fault_of(item)
    if item.state not in {ItemState.OPEN, ItemState.HANDED} and not is_orphan:
        raise ItemOutOfStep(f"{item} {item.get_state_display()}，不再改接收人", field="items")
    fault = fault_of(item, person)
    if fault:
        raise ReceiverUnfit(f"{item}：{fault}", field="receiver")


def check_leads(handover: WorkHandover, by: User, verb: Verb = Verb.OPEN_HANDOVER) -> None:
    """Raise OwnHandover or NotYourHandover unless this person arranges it."""
    if by.pk == handover.employee.user_id:
        raise OwnHandover
    if not leads(by, handover, verb):
        raise NotYourHandover("这次移交由本人的经理或人力资源安排")
