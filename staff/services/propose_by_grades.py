"""Seven A or six C of a calendar year are put to 总经理, once a year."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from staff.models import Employee, ProposalKind, StaffProposal
from staff.rules.appraisal import is_demotion_due, is_raise_due
from staff.selectors.appraisal import rules_of_year
from staff.selectors.appraisal_year import grades_of_year
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify

CLAUSE = "S.5(1)"


@transaction.atomic
def propose_by_grades(*, employee: Employee, year: int, at: datetime) -> list[StaffProposal]:
    """Raise what the year's countersigned grades bear out by the version of that year, each once; gives the new ones."""
    grades, p = grades_of_year(employee, year), rules_of_year(year, at)
    wanted = []
    if is_raise_due(grades, p):
        wanted.append((ProposalKind.RAISE, f"{year} 年 A 等 {grades.count('A')}次"))
    if is_demotion_due(grades, p):
        wanted.append((ProposalKind.DEMOTION, f"{year} 年 C 等 {grades.count('C')}次"))
    return [row for kind, fact in wanted if (row := _raise(employee, kind, date(year, 1, 1), fact, at)) is not None]


def _raise(employee: Employee, kind: ProposalKind, first: date, fact: str, at: datetime) -> StaffProposal | None:
    row, is_new = StaffProposal.objects.get_or_create(
        employee=employee, kind=kind, month=first, defaults={"clause": CLAUSE, "fact": fact, "raised_at": at}
    )
    if not is_new:
        return None
    title = f"决定{employee.name}的{row.get_kind_display()}建议"
    url = reverse("decide_staff_proposal", args=[row.pk])
    notify(users=users_with_role(Role.GENERAL_MANAGER), key=f"staff-proposal:{row.pk}", title=title, body=fact, url=url, at=at)
    text = f"提请{row.get_kind_display()}，由总经理决定\n{fact}"
    record_event(stream=employee.stream, verb="raise_proposal", text=text, by=None, at=at, clause=CLAUSE)
    return row
