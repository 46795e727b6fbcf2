"""Jobs of attendance: a large month closed, many closed months corrected, the payroll's files, one person's slip."""

import io
from datetime import date

from staff.reports.attendance_paper import department_pdf, slip_pdf
from staff.reports.attendance_workbook import attendance_workbook
from staff.selectors.months import kept_month_in
from staff.selectors.payroll import payroll_of
from staff.selectors.people import may_see_wage, visible_employees
from staff.selectors.statement import statement_of
from staff.services.close_month import close_month
from staff.services.correct_after_schedule import by_number
from staff.services.correct_closed import correct_closed
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress


def close_attendance(*, job: Job, progress: Progress) -> None:
    """Close a month of more people than one waits for on a page."""
    at = database_now()
    close_month(month=kept_month_in(job.arguments["month"], at), by=_asker(job), at=at, progress=progress)


def correct_schedule(*, job: Job, progress: Progress) -> None:
    """Correct many people's closed months after the calendar or a roster changed; each once by the change's trigger."""
    told, at, by = job.arguments, database_now(), _asker(job)
    people = list(by_number(told["people"]))
    since = date.fromisoformat(told["since"])
    for place, employee in enumerate(people, 1):
        correct_closed(
            employees=[employee], since=since, trigger=told["trigger"], reason=told["reason"], by=by, at=at
        )
        progress(place, len(people))


def make_payroll_file(*, job: Job, progress: Progress) -> Attachment:
    """The closed month as workbook or PDF, of those whose wages the asker may read."""
    at, by = database_now(), _asker(job)
    if job.arguments.get("whole") and Role.HR not in by.roles:
        raise NotFound("岗位已变，请重新申请工资用表")
    payroll = payroll_of(by, kept_month_in(job.arguments["month"], at))
    progress(1, 2)
    ending = job.arguments["format"]
    content = attendance_workbook(payroll, at=at) if ending == "xlsx" else department_pdf(payroll, at=at, by=by.display_name)
    name = f"{payroll.month:%Y-%m} 考勤工资用表.{ending}"
    return store_file(content=io.BytesIO(content), name=name, stream=f"job:{job.pk}", by=by, at=at)


def make_slip(*, job: Job, progress: Progress) -> Attachment:
    """One person's sheet on paper, as the asker may see it."""
    at, by = database_now(), _asker(job)
    employee = visible_employees(by).filter(number=job.arguments["number"]).first()
    if employee is None:
        raise NotFound("没有这位员工的考勤，或您无权查看")
    month = kept_month_in(job.arguments["month"], at)
    sheet = statement_of(employee, month, at, shows_wage=job.arguments.get("wage", True) and may_see_wage(by, employee))
    progress(1, 2)
    content = slip_pdf(sheet, at=at, by=by.display_name)
    name = f"考勤单 {employee.name} {month:%Y-%m}.pdf"
    return store_file(content=io.BytesIO(content), name=name, stream=f"job:{job.pk}", by=by, at=at)


def _asker(job: Job) -> User:
    if job.requested_by is None:
        raise NotFound("没有申请人，不能制作")
    return job.requested_by
