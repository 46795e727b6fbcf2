"""Open the handover of whoever leaves or is transferred."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.services.next_number import next_number
from staff.models import Employee, HandoverKind, WorkHandover
from staff.rules.handover_errors import (
    AlreadyLeft,
    HandoverAlreadyOpen,
    HandoverContradicts,
    OwnHandover,
    PastDayUnconfirmed,
    ReceiverUnfit,
)
from staff.selectors.handover_receivers import receivers_for
from staff.selectors.handovers import open_handover_of, people_to_lead
from staff.services.attendance_errors import NotYourPerson
from staff.services.employee_facts import check_no_circle
from staff.services.keep_handover_list import keep_list
from staff.services.tell_handover import leaders_of, tell
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.clock import local, local_day

PREFIX = "YJ"


@dataclass(frozen=True, kw_only=True)
class HandoverFacts:
    """Why and when. `effective_on`: the planned last day of whoever leaves, or the first day at the new post.

    `receiver` takes over what nobody else is appointed for.
    """

    kind: str
    effective_on: date
    new_unit: Unit | None = None
    new_post: str = ""
    new_manager: Employee | None = None
    reason: str = ""
    receiver: User | None = None


@transaction.atomic
def open_handover(
    *, employee: Employee, facts: HandoverFacts, confirms_past: bool = False, by: User, at: datetime
) -> WorkHandover:
    """The numbered handover (`YJ-2026-0001`) with everything the person has in hand on its list; person and leaders are told.

    `confirms_past`: the one who opens it has seen that the day is over already. Raises OwnHandover, NotYourPerson,
    AlreadyLeft, HandoverAlreadyOpen, HandoverContradicts, ReceiverUnfit, NotInOrder, PastDayUnconfirmed.
    """
    require(by, Verb.OPEN_HANDOVER)
    if employee.user_id == by.pk:
        raise OwnHandover
    if not people_to_lead(by).filter(pk=employee.pk).exists():
        raise NotYourPerson
    Employee.objects.select_for_update(no_key=True).values_list("pk").get(pk=employee.pk)
    row = Employee.objects.select_related("unit", "manager", "user").get(pk=employee.pk)
    _check(row, facts)
    if not confirms_past:
        _check_not_past(facts.effective_on, local_day(at))
    handover = WorkHandover.objects.create(
        number=next_number(prefix=PREFIX, year=local(at).year),
        employee=row,
        unit=row.unit,
        post=row.post,
        opened_by=by,
        opened_at=at,
        **vars(facts),
    )
    _announce(handover, by, at)
    return handover


def _announce(handover: WorkHandover, by: User, at: datetime) -> None:
    person = handover.employee
    until = f"{handover.effective_on:%Y-%m-%d}"
    moved = f"，调往 {handover.new_unit} {handover.new_post}".rstrip() if handover.new_unit else ""
    text = f"开立 {person}{handover.get_kind_display()}移交，{until}{moved}"
    for stream in (handover.stream, person.stream):
        record_event(stream=stream, verb="open_handover", text=text, by=by, at=at, clause="S.2(3)")
    listing = keep_list(handover, at=at)
    body = f"{until} 前逐项移交、接收；现在 {listing.words}。"
    tell(handover, [person.user], key="opened", what="办理移交", body=body, is_turn=True, at=at)
    others = [user for user in (*leaders_of(handover), handover.receiver) if user is not None and user.pk != by.pk]
    tell(handover, others, key="opened", what="移交已开立", body=body, at=at)


def _check(row: Employee, facts: HandoverFacts) -> None:
    if row.left_on is not None:
        raise AlreadyLeft(f"{row.name} 已登记离职，在岗到 {row.left_on}")
    running = open_handover_of(row)
    if running is not None:
        raise HandoverAlreadyOpen(f"{row.name} 已有移交单 {running.number}，没有重复开立")
    if facts.effective_on < row.entered_on:
        raise HandoverContradicts(f"日期早于入职日期 {row.entered_on}，请核对", field="effective_on")
    if facts.receiver is not None and not receivers_for(row).filter(pk=facts.receiver.pk).exists():
        raise ReceiverUnfit(f"{facts.receiver} 不能接收：请选在岗的其他人", field="receiver")
    _check_transfer(row, facts)


def _check_not_past(on: date, today: date) -> None:
    if on < today:
        told = f"{on} 已过去 {(today - on).days}天：写错了的请改日期；确实如此的，请勾选照这个日期开立"
        raise PastDayUnconfirmed(told, field="confirms_past")


def _check_transfer(row: Employee, facts: HandoverFacts) -> None:
    if facts.kind == HandoverKind.LEAVING:
        if facts.new_unit or facts.new_post or facts.new_manager:
            raise HandoverContradicts("离职不填调往单位、新岗位和新主管", field="new_unit")
        return
    if facts.new_unit is None:
        raise HandoverContradicts("调职请选调往单位", field="new_unit")
    if facts.new_unit.pk == row.unit_id and facts.new_post in {"", row.post}:
        raise HandoverContradicts("单位没有变的，请填新岗位", field="new_post")
    check_no_circle(row, facts.new_manager, field="new_manager")
