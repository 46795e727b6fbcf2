"""Correct what is known of a person."""

from datetime import datetime

from django.db import transaction

from staff.models import Employee
from staff.rules.handover_errors import HandoverRunning, TransfersByHandover
from staff.selectors.handovers import has_work, open_handover_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .employee_facts import FIELDS, EmployeeFacts, check_facts
from .locks import locked_employee


@transaction.atomic
def change_employee(
    *, employee: Employee, facts: EmployeeFacts, by: User, at: datetime, seen_version: int | None = None
) -> Employee:
    """Write the facts with one event that tells what changed; nothing changed leaves no trace.

    Raises EmployeeKnown, NotInOrder, HandoverRunning, TransfersByHandover, StalePage, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    row = locked_employee(employee, seen_version)
    check_facts(facts, row)
    _check_handover(row, facts, at)
    changes = [
        (str(getattr(Employee._meta.get_field(name), "verbose_name", name)), _printed(old), _printed(new))
        for name in FIELDS
        if (old := getattr(row, name)) != (new := getattr(facts, name))
    ]
    if not changes:
        return row
    for name in FIELDS:
        setattr(row, name, getattr(facts, name))
    row.version += 1
    row.save()
    record_event(
        stream=row.stream, verb="change_employee", text="更正员工档案", changes=changes, by=by, at=at
    )
    return row


def _check_handover(row: Employee, facts: EmployeeFacts, at: datetime) -> None:
    """READING: another unit is a transfer once the person has work in hand; before that it corrects an entry (S.2(3))."""
    running = open_handover_of(row)
    if running is not None and (facts.unit, facts.post, facts.user) != (row.unit, row.post, row.user):
        raise HandoverRunning(f"{row.name} 正在移交（{running.number}），单位、岗位和账号办完再改")
    if facts.unit != row.unit and row.left_on is None and has_work(row, at):
        raise TransfersByHandover(field="unit")


def _printed(value: object) -> str:
    return "" if value is None else str(value)
