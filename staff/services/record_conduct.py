"""The manager records what the clock does not see: left the post, phone off, not to be reached."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from staff.models import ConductKind, ConductRecord, Employee
from staff.selectors.managers import decided_by
from staff.selectors.schedule import scheduled_days
from staff.services.attendance_errors import AlreadyWithdrawn, NotYourPerson, ReasonMissing, RecordContradicts
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import lock_attendance
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True)
class ConductFacts:
    """One occurrence: `minutes` of a left post, `hours` of a phone switched off, neither for 无法联络."""

    on: date
    kind: ConductKind
    text: str
    minutes: int | None = None
    hours: Decimal | None = None


@transaction.atomic
def record_conduct(*, employee: Employee, facts: ConductFacts, by: User, at: datetime) -> ConductRecord:
    """Record it for a day of one of one's people; the month is judged with it.

    Raises NotYourPerson, RecordContradicts (measure missing, day not worked or not yet over).
    """
    require(by, Verb.RECORD_CONDUCT)
    lock_attendance()
    check_person(employee, by)
    _check_facts(employee, facts, at)
    record = ConductRecord.objects.create(
        employee=employee,
        on=facts.on,
        kind=facts.kind,
        minutes=facts.minutes if facts.kind == ConductKind.LEFT_POST else None,
        hours=facts.hours if facts.kind == ConductKind.PHONE_OFF else None,
        text=facts.text,
        recorded_by=by,
        recorded_at=at,
    )
    text = f"登记 {facts.on} {record.what}\n「{facts.text}」"
    record_event(stream=employee.stream, verb="record_conduct", text=text, by=by, at=at, clause="S.4")
    _correct(record, f"conduct:{record.pk}", f"关账后登记：{facts.on} {record.what}", by, at)
    return record


@transaction.atomic
def withdraw_conduct(*, record: ConductRecord, reason: str, by: User, at: datetime) -> ConductRecord:
    """Take a record back with its reason; it stays readable and counts no more. Raises ReasonMissing, AlreadyWithdrawn."""
    require(by, Verb.ANSWER_ATTENDANCE)
    if not reason.strip():
        raise ReasonMissing("请写撤回登记的理由", field="reason")
    lock_attendance()
    ConductRecord.objects.select_for_update().values_list("pk").get(pk=record.pk)
    record = ConductRecord.objects.select_related("employee__unit", "employee__user").get(pk=record.pk)
    if not decided_by(by, Verb.ANSWER_ATTENDANCE).filter(pk=record.employee_id).exists():
        raise NotYourPerson
    if record.withdrawn_at is not None:
        raise AlreadyWithdrawn(f"{record.on} {record.what} 已撤回，没有重复")
    record.withdrawn_by, record.withdrawn_at, record.withdrawn_reason = by, at, reason.strip()
    record.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    text = f"撤回 {record.on} {record.what} 的登记\n「{reason.strip()}」"
    record_event(stream=record.employee.stream, verb="withdraw_conduct", text=text, by=by, at=at)
    _correct(record, f"conduct:{record.pk}:withdrawn", f"关账后撤回登记：{record.on} {record.what}", by, at)
    return record


def check_person(employee: Employee, by: User) -> None:
    """Raise NotYourPerson unless the person is one of one's own people."""
    if not decided_by(by, Verb.RECORD_CONDUCT).filter(pk=employee.pk).exists():
        raise NotYourPerson(field="employee")


def _check_facts(employee: Employee, facts: ConductFacts, at: datetime) -> None:
    if facts.on > local_day(at):
        raise RecordContradicts(f"不能晚于今天 {local_day(at)}", field="on")
    if not scheduled_days(employee, facts.on, facts.on):
        raise RecordContradicts(f"{facts.on:%m-%d} 不是 {employee.name} 的应出勤日", field="on")
    if facts.kind == ConductKind.LEFT_POST and not facts.minutes:
        raise RecordContradicts("请填离岗多少分钟", field="minutes")
    if facts.kind == ConductKind.PHONE_OFF and not facts.hours:
        raise RecordContradicts("请填关机或停机多少小时", field="hours")


def _correct(record: ConductRecord, trigger: str, reason: str, by: User, at: datetime) -> None:
    correct_closed(employees=[record.employee], since=record.on, trigger=trigger, reason=reason, by=by, at=at)
