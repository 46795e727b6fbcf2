"""A request is approved or returned by somebody else, or taken back by the person while it waits."""

from datetime import datetime

from django.db import transaction

from staff.models import AttendanceRequest, RequestState
from staff.selectors.substitutes import decided_for, leave_decided_by, require_decide_leave, standing
from staff.services.attendance_errors import AlreadyDecided, NotYourPerson, OwnRequest, ReasonMissing
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import lock_attendance
from staff.services.tell_attendance import tell_decided
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def decide_request(
    *, request: AttendanceRequest, is_approved: bool, answer: str, by: User, at: datetime
) -> AttendanceRequest:
    """Approve or return it; an open month is judged anew by itself, a closed one is corrected by a difference.

    Returning takes an `answer`. A substitute of the day decides in the manager's place. Raises NotAllowed, OwnRequest, NotYourPerson, AlreadyDecided, ReasonMissing.
    """
    today = local_day(at)
    require_decide_leave(by, today)
    lock_attendance()
    request = take_request(request)
    if request.employee.user_id == by.pk:
        raise OwnRequest
    if not leave_decided_by(by, today).filter(pk=request.employee_id).exists():
        raise NotYourPerson
    check_waiting(request)
    if not is_approved and not answer.strip():
        raise ReasonMissing("请写退回的理由", field="answer")
    request.state = RequestState.APPROVED if is_approved else RequestState.RETURNED
    request.decided_by, request.decided_at, request.answer = by, at, answer.strip()
    request.decided_for = decided_for(by, today)
    request.version += 1
    request.save(update_fields=["state", "decided_by", "decided_at", "decided_for", "answer", "version"])
    words = "批准" if is_approved else "退回"
    said = f"\n「{request.answer}」" if request.answer else ""
    text = f"{words}{standing(by, request.employee, today)}{request.what}{said}"
    record_event(stream=request.stream, verb="decide_request", text=text, by=by, at=at)
    if is_approved:
        correct_closed(
            employees=[request.employee],
            since=request.first_on,
            trigger=f"request:{request.pk}",
            reason=f"关账后批准：{request.what}",
            by=by,
            at=at,
        )
    tell_decided(request, at)
    return request


@transaction.atomic
def withdraw_request(*, request: AttendanceRequest, by: User, at: datetime) -> AttendanceRequest:
    """Take the own request back while nobody has decided it. Raises AlreadyDecided, NotYourPerson."""
    require(by, Verb.ASK_LEAVE)
    request = take_request(request)
    if request.employee.user_id != by.pk:
        raise NotYourPerson("只能撤回自己的申请")
    check_waiting(request)
    request.state = RequestState.WITHDRAWN
    request.version += 1
    request.save(update_fields=["state", "version"])
    record_event(stream=request.stream, verb="withdraw_request", text=f"撤回{request.what}", by=by, at=at)
    return request


def take_request(request: AttendanceRequest) -> AttendanceRequest:
    """The request as it is now, locked until the transaction ends."""
    AttendanceRequest.objects.select_for_update().values_list("pk").get(pk=request.pk)
    return AttendanceRequest.objects.select_related("employee__unit", "employee__user").get(pk=request.pk)


def check_waiting(request: AttendanceRequest) -> None:
    """Raise AlreadyDecided once the request is approved, returned or withdrawn."""
    if request.state != RequestState.WAITING:
        raise AlreadyDecided(f"这份申请{request.get_state_display()}，没有重复办理")
