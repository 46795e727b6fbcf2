"""Countersign a scored sheet, or give it back; a countersigned one stands for good."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from staff.models import AppraisalSheet, AppraisalState
from staff.rules.appraisal_errors import NotCountersigner, OwnScoring
from staff.selectors.appraisal import may_countersign
from staff.services.lock_appraisal import locked_sheet
from staff.services.propose_by_grades import propose_by_grades
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify


@transaction.atomic
def countersign_appraisal(
    *, sheet: AppraisalSheet, is_signed: bool, words: str = "", by: User, at: datetime, seen_version: int | None = None
) -> AppraisalSheet:
    """Signed: the person is told, and the year's grades may raise a proposal. Given back (with words): it is scored anew.

    Raises OwnScoring, NotCountersigner, InvalidInput, AppraisalOutOfStep, StalePage.
    """
    require(by, Verb.COUNTERSIGN_APPRAISAL)
    row = locked_sheet(sheet.employee, sheet.month, AppraisalState.SCORED, seen_version=seen_version)
    if by.pk in {row.scored_by_id, row.employee.user_id}:
        raise OwnScoring("评分人和本人不能会签")
    if not may_countersign(by, row):
        raise NotCountersigner("按制度参数「月度考核由谁会签」，这份考核表不由您会签")
    if not is_signed and not words.strip():
        raise InvalidInput({"words": "退回的请写明要改什么"})
    row.countersign_words = words.strip()
    if is_signed:
        row.state, row.countersigned_by, row.countersigned_at = AppraisalState.COUNTERSIGNED, by, at
    else:
        row.state = AppraisalState.DRAFT
    row.version += 1
    row.save()
    done = "会签" if is_signed else "退回重评"
    text = f"{done}{f'：{row.countersign_words}' if row.countersign_words else ''}"
    record_event(stream=row.stream, verb="countersign_appraisal", text=text, by=by, at=at, clause="S.5(1)")
    _tell(row, is_signed, at)
    if is_signed:
        propose_by_grades(employee=row.employee, year=row.month.year, at=at)
    return row


def _tell(sheet: AppraisalSheet, is_signed: bool, at: datetime) -> None:
    who = sheet.employee.user if is_signed else sheet.scored_by
    if who is None:
        return
    label, number = f"{sheet.month:%Y-%m}", sheet.employee.number
    whose = "您的" if is_signed else sheet.employee.name
    notify(
        users=[who],
        key=f"appraisal:{sheet.pk}:{sheet.version}",
        title=f"{whose} {sheet.month.month}月考核{'已会签' if is_signed else '退回重评'}",
        body=sheet.countersign_words,
        url=reverse("appraisal_sheet" if is_signed else "score_appraisal", args=[label, number]),
        weight=Weight.INFO if is_signed else Weight.TURN,
        at=at,
    )
