"""The manager verifies a complaint after hearing the person: upheld it takes points off, else nothing follows."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from staff.models import ComplaintKind, ComplaintState, Employee, ServiceComplaint
from staff.rules.appraisal_errors import ComplaintVerified, OwnScoring, TornPaperNoComplaint
from staff.selectors.appraisal import month_to_count_in
from staff.selectors.managers import decided_by
from staff.services.attendance_errors import NotYourPerson
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def verify_complaint(
    *,
    complaint: ServiceComplaint,
    is_upheld: bool,
    heard_on: date,
    statement: str,
    reason: str,
    by: User,
    at: datetime,
) -> ServiceComplaint:
    """Keep what the person said and the finding. Upheld, it counts in its month, or in the first one not scored yet.

    Raises OwnScoring, NotYourPerson, InvalidInput, TornPaperNoComplaint, ComplaintVerified.
    """
    require(by, Verb.VERIFY_COMPLAINT)
    employee = Employee.objects.select_for_update(of=("self",)).select_related("user").get(pk=complaint.employee_id)
    if employee.user_id == by.pk:
        raise OwnScoring("对自己的投诉由上一级核实")
    if not decided_by(by, Verb.VERIFY_COMPLAINT).filter(pk=employee.pk).exists():
        raise NotYourPerson
    row = ServiceComplaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    check_waiting(row)
    _check(row, is_upheld, heard_on, statement, reason, at)
    row.state = ComplaintState.UPHELD if is_upheld else ComplaintState.DISMISSED
    row.counts_in = month_to_count_in(employee, row.received_on) if is_upheld else None
    row.heard_on, row.statement, row.reason = heard_on, statement.strip(), reason.strip()
    row.verified_by, row.verified_at, row.version = by, at, row.version + 1
    row.save()
    _tell(row, employee, by, at)
    return row


def check_waiting(row: ServiceComplaint) -> None:
    """Raise ComplaintVerified once it has been."""
    if row.state != ComplaintState.WAITING:
        raise ComplaintVerified(f"这次投诉已核实：{row.get_state_display()}，没有重复")


def _check(
    row: ServiceComplaint, is_upheld: bool, heard_on: date, statement: str, reason: str, at: datetime
) -> None:
    faults = {}
    if not row.received_on <= heard_on <= local_day(at):
        faults["heard_on"] = f"听取本人的日期在 {row.received_on} 到今天之间"
    if not statement.strip():
        faults["statement"] = "先听本人说明，再核实：请写本人怎样说"
    if not reason.strip():
        faults["reason"] = "请写核实的结论和凭据"
    if faults:
        raise InvalidInput(faults)
    if is_upheld and row.kind == ComplaintKind.PRODUCT:
        raise TornPaperNoComplaint


def _tell(row: ServiceComplaint, employee: Employee, by: User, at: datetime) -> None:
    counted = f"，计入 {row.counts_in:%Y-%m} 考核" if row.counts_in else "，不扣分"
    words = f"客户投诉核实为{row.get_state_display()}{counted}"
    text = f"{words}（{row.source}）\n{row.reason}"
    record_event(stream=employee.stream, verb="verify_complaint", text=text, by=by, at=at, clause="S.5(1)")
    if employee.user is None:
        return
    month = row.counts_in or row.received_on
    notify(
        users=[employee.user],
        key=f"complaint:{row.pk}:verified",
        title=words,
        body=row.reason,
        url=reverse("appraisal_sheet", args=[f"{month:%Y-%m}", employee.number]),
        at=at,
    )
