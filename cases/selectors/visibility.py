"""Which cases a person may know of, and whose money. Fails closed."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import ApprovalStep, Case, ConcernedUnit, ProposalState, TeamMember
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import LEADERS, SALES, TECH, Role
from yibin_service.foundation.acts.errors import NotFound

# Up to so many cases of a unit are gathered by their keys.
FEW = 2_000
READS_ALL = SALES | TECH | LEADERS | {Role.ENTERPRISE_MANAGEMENT, Role.AUDITOR}


def visible_cases(user: User) -> QuerySet[Case]:
    """The cases whose file the person may open. A role not named here adds nothing."""
    if user.roles & READS_ALL:
        return Case.objects.all()
    if user.pk is None or not user.is_active:
        return Case.objects.none()
    keys = _membership_keys(user)
    concerned = _concerned(user)
    if concerned is None or concerned[: FEW + 1].count() <= FEW:
        others = [*keys[1:], *([concerned.values("case_id")] if concerned is not None else [])]
        return Case.objects.filter(pk__in=keys[0].union(*others) if others else keys[0])
    # A unit of many cases: asked case by case, so that a page of the newest need not gather them all first.
    rows = Q(Exists(concerned.filter(case=OuterRef("pk"))))
    for one in keys:
        rows |= Q(pk__in=one)
    return Case.objects.filter(rows)


def _membership_keys(user: User) -> list[QuerySet[Any, Any]]:
    """Keys of the cases in whose approved team the person is, and of those 公司办公会 has to do with."""
    teams = TeamMember.objects.filter(user_id=user.pk, proposal__state=ProposalState.APPROVED)
    keys: list[QuerySet[Any, Any]] = [teams.values("proposal__case_id")]
    if Role.MEETING_SECRETARY in user.roles:
        keys.append(ApprovalStep.objects.filter(role="executive_meeting").values("opinion__case_id"))
    return keys


def _concerned(user: User) -> QuerySet[ConcernedUnit] | None:
    """What the head of a unit sees by the unit; None for everybody else."""
    if Role.UNIT_HEAD not in user.roles or not user.unit_id:
        return None
    return ConcernedUnit.objects.filter(unit_id=user.unit_id).order_by()


def case_for(user: User, number: str, *more: str) -> Case:
    """The case of this number, or NotFound: whether it exists is not told. `more` names what else comes with it."""
    people = ("clerk", "engineer", *more)
    case = (
        visible_cases(user)
        .select_related("card__product", "customer", "machine", "workshop", "defect", "regulation", *people)
        .filter(number=number)
        .first()
    )
    if case is None:
        raise NotFound
    return case


def may_see_money(user: User, case: Case) -> bool:
    """Money and liability: a 销售员 only of own cases; everybody else who reads the ledger, of every case they see."""
    sees_all, sees_own = sees_money(user)
    return sees_all or (sees_own and user.pk == case.clerk_id)


def sees_money(user: User) -> tuple[bool, bool]:
    """Whether the person sees the money of every case they see, and whether that of their own: for whole lists."""
    if not may(user, Verb.READ_LEDGER):
        return False, False
    return bool(user.roles & (READS_ALL - {Role.SALES_CLERK}) or Role.UNIT_HEAD in user.roles), True


def is_team_member(user: User, case: Case) -> bool:
    """Whether the person is in the case's approved service team: a membership of the case, not a role."""
    return case.team_proposals.filter(state=ProposalState.APPROVED, members__user_id=user.pk).exists()


def may_investigate(user: User, case: Case) -> bool:
    """技术中心, or a member of the case's team."""
    return may(user, Verb.INVESTIGATE) or is_team_member(user, case)
