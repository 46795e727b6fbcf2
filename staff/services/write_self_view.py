"""The person's own view of the month, before it is scored."""

from datetime import date, datetime

from django.db import transaction

from staff.models import AppraisalSheet, AppraisalState, Employee
from staff.rules.appraisal_errors import AppraisalMonthRunning
from staff.rules.field_errors import NotYours
from staff.services.lock_appraisal import locked_sheet
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def write_self_view(
    *, employee: Employee, month: date, text: str, by: User, at: datetime, seen_version: int | None = None
) -> AppraisalSheet:
    """Keep the text; it may be written anew until the sheet is scored.

    Raises NotYours, InvalidInput, AppraisalMonthRunning for a month to come, NotAppraised, AppraisalOutOfStep, StalePage.
    """
    require(by, Verb.WRITE_SELF_VIEW)
    if employee.user_id != by.pk:
        raise NotYours
    if not text.strip():
        raise InvalidInput({"text": "请写这个月做了什么、哪些没有做好"})
    if month > local_day(at):
        raise AppraisalMonthRunning(f"{month.month}月还没有到")
    sheet = locked_sheet(employee, month, AppraisalState.DRAFT, seen_version=seen_version)
    sheet.self_view, sheet.self_viewed_at, sheet.version = text.strip(), at, sheet.version + 1
    sheet.save(update_fields=["self_view", "self_viewed_at", "version"])
    record_event(stream=sheet.stream, verb="write_self_view", text="写自评", by=by, at=at, clause="S.5(1)")
    return sheet
