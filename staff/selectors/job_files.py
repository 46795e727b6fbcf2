"""Who may still open what a job made of attendance and field work: asked each time, since posts change."""

from datetime import date

from staff.models import DispatchOrder
from staff.selectors.appraisal import visible_appraised
from staff.selectors.dispatches import visible_dispatches
from staff.selectors.handovers import visible_handovers
from staff.selectors.people import may_see_wage, visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.jobs.models import Job


def may_read_payroll(user: User, job: Job) -> bool:
    """Whoever still reads wages; what was made for 人力资源 holds everybody's, and is for 人力资源 alone."""
    is_whole = job.arguments.get("whole", True)
    return may(user, Verb.READ_WAGES) and (not is_whole or Role.HR in user.roles)


def may_read_slip(user: User, job: Job) -> bool:
    """Whoever still sees the person and, where the slip shows money of the wage, still reads that."""
    employee = visible_employees(user).filter(number=job.arguments.get("number")).first()
    if employee is None or not may(user, Verb.READ_STAFF):
        return False
    return not job.arguments.get("wage", True) or may_see_wage(user, employee)


def may_read_appraisal_sheet(user: User, job: Job) -> bool:
    """Whoever still sees the sheet."""
    month = date.fromisoformat(f"{job.arguments['month']}-01")
    return visible_appraised(user, month).filter(number=job.arguments["number"]).exists()


def may_read_handover_sheet(user: User, job: Job) -> bool:
    """Whoever still sees the handover."""
    return visible_handovers(user).filter(number=job.arguments.get("number")).exists()


def may_read_dispatch_sheet(user: User, job: Job) -> bool:
    """Whoever still sees the order."""
    orders = DispatchOrder.objects.filter(pk=job.arguments.get("dispatch"))
    return visible_dispatches(user).filter(pk__in=orders.values("pk")).exists()


def may_close_attendance(user: User, job: Job) -> bool:
    """Whoever still closes months."""
    return may(user, Verb.CLOSE_ATTENDANCE)


def may_correct_schedule(user: User, job: Job) -> bool:
    """Whoever still keeps rosters and the calendar: what was changed there is carried through to the closed months."""
    return may(user, Verb.MANAGE_SCHEDULE)
