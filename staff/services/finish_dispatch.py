"""End an order whose last 维修服务单 says that all is solved, but was not marked as the final one."""

from datetime import datetime

from django.db import transaction

from staff.models import DispatchOrder, DispatchState
from staff.rules.field_errors import NothingSolved
from staff.selectors.dispatches import solving_record
from staff.services.correct_after_dispatch import correct_after_dispatch
from staff.services.lock_dispatch import lock_dispatch
from staff.services.move_dispatch import check_own
from staff.services.record_service import move_order, tell_done
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def finish_dispatch(*, dispatch: DispatchOrder, by: User, at: datetime, seen_version: int | None = None) -> DispatchOrder:
    """The record becomes the final one and the order is done since its work ended; nothing else of it changes.

    Raises NotYours, DispatchOutOfStep, StalePage, NothingSolved.
    """
    require(by, Verb.DO_DISPATCH)
    row = lock_dispatch(dispatch, DispatchState.ARRIVED, seen_version=seen_version)
    check_own(row, by)
    record = solving_record(row)
    if record is None:
        raise NothingSolved
    record.is_final = True
    record.save(update_fields=["is_final"])
    move_order(row, record)
    text = f"按第{record.ordinal}张维修服务单办结：{record.get_result_display()}，完工"
    record_event(stream=row.stream, verb="finish_dispatch", text=text, by=by, at=at, clause="S.3(2)")
    correct_after_dispatch(dispatch=row, by=by, at=at)
    tell_done(row, record, at)
    return row
