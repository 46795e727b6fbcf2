"""An approved request proves wrong: the one who decides takes the approval back, with a reason."""

from datetime import datetime

from django.db import transaction

from staff.models import AttendanceRequest, RequestState
from staff.selectors.substitutes import leave_decided_by, require_decide_leave, standing
from staff.services.attendance_errors import NotApproved, NotYourPerson, OwnRequest, ReasonMissing
from staff.services.correct_closed import correct_closed
from staff.services.decide_request import take_request
from staff.services.lock_attendance import lock_attendance
from staff.services.tell_attendance import tell_revoked
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def revoke_request(*, request: AttendanceRequest, reason: str, by: User, at: datetime) -> AttendanceRequest:
    """It stays readable and counts no more; an open month is judged anew by itself, a closed one is corrected by a difference.

    Raises NotAllowed, OwnRequest, NotYourPerson, NotApproved, ReasonMissing.
    """
    today = local_day(at)
    require_decide_leave(by, today)
    if not reason.strip():
        raise ReasonMissing("请写撤销批准的理由", field="reason")
    lock_attendance()
    request = take_request(request)
    if request.employee.user_id == by.pk:
        raise OwnRequest
    if not leave_decided_by(by, today).filter(pk=request.employee_id).exists():
        raise NotYourPerson
    check_approved(request)
    request.state = RequestState.REVOKED
    request.revoked_by, request.revoked_at, request.revoked_reason = by, at, reason.strip()
    request.version += 1
    request.save(update_fields=["state", "revoked_by", "revoked_at", "revoked_reason", "version"])
    text = f"撤销批准{standing(by, request.employee, today)}{request.what}\n「{request.revoked_reason}」"
    record_event(stream=request.stream, verb="revoke_request", text=text, by=by, at=at)
    correct_closed(
        employees=[request.employee],
        since=request.first_on,
        trigger=f"request:{request.pk}:revoked",
        reason=f"关账后撤销批准：{request.what}",
        by=by,
        at=at,
    )
    tell_revoked(request, at)
    return request


def check_approved(request: AttendanceRequest) -> None:
    """Raise NotApproved unless the approval stands."""
    if request.state != RequestState.APPROVED:
        raise NotApproved(f"这份申请{request.get_state_display()}，没有可撤销的批准")
