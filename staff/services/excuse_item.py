"""The manager lets a thing stay without a receiver: lost property, a debt to be claimed otherwise, an entry by mistake."""

from datetime import datetime

from django.db import transaction

from staff.models import HandoverItem, ItemState, WorkHandover
from staff.rules.handover import EXCUSABLE
from staff.rules.handover_errors import HandoverContradicts, ItemOutOfStep, MustBeReceived
from staff.services.appoint_receiver import check_leads
from staff.services.keep_handover_list import keep_list, lock_handover, picked, saved
from staff.services.tell_handover import tell
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def excuse_item(*, handover: WorkHandover, key: str, reason: str, by: User, at: datetime) -> HandoverItem:
    """The thing is not handed over, for `reason`; it is on record, and the person told.

    Raises HandoverOver, OwnHandover, NotYourHandover, HandoverContradicts, MustBeReceived for work in hand, ItemOutOfStep.
    """
    require(by, Verb.EXCUSE_HANDOVER)
    row = lock_handover(handover)
    check_leads(row, by, Verb.EXCUSE_HANDOVER)
    if not reason:
        raise HandoverContradicts("请写不移交的原因和怎样处理", field="reason")
    [item] = picked(keep_list(row, at=at), [key])
    if item.kind not in EXCUSABLE:
        raise MustBeReceived(field="item")
    if item.state not in {ItemState.OPEN, ItemState.HANDED}:
        raise ItemOutOfStep(f"{item} {item.get_state_display()}，不用再办", field="item")
    item.state, item.excuse, item.excused_by, item.excused_at = ItemState.EXCUSED, reason, by, at
    saved(item)
    text = f"批准不移交{item}：{reason}"
    event = record_event(stream=row.stream, verb="excuse_item", text=text, by=by, at=at, clause="S.2(3)")
    tell(row, [row.employee.user], key=f"excused:{event.pk}", what="批准不移交一项", body=text, at=at)
    return item
