"""Which cases a person may know of, and whose money. Fails closed."""

from django.db.models import Q, QuerySet

from cases.models import Case, ProposalState
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import LEADERS, SALES, TECH, Role
from yibin_service.foundation.acts.errors import NotFound

READS_ALL = SALES | TECH | LEADERS | {Role.ENTERPRISE_MANAGEMENT, Role.AUDITOR}


def visible_cases(user: User) -> QuerySet[Case]:
    """The cases whose file the person may open. A role not named here adds nothing."""
    if user.roles & READS_ALL:
        return Case.objects.all()
    rows = Q(pk__in=[])
    if user.pk is not None and user.is_active:
        rows |= Q(
            team_proposals__state=ProposalState.APPROVED,
            team_proposals__members__user_id=user.pk,
        )
    if Role.MEETING_SECRETARY in user.roles:
        rows |= Q(opinions__steps__role="executive_meeting")
    if Role.UNIT_HEAD in user.roles and user.unit_id:
        rows |= Q(concerned_units__unit_id=user.unit_id)
    return Case.objects.filter(pk__in=Case.objects.filter(rows).values("pk"))


def case_for(user: User, number: str) -> Case:
    """The case of this number, or NotFound: whether it exists is not told."""
    case = (
        visible_cases(user)
        .select_related("card__product", "customer", "machine", "workshop", "defect", "regulation", "clerk", "engineer")
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
