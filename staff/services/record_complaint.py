"""A customer's complaint about a person, entered with what it came from."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from cases.models import Case
from staff.models import CustomerVisit, DispatchOrder, Employee, ServiceComplaint
from staff.rules.appraisal_errors import ComplaintContradicts, OwnScoring
from staff.selectors.managers import decided_by
from staff.services.attendance_errors import NotYourPerson
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True)
class ComplaintFacts:
    """What was complained of: exactly one of `case`, `dispatch`, `visit`."""

    kind: str
    received_on: date
    told_by: str
    text: str
    case: Case | None = None
    dispatch: DispatchOrder | None = None
    visit: CustomerVisit | None = None


@transaction.atomic
def record_complaint(*, employee: Employee, facts: ComplaintFacts, by: User, at: datetime) -> ServiceComplaint:
    """The complaint, waiting to be verified; the person is told. Raises OwnScoring, NotYourPerson, ComplaintContradicts, InvalidInput."""
    require(by, Verb.RECORD_COMPLAINT)
    if employee.user_id == by.pk:
        raise OwnScoring("对自己的投诉由上一级登记")
    if not decided_by(by, Verb.RECORD_COMPLAINT).filter(pk=employee.pk).exists():
        raise NotYourPerson
    _check(employee, facts, at)
    row = ServiceComplaint.objects.create(
        employee=employee,
        kind=facts.kind,
        received_on=facts.received_on,
        told_by=facts.told_by,
        text=facts.text,
        case=facts.case,
        dispatch=facts.dispatch,
        visit=facts.visit,
        recorded_by=by,
        recorded_at=at,
    )
    text = f"登记客户投诉：{row.get_kind_display()}（{row.source}）"
    record_event(stream=employee.stream, verb="record_complaint", text=text, by=by, at=at, clause="S.5(1)")
    if employee.user:
        notify(
            users=[employee.user],
            key=f"complaint:{row.pk}",
            title=f"有客户投诉等核实：{row.get_kind_display()}（{row.source}）",
            body="核实以前经理会听您说明；没有核实的不扣分。",
            url=reverse("appraisal_sheet", args=[f"{row.received_on:%Y-%m}", employee.number]),
            at=at,
        )
    return row


def _check(employee: Employee, facts: ComplaintFacts, at: datetime) -> None:
    if facts.received_on > local_day(at):
        raise InvalidInput({"received_on": "接到日期不能晚于今天"})
    if sum(one is not None for one in (facts.case, facts.dispatch, facts.visit)) != 1:
        raise ComplaintContradicts("请填一个来源：案件号、派工单号，或选一次回访", field="source_no")
    if facts.dispatch is not None and facts.dispatch.engineer_id != employee.pk:
        raise ComplaintContradicts(f"派工单 {facts.dispatch.number} 派给 {facts.dispatch.engineer}，请核对是谁", field="source_no")
    if facts.visit is not None and facts.visit.by_id != employee.pk:
        raise ComplaintContradicts(f"这次回访由 {facts.visit.by} 办理，请核对是谁", field="visit")
