"""Hold a 派工单 while it is acted on."""

from django.db import connection

from staff.models import DispatchOrder, DispatchState
from staff.rules.field_errors import DispatchOutOfStep
from yibin_service.foundation.acts.errors import StalePage


def lock_dispatch(
    dispatch: DispatchOrder, *states: DispatchState, seen_version: int | None = None
) -> DispatchOrder:
    """The row, locked, in one of `states`. Raises StalePage, DispatchOutOfStep."""
    assert connection.in_atomic_block, "lock_dispatch belongs inside a transaction"
    row = DispatchOrder.objects.select_for_update(of=("self",)).select_related("engineer", "customer").get(pk=dispatch.pk)
    if row.state not in states:
        raise DispatchOutOfStep(f"派工单 {row.number} {row.get_state_display()}，这一步不再办理")
    if seen_version is not None and seen_version != row.version:
        raise StalePage
    return row
