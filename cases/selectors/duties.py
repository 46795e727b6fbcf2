"""What of open cases and of cards being written is in one person's hands."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from cases.models import OPEN_STATES, CardDraft, Case, ProposalState, TeamMember, TeamProposal

LIVE_TEAMS = (ProposalState.PROPOSED, ProposalState.APPROVED)


@dataclass
class Duties:
    """One open case and what the person is in it."""

    case: Case
    is_engineer: bool = False
    is_clerk: bool = False
    member_of: list[TeamMember] = field(default_factory=list)

    @property
    def words(self) -> str:
        """「经办工程师、服务小组组长」."""
        told = ["经办工程师"] if self.is_engineer else []
        told += ["经办销售员"] if self.is_clerk else []
        if self.member_of:
            told.append("服务小组组长" if any(member.is_leader for member in self.member_of) else "服务小组成员")
        return "、".join(told)


def duties_of(users: Iterable[int]) -> dict[int, list[Duties]]:
    """By person (id of the account): the open cases each handles, or is in the team of. Two queries."""
    asked = set(users)
    found: dict[tuple[int, int], Duties] = {}
    open_cases = Case.objects.filter(state__in=OPEN_STATES).select_related("customer")
    for case in open_cases.filter(Q(engineer__in=asked) | Q(clerk__in=asked)):
        for user in {one for one in (case.engineer_id, case.clerk_id) if one in asked and one is not None}:
            duties = found.setdefault((user, case.pk), Duties(case))
            duties.is_engineer, duties.is_clerk = case.engineer_id == user, case.clerk_id == user
    for member in members_in_open_cases(asked):
        case = member.proposal.case
        assert member.user_id is not None
        found.setdefault((member.user_id, case.pk), Duties(case)).member_of.append(member)
    by_user: dict[int, list[Duties]] = {}
    for (user, _), duties in sorted(found.items()):
        by_user.setdefault(user, []).append(duties)
    return by_user


def members_in_open_cases(users: Iterable[int]) -> Iterable[TeamMember]:
    """Their places in teams in force or waiting to be approved, of open cases. A case whose new team leaves the person out is not among them."""
    rows = TeamMember.objects.filter(
        user__in=users, proposal__state__in=LIVE_TEAMS, proposal__is_waiver=False, proposal__case__state__in=OPEN_STATES
    )
    members = list(rows.select_related("proposal__case__customer").order_by("proposal__ordinal"))
    cases = {member.proposal.case_id for member in members}
    waiting = TeamProposal.objects.filter(case__in=cases, state=ProposalState.PROPOSED).values_list("case_id", "pk")
    replaced = dict(waiting) if members else {}
    return [one for one in members if replaced.get(one.proposal.case_id, one.proposal_id) == one.proposal_id]


def drafts_of(users: Iterable[int]) -> list[CardDraft]:
    """Cards these people are writing, that became no card yet."""
    return list(CardDraft.objects.filter(owner__in=users, card=None).order_by("saved_at"))
