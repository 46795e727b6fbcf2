"""A 派工单 whose days were told after their month was closed."""

from datetime import datetime

from staff.models import DispatchOrder
from staff.services.correct_closed import correct_closed
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import local_day


def correct_after_dispatch(*, dispatch: DispatchOrder, by: User, at: datetime) -> None:
    """Judge the engineer's closed months again from the arrival on. A month that still runs cannot be closed."""
    if dispatch.arrived_at is None or local_day(dispatch.arrived_at) >= local_day(at).replace(day=1):
        return
    correct_closed(
        employees=[dispatch.engineer],
        since=local_day(dispatch.arrived_at),
        trigger=f"dispatch:{dispatch.pk}:{dispatch.version}",
        reason=f"关账后登记派工 {dispatch.number}",
        by=by,
        at=at,
    )
