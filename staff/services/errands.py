"""Give any other task, and finish it."""

from datetime import date, datetime

from django.db import transaction

from staff.models import Employee, Errand
from staff.rules.field_errors import NotYours
from staff.services.locks import locked_in_post
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput, OutOfStep
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def give_errand(*, employee: Employee, text: str, due_on: date, by: User, at: datetime) -> Errand:
    """交办: the task with its event, the person told. Raises InvalidInput for a day that is over, NoLongerHere."""
    require(by, Verb.DISPATCH)
    locked_in_post(employee, local_day(at), field="employee")
    if due_on < local_day(at):
        raise InvalidInput({"due_on": "期限不能早于今天"})
    errand = Errand.objects.create(employee=employee, text=text, due_on=due_on, given_by=by, given_at=at)
    record_event(stream=errand.stream, verb="give_errand", text=f"交给 {employee}：{text}", by=by, at=at)
    if employee.user_id:
        notify(
            users=[employee.user],  # type: ignore[list-item]
            key=f"errand:{errand.pk}",
            title=f"轮到您：{text[:60]}",
            body=f"{due_on:%m-%d} 前办完。",
            weight=Weight.TURN,
            at=at,
        )
    return errand


@transaction.atomic
def finish_errand(*, errand: Errand, result: str, by: User, at: datetime) -> Errand:
    """The person tells how it was done. Raises NotYours, OutOfStep when it is done already."""
    require(by, Verb.DO_DISPATCH)
    row = Errand.objects.select_for_update(of=("self",)).select_related("employee").get(pk=errand.pk)
    if row.employee.user_id != by.pk:
        raise NotYours
    if row.done_at is not None:
        raise OutOfStep("这件事已经办完")
    row.done_at, row.result, row.version = at, result, row.version + 1
    row.save(update_fields=["done_at", "result", "version"])
    record_event(stream=row.stream, verb="finish_errand", text=f"办完：{result}", by=by, at=at)
    return row
