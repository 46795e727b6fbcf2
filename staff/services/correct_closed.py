"""Closed months after a fact of theirs changed: the difference is paid or returned in the open month."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from staff.models import AttendanceDifference, AttendanceMonth, Demerit, Employee
from staff.rules.standing import Amounts, added, amounts_of
from staff.selectors.judged import Judged, judged_again
from staff.services.lock_attendance import lock_attendance
from staff.services.post_outcomes import post_demerits, recount_demerit, settle_proposals
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.regulation.clock import next_month

SCHEDULE_JOB = "attendance_schedule"


@transaction.atomic
def correct_closed(
    *, employees: Iterable[Employee], since: date, trigger: str, reason: str, by: User, at: datetime
) -> list[AttendanceDifference]:
    """Judge the closed months from that of `since` again and record by how much each now differs, once per `trigger`.

    The frozen figures stay. Later closed months follow, since demerits and absence of earlier ones count in them.
    Each difference counts in the person's first open month after it. Does nothing where no month is closed.
    A changed roster or calendar whose job has yet to come to the person is judged with it, and named beside the reason.
    """
    lock_attendance()
    waiting = [job for job in _waiting_changes() if job.arguments["trigger"] != trigger]
    found = []
    for employee in employees:
        rows = AttendanceMonth.objects.filter(employee=employee, month__gte=since.replace(day=1))
        for row in rows.select_for_update().order_by("month"):
            difference = _correct(row, employee, trigger, _with_waiting(reason, row, waiting), by, at)
            if difference is not None:
                found.append(difference)
    return found


def _waiting_changes() -> list[Job]:
    """Changes of rosters and the calendar that many people are being corrected for, the oldest first."""
    rows = Job.objects.filter(kind=SCHEDULE_JOB, state__in=[JobState.WAITING, JobState.RUNNING])
    return list(rows.order_by("created_at", "id"))


def _with_waiting(reason: str, row: AttendanceMonth, waiting: list[Job]) -> str:
    """The reason, and those of waiting changes that reach this month of this person."""
    told = [job.arguments for job in waiting]
    reached = [
        one["reason"]
        for one in told
        if row.employee_id in one["people"] and row.month >= date.fromisoformat(one["since"]).replace(day=1)
        and not row.corrections.filter(trigger=one["trigger"]).exists()
    ]
    return "；".join([reason, *reached])


def _correct(
    row: AttendanceMonth, employee: Employee, trigger: str, reason: str, by: User, at: datetime
) -> AttendanceDifference | None:
    if row.corrections.filter(trigger=trigger).exists():
        return None
    again = judged_again(row, employee)
    row.standing_document, row.standing_result = again.document, again.result
    row.save(update_fields=["standing_document", "standing_result"])
    demerit = _settle_demerit(again, reason, by, at)
    settle_proposals(again, reason=reason, at=at)
    now = amounts_of(again.result, is_demerit_withdrawn=demerit is not None and demerit.withdrawn_at is not None)
    change = now.less(added([amounts_of(row.result), *_told_before(row)]))
    if change.is_nothing:
        return None
    return _record(row, employee, change, trigger, reason, by, at)


def _told_before(row: AttendanceMonth) -> list[Amounts]:
    return [Amounts(one.fines, one.absence_deduction, one.demerit_fine) for one in row.corrections.all()]


def _settle_demerit(again: Judged, reason: str, by: User, at: datetime) -> Demerit | None:
    """A demerit the facts no longer bear out falls, one they now bear out is posted; a person's withdrawal stands."""
    demerit = Demerit.objects.filter(employee=again.employee, month=again.month).first()
    if again.result["demerit"]:
        if demerit is None:
            return post_demerits([again], at=at)[0]
        if demerit.withdrawn_at is not None and demerit.withdrawn_by_id is None:
            demerit.withdrawn_at, demerit.withdrawn_reason = None, ""
            demerit.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        recount_demerit(demerit, again)
    elif demerit is not None and demerit.withdrawn_at is None:
        demerit.withdrawn_at, demerit.withdrawn_reason = at, f"重新判定后不足次数：{reason}"
        demerit.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return demerit


def _record(
    row: AttendanceMonth, employee: Employee, change: Amounts, trigger: str, reason: str, by: User, at: datetime
) -> AttendanceDifference:
    month = open_month_after(employee, row.month)
    difference = AttendanceDifference.objects.create(
        closed=row,
        month=month,
        trigger=trigger,
        reason=reason,
        fines=change.fines,
        absence_deduction=change.absence_deduction,
        demerit_fine=change.demerit_fine,
        total=change.total,
        entered_by=by,
        entered_at=at,
    )
    text = f"{row.month.month}月考勤重新判定，差额记入 {month.month}月\n{reason}"
    record_event(stream=employee.stream, verb="correct_closed", text=text, by=by, at=at)
    return difference


def open_month_after(employee: Employee, month: date) -> date:
    """The person's first month after `month` that is not closed."""
    closed = set(AttendanceMonth.objects.filter(employee=employee, month__gt=month).values_list("month", flat=True))
    month = next_month(month)
    while month in closed:
        month = next_month(month)
    return month
