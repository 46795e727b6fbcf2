"""Accept a 派工单, arrive at the customer's; or cancel it."""

from datetime import datetime

from django.db import transaction

from staff.models import OPEN_DISPATCH, DispatchOrder, DispatchState
from staff.rules.field_errors import NotYours
from staff.rules.field_work import begins
from staff.services.correct_after_dispatch import correct_after_dispatch
from staff.services.lock_dispatch import lock_dispatch
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local


@transaction.atomic
def accept_dispatch(*, dispatch: DispatchOrder, by: User, at: datetime, seen_version: int | None = None) -> DispatchOrder:
    """The engineer takes the order. Raises NotYours, DispatchOutOfStep, StalePage."""
    require(by, Verb.DO_DISPATCH)
    row = lock_dispatch(dispatch, DispatchState.GIVEN, seen_version=seen_version)
    check_own(row, by)
    row.state, row.accepted_at = DispatchState.ACCEPTED, at
    return _moved(row, "accept_dispatch", "接受派工", by, at)


@transaction.atomic
def arrive_at_customer(
    *, dispatch: DispatchOrder, arrived_at: datetime, by: User, at: datetime, seen_version: int | None = None
) -> DispatchOrder:
    """The engineer is at the customer's since `arrived_at`. Raises InvalidInput, NotYours, DispatchOutOfStep, StalePage."""
    require(by, Verb.DO_DISPATCH)
    row = lock_dispatch(dispatch, DispatchState.ACCEPTED, seen_version=seen_version)
    check_own(row, by)
    if not begins(row.given_at) <= arrived_at <= at:
        raise InvalidInput({"arrived_at": f"到场时间在派工（{local(row.given_at):%m-%d %H:%M}）和现在之间"})
    row.state, row.arrived_at = DispatchState.ARRIVED, arrived_at
    return _moved(row, "arrive_at_customer", f"到达 {row.customer}", by, at, happened_at=arrived_at)


@transaction.atomic
def cancel_dispatch(
    *, dispatch: DispatchOrder, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> DispatchOrder:
    """The manager takes the order back; the engineer is told. Raises DispatchOutOfStep, StalePage."""
    require(by, Verb.DISPATCH)
    row = lock_dispatch(dispatch, *OPEN_DISPATCH, seen_version=seen_version)
    row.state, row.cancelled_at, row.cancel_reason = DispatchState.CANCELLED, at, reason
    if row.engineer.user_id:
        notify(
            users=[row.engineer.user],  # type: ignore[list-item]
            key=f"dispatch:{row.pk}:cancelled",
            title=f"派工已取消 · {row.number} {row.customer}",
            body=reason,
            url=row.get_absolute_url(),
            at=at,
        )
    return _moved(row, "cancel_dispatch", f"取消派工：{reason}", by, at)


def check_own(row: DispatchOrder, by: User) -> None:
    """Raise NotYours unless the order was given to this person."""
    if row.engineer.user_id != by.pk:
        raise NotYours(f"这张派工单派给 {row.engineer}，由本人办理")


def _moved(
    row: DispatchOrder, verb: str, text: str, by: User, at: datetime, happened_at: datetime | None = None
) -> DispatchOrder:
    row.version += 1
    row.save()
    record_event(stream=row.stream, verb=verb, text=text, by=by, at=at, happened_at=happened_at)
    correct_after_dispatch(dispatch=row, by=by, at=at)
    return row
