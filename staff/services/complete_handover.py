"""End a handover whose every thing is received: the employment ends, or the transfer takes place (S.2(3))."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from staff.models import Employee, HandoverItem, HandoverKind, HandoverState, ItemState, WorkHandover
from staff.rules.handover_errors import HandoverContradicts, NotAllReceived, ReceiverUnfit
from staff.selectors.handover_receivers import Receivers
from staff.services.appoint_receiver import check_leads
from staff.services.employee_facts import check_no_circle
from staff.services.keep_handover_list import keep_list, lock_handover
from staff.services.move_work import WorkMover
from staff.services.tell_handover import leaders_of, tell
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.services.close_account_after_handover import close_account_after_handover
from yibin_service.foundation.access.services.move_account_after_handover import move_account_after_handover
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day

MOST_NAMED = 6


@transaction.atomic
def complete_handover(
    *, handover: WorkHandover, on: date, by: User, at: datetime, seen_version: int | None = None
) -> WorkHandover:
    """Work moves to its receivers; `on` becomes the last day and the account is closed, or the person is at the new post from `on`.

    The list is brought up to the facts first, with the person locked, so nothing given meanwhile slips through.
    Raises NotAllReceived naming what is missing and whose it is, ReceiverUnfit, HandoverContradicts, HandoverOver,
    OwnHandover, NotYourHandover, StalePage, LastAdministrator.
    """
    require(by, Verb.COMPLETE_HANDOVER)
    row = lock_handover(handover, seen_version=seen_version)
    check_leads(row, by, Verb.COMPLETE_HANDOVER)
    Employee.objects.select_for_update(no_key=True).values_list("pk").get(pk=row.employee_id)
    listing = keep_list(row, at=at)
    check_all_received(listing.items, at)
    _check_day(row, on, at)
    mover = WorkMover(row, by, at)
    for item in listing.items:
        if item.state == ItemState.RECEIVED:
            mover.move(item)
    row.effective_on, row.state, row.ended_by, row.ended_at = on, HandoverState.COMPLETED, by, at
    row.version += 1
    row.save()
    employee = Employee.objects.select_related("unit", "manager", "user").get(pk=row.employee_id)
    end = _leave if row.kind == HandoverKind.LEAVING else _transfer
    end(row, employee, by, at)
    _announce(row, listing.items, listing.words, by, at)
    return row


def check_all_received(items: Iterable[HandoverItem], at: datetime) -> None:
    """Raise NotAllReceived, or ReceiverUnfit where who received can no longer do it."""
    waiting = [item for item in items if item.waits_for]
    if waiting:
        named = "；".join(f"{item}{item.waits_for}" for item in waiting[:MOST_NAMED])
        more = f"；另有 {len(waiting) - MOST_NAMED}项" if len(waiting) > MOST_NAMED else ""
        raise NotAllReceived(f"还有 {len(waiting)}项没有办完，不能完成：{named}{more}", clause="S.2(3)")
    receivers = Receivers(at)
    for item in items:
        fault = receivers.fault_of(item) if item.state == ItemState.RECEIVED else ""
        if fault:
            raise ReceiverUnfit(f"{item}：{fault}，请另行指定接收人")


def _check_day(handover: WorkHandover, on: date, at: datetime) -> None:
    if on > local_day(at):
        raise HandoverContradicts("日期还没有到：当天办完最后一项再完成", field="on")
    if on < handover.employee.entered_on:
        raise HandoverContradicts(f"日期早于入职日期 {handover.employee.entered_on}，请核对", field="on")


def _leave(handover: WorkHandover, employee: Employee, by: User, at: datetime) -> None:
    """The last day on the payroll, and the account closed."""
    employee.left_on, employee.version = handover.effective_on, employee.version + 1
    employee.save(update_fields=["left_on", "version"])
    text = f"移交 {handover.number} 完成，离职，最后一天 {employee.left_on}"
    changes = [("离职日期", "", str(employee.left_on))]
    record_event(
        stream=employee.stream, verb="complete_handover", text=text, changes=changes, by=by, at=at, clause="S.2(3)"
    )
    if employee.user is not None:
        close_account_after_handover(user=employee.user, reason=f"离职移交 {handover.number} 完成", by=by, at=at)


def _transfer(handover: WorkHandover, employee: Employee, by: User, at: datetime) -> None:
    """The new unit, post and manager; roles of the old unit end with it."""
    assert handover.new_unit is not None
    check_no_circle(employee, handover.new_manager, field="on")
    after = {
        "unit": handover.new_unit,
        "post": handover.new_post or employee.post,
        "manager": handover.new_manager,
    }
    labels = {"unit": "单位", "post": "岗位", "manager": "主管"}
    changes = [
        (labels[name], str(getattr(employee, name) or ""), str(value or ""))
        for name, value in after.items()
        if getattr(employee, name) != value
    ]
    for name, value in after.items():
        setattr(employee, name, value)
    employee.version += 1
    employee.save(update_fields=[*after, "version"])
    text = f"移交 {handover.number} 完成，{handover.effective_on} 起调职"
    record_event(
        stream=employee.stream, verb="complete_handover", text=text, changes=changes, by=by, at=at, clause="S.2(3)"
    )
    if employee.user is not None:
        reason = f"调职移交 {handover.number} 完成"
        move_account_after_handover(user=employee.user, unit=handover.new_unit, reason=reason, by=by, at=at)


def _announce(handover: WorkHandover, items: Iterable[HandoverItem], words: str, by: User, at: datetime) -> None:
    text = f"移交完成：{words}"
    record_event(stream=handover.stream, verb="complete_handover", text=text, by=by, at=at, clause="S.2(3)")
    receivers = {item.receiver for item in items if item.state == ItemState.RECEIVED} - {by, None}
    tell(handover, receivers, key="completed", what="移交已完成", body="您接收的工作已转到您名下。", at=at)
    others = {*leaders_of(handover), handover.employee.user} - {by, *receivers}
    tell(handover, others, key="completed", what="移交已完成", body=text, at=at)
