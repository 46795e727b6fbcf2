"""人力资源 enters a 行政记大过 of the time before the product was in use, so that later ones are counted right."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from staff.models import Demerit, Employee
from staff.selectors.month_facts import first_month_kept
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.money import ZERO

from .attendance_errors import DemeritKnown, MonthJudgedHere, OwnRequest, ReasonMissing
from .correct_closed import correct_closed
from .errors import NotInOrder
from .lock_attendance import lock_attendance
from .locks import locked_employee


@dataclass(frozen=True)
class OldDemerit:
    """The month it is of, its first day; the day and the paper of the decision; why it is entered."""

    month: date
    decided_on: date
    document: str
    reason: str


@transaction.atomic
def enter_demerit(*, employee: Employee, facts: OldDemerit, by: User, at: datetime) -> Demerit:
    """It counts among the earlier ones of every later month; closed months are corrected by a difference.

    Its fine was settled then and costs nothing here. Raises MonthJudgedHere for a month the product judges itself,
    DemeritKnown, NotInOrder, OwnRequest, ReasonMissing, NotAllowed.
    """
    require(by, Verb.MANAGE_EMPLOYEES)
    lock_attendance()
    row = locked_employee(employee)
    if row.user_id == by.pk:
        raise OwnRequest("自己的记大过要由另一位人力资源人员补录")
    _check(row, facts, at)
    demerit = Demerit.objects.create(
        employee=row,
        month=facts.month,
        ordinal=1,
        fine=ZERO,
        posted_at=at,
        entered_by=by,
        decided_on=facts.decided_on,
        document=facts.document.strip(),
        entered_reason=facts.reason.strip(),
    )
    _count_again(row)
    demerit.refresh_from_db()
    text = f"补录 {facts.month:%Y-%m} 行政记大过第{demerit.ordinal}次：{demerit.document}，{facts.decided_on}\n「{demerit.entered_reason}」"
    record_event(stream=row.stream, verb="enter_demerit", text=text, by=by, at=at, clause="S.4罚(2)")
    correct_closed(
        employees=[row],
        since=facts.month,
        trigger=f"old-demerit:{demerit.pk}",
        reason=f"补录 {facts.month:%Y-%m} 行政记大过（{demerit.document}）",
        by=by,
        at=at,
    )
    return demerit


def _check(employee: Employee, facts: OldDemerit, at: datetime) -> None:
    today = local_day(at)
    kept = first_month_kept() or today.replace(day=1)
    if facts.month >= kept:
        raise MonthJudgedHere(f"{kept:%Y-%m} 起的考勤由系统判定，只补录这以前的记大过", field="month")
    if facts.month < employee.entered_on.replace(day=1):
        raise NotInOrder(f"{employee.name} {employee.entered_on} 入职，请核对月份", field="month")
    if not facts.month <= facts.decided_on <= today:
        raise NotInOrder(f"决定日期应在 {facts.month:%Y-%m} 到今天之间", field="decided_on")
    for name, text, words in (("document", facts.document, "请写决定文件的名称或文号"), ("reason", facts.reason, "请写补录的理由")):
        if not text.strip():
            raise ReasonMissing(words, field=name)
    known = Demerit.objects.filter(employee=employee, month=facts.month).first()
    if known is not None:
        state = "（已撤销）" if known.withdrawn_at else ""
        raise DemeritKnown(f"{facts.month:%Y-%m} 已有一次记大过{state}，一个月最多一次，没有重复", field="month")


def _count_again(employee: Employee) -> None:
    """Entered ones are counted in the order of their months, whatever the order they were entered in."""
    entered = Demerit.objects.filter(employee=employee, withdrawn_at=None).exclude(entered_by=None).order_by("month")
    for place, one in enumerate(entered, 1):
        if one.ordinal != place:
            one.ordinal = place
            one.save(update_fields=["ordinal"])
