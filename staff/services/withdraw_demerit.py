"""分管副总经理 withdraws a demerit: with a reason, never silently; its fine goes back as a difference."""

from datetime import datetime

from django.db import transaction

from staff.models import Demerit
from staff.services.attendance_errors import AlreadyWithdrawn, OwnRequest, ReasonMissing
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import lock_attendance
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def withdraw_demerit(*, demerit: Demerit, reason: str, by: User, at: datetime) -> Demerit:
    """It counts no more among the earlier ones of later months, which are corrected with it.

    Raises ReasonMissing, AlreadyWithdrawn, OwnRequest.
    """
    require(by, Verb.WITHDRAW_DEMERIT)
    if not reason.strip():
        raise ReasonMissing("请写撤销的理由", field="reason")
    lock_attendance()
    Demerit.objects.select_for_update().values_list("pk").get(pk=demerit.pk)
    demerit = Demerit.objects.select_related("employee__unit", "employee__user").get(pk=demerit.pk)
    if demerit.employee.user_id == by.pk:
        raise OwnRequest("自己的记大过要由另一个人撤销")
    check_standing(demerit)
    demerit.withdrawn_by, demerit.withdrawn_at, demerit.withdrawn_reason = by, at, reason.strip()
    demerit.version += 1
    demerit.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason", "version"])
    text = f"撤销 {demerit.month:%Y-%m} 行政记大过第{demerit.ordinal}次\n「{demerit.withdrawn_reason}」"
    employee = demerit.employee
    record_event(stream=employee.stream, verb="withdraw_demerit", text=text, by=by, at=at, clause="S.4罚(2)")
    correct_closed(
        employees=[employee],
        since=demerit.month,
        trigger=f"demerit:{demerit.pk}:{demerit.version}",
        reason=f"撤销 {demerit.month:%Y-%m} 行政记大过：{demerit.withdrawn_reason}",
        by=by,
        at=at,
    )
    return demerit


def check_standing(demerit: Demerit) -> None:
    """Raise AlreadyWithdrawn where it is withdrawn."""
    if demerit.withdrawn_at is not None:
        raise AlreadyWithdrawn(f"{demerit.month:%Y-%m} 的记大过已撤销，没有重复")
