"""Reads of false reports, and who waits to decide on one."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse

from cases.models import Case, Misreport, MisreportState, ProposalState, TeamMember
from cases.selectors.presence import has_none
from cases.selectors.turns_rows import row, rows_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.panels import Turn


def misreports_of(case: Case) -> QuerySet[Misreport]:
    """The case's reports in order, with their people."""
    return _with_people().filter(case=case)


def _with_people() -> QuerySet[Misreport]:
    return Misreport.objects.select_related("member__unit", "reported_by", "decided_by", "annulled_by").order_by("id")


def misreport_for(case: Case, pk: int) -> Misreport:
    """One of the case's reports with its people. Raises NotFound."""
    found = misreports_of(case).filter(pk=pk).first()
    if found is None:
        raise NotFound("这件案子没有这项记录")
    return found


def misreports_shown(case: Case) -> list[Misreport]:
    """As `misreports_of`, one query for the same object of a case: several parts of its page draw them."""
    if has_none(case, "misreports"):
        return []
    prefetch_related_objects([case], Prefetch("misreports", queryset=_with_people()))
    return list(case.misreports.all())


def annullable(case: Case, user: User) -> list[Misreport]:
    """The findings of the case that this person may take back: not the one on oneself."""
    if not may(user, Verb.ANNUL_MISREPORT):
        return []
    confirmed = (row for row in misreports_shown(case) if row.state == MisreportState.CONFIRMED)
    return [row for row in confirmed if row.member.user_id != user.pk]


def members_of(case: Case) -> QuerySet[TeamMember]:
    """Everybody who was a member of a team approved for the case."""
    approved = TeamMember.objects.filter(
        proposal__case=case,
        proposal__state__in=(ProposalState.APPROVED, ProposalState.SUPERSEDED),
        proposal__decided_at__isnull=False,
    )
    return approved.select_related("unit").order_by("proposal__ordinal", "id")


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """Reports that wait for 分管副总经理; the own and those on oneself are another's."""
    if not may(user, Verb.CONFIRM_MISREPORT):
        return []
    waiting = (
        Misreport.objects.filter(state=MisreportState.REPORTED)
        .exclude(reported_by=user)
        .exclude(member__user=user)
        .select_related("member")
        .order_by("reported_at")[:limit]
    )
    found = list(waiting)
    cases = {case.pk: case for case in rows_of(Case.objects.filter(pk__in=[one.case_id for one in found]))}
    return [
        row(
            cases[one.case_id],
            verb=f"核实{one.member.name}的报告是否属实",
            url=reverse("decide_misreport", args=[cases[one.case_id].number, one.pk]),
            button="去核实",
            due_at=None,
            consequence="确认后当月奖金扣发",
            since=one.reported_at,
        )
        for one in found
    ]
