"""Put a thing on the list that the system cannot know: documents, issued property, other accounts, others."""

from datetime import datetime

from django.db import transaction

from staff.models import HandoverItem, WorkHandover
from staff.rules.handover import TYPED, fault_of_receiver
from staff.rules.handover_errors import HandoverContradicts, NotYourHandover, ReceiverUnfit
from staff.selectors.handover_receivers import receiver_facts
from staff.selectors.handovers import leads
from staff.services.keep_handover_list import keep_list, lock_handover
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def add_handover_item(
    *,
    handover: WorkHandover,
    kind: str,
    title: str,
    detail: str = "",
    receiver: User | None = None,
    by: User,
    at: datetime,
) -> HandoverItem:
    """The item, waiting to be handed over; without `receiver` it is for the receiver of all.

    Raises HandoverOver, NotYourHandover, HandoverContradicts for a kind that the system lists itself, ReceiverUnfit.
    """
    require(by, Verb.HAND_OVER)
    row = lock_handover(handover)
    check_hands_over(row, by)
    if kind not in TYPED:
        raise HandoverContradicts("这一类由系统列出，不用录入", field="kind")
    keep_list(row, at=at)
    receiver = receiver or row.receiver
    if receiver is not None:
        fault = fault_of_receiver(kind, (), receiver_facts(receiver, at), row.employee.user_id)
        if fault:
            raise ReceiverUnfit(fault, field="receiver")
    number = row.items.filter(kind__in=TYPED).count() + 1
    item = HandoverItem.objects.create(
        handover=row, kind=kind, key=f"typed-{number}", title=title, detail=detail, receiver=receiver, listed_at=at,
        added_by=by,
    )  # fmt: skip
    record_event(stream=row.stream, verb="add_handover_item", text=f"列入{item}", by=by, at=at, clause="S.2(3)")
    return item


def check_hands_over(handover: WorkHandover, by: User) -> None:
    """Raise NotYourHandover unless this is the person, or who arranges the handover."""
    if by.pk != handover.employee.user_id and not leads(by, handover):
        raise NotYourHandover(f"由 {handover.employee} 或安排移交的经理、人力资源办理")
