"""Take an opened handover back: the person stays."""

from datetime import datetime

from django.db import transaction

from staff.models import HandoverState, WorkHandover
from staff.rules.handover_errors import HandoverContradicts
from staff.services.appoint_receiver import check_leads
from staff.services.keep_handover_list import keep_list, lock_handover
from staff.services.tell_handover import leaders_of, tell
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def cancel_handover(
    *, handover: WorkHandover, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> WorkHandover:
    """Nothing moves, everything stays with the person; what was handed over by hand is given back by hand. All are told.

    Raises HandoverOver, OwnHandover, NotYourHandover, HandoverContradicts, StalePage.
    """
    require(by, Verb.OPEN_HANDOVER)
    row = lock_handover(handover, seen_version=seen_version)
    check_leads(row, by)
    if not reason:
        raise HandoverContradicts("请写取消的原因", field="reason")
    listing = keep_list(row, at=at)
    row.state, row.cancel_reason, row.ended_by, row.ended_at = HandoverState.CANCELLED, reason, by, at
    row.version += 1
    row.save()
    text = f"取消移交：{reason}"
    for stream in (row.stream, row.employee.stream):
        record_event(stream=stream, verb="cancel_handover", text=text, by=by, at=at, clause="S.2(3)")
    people = [row.employee.user, *leaders_of(row), *(item.receiver for item in listing.items)]
    others = [user for user in people if user is not None and user.pk != by.pk]
    tell(row, others, key="cancelled", what="移交已取消", body=reason, at=at)
    return row
