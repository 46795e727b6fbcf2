"""Take a report of a failed clock back."""

from datetime import datetime

from django.db import transaction

from staff.models import ClockFailure
from staff.selectors.clock_failures import reported_by
from staff.services.attendance_errors import AlreadyWithdrawn, NotYourPerson, ReasonMissing
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import lock_attendance
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def withdraw_clock_failure(*, failure: ClockFailure, reason: str, by: User, at: datetime) -> ClockFailure:
    """It stays readable and excuses nobody any more; closed months are corrected by a difference.

    Raises AlreadyWithdrawn, ReasonMissing, NotYourPerson for another unit, NotAllowed.
    """
    require(by, Verb.REPORT_CLOCK_FAILURE)
    if not reason.strip():
        raise ReasonMissing("请写撤回登记的理由", field="reason")
    lock_attendance()
    row = ClockFailure.objects.select_for_update(of=("self",)).select_related("unit").get(pk=failure.pk)
    if not reported_by(by).filter(pk=row.unit_id).exists():
        raise NotYourPerson("只撤回本单位的考勤机故障")
    check_stands(row)
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = by, at, reason.strip()
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    text = f"撤回{row.unit.name}考勤机故障 {row.days}\n「{row.withdrawn_reason}」"
    record_event(stream=row.stream, verb="withdraw_clock_failure", text=text, by=by, at=at)
    people = row.people.select_related("unit", "user").order_by("number")
    trigger, told = f"failure:{row.pk}:withdrawn", f"关账后撤回考勤机故障：{row.days}"
    correct_closed(employees=people, since=row.first_on, trigger=trigger, reason=told, by=by, at=at)
    return row


def check_stands(failure: ClockFailure) -> None:
    """Raise AlreadyWithdrawn once it was taken back."""
    if failure.withdrawn_at is not None:
        raise AlreadyWithdrawn(f"{failure.days} 的考勤机故障已撤回，没有重复")
