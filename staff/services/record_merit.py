"""Training, a wish for promotion, a reward (S.5(2))."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from staff.models import Employee, MeritKind, MeritRecord
from staff.selectors.people import visible_employees
from staff.services.attendance_errors import NotYourPerson
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def record_merit(
    *, employee: Employee, kind: str, on: date, text: str, amount: Decimal | None = None, by: User, at: datetime
) -> MeritRecord:
    """The record, seen beside the appraisal. `amount` (CNY) goes with a bonus and nothing else. Raises NotYourPerson, InvalidInput."""
    require(by, Verb.RECORD_MERIT)
    if not visible_employees(by).filter(pk=employee.pk).exists():
        raise NotYourPerson
    if on > local_day(at):
        raise InvalidInput({"on": "日期不能晚于今天"})
    if (kind == MeritKind.BONUS) != (amount is not None):
        raise InvalidInput({"amount": "奖金请填金额" if kind == MeritKind.BONUS else "只有奖金填金额，这里请空着"})
    row = MeritRecord.objects.create(
        employee=employee, kind=kind, on=on, text=text, amount=amount, recorded_by=by, recorded_at=at
    )
    told = f"登记{row.get_kind_display()}：{text}"
    record_event(stream=employee.stream, verb="record_merit", text=told, by=by, at=at, clause="S.5(2)")
    return row
