"""Reads of service teams."""

from django.db.models import Prefetch, prefetch_related_objects

from cases.models import Case, ProposalState, TeamMember, TeamProposal
from cases.rules.team import Composition, Discipline, Member, composition_of
from cases.selectors.parameters import parameters_of
from cases.selectors.presence import has_none
from yibin_service.foundation.access.models import User


def team_proposals(case: Case) -> list[TeamProposal]:
    """Every proposal of the case in order, with its members and people.

    Two queries the first time; the same object of a case is not asked again, since one page shows them in many places.
    """
    if has_none(case, "team_proposals"):
        return []
    members = TeamMember.objects.select_related("unit", "user")
    proposals = TeamProposal.objects.select_related("proposed_by", "decided_by").order_by("ordinal")
    with_members = proposals.prefetch_related(Prefetch("members", queryset=members))
    prefetch_related_objects([case], Prefetch("team_proposals", queryset=with_members))
    return list(case.team_proposals.all())


def team_shown(case: Case) -> TeamProposal | None:
    """The approved team among what the page has read; an act asks `team_in_force` or `is_team_member`."""
    return next((one for one in team_proposals(case) if one.state == ProposalState.APPROVED), None)


def is_shown_in_team(user: User, case: Case) -> bool:
    """Whether the page's approved team has this person."""
    team = team_shown(case)
    return team is not None and any(member.user_id == user.pk for member in team.members.all())


def has_had_members(case: Case) -> bool:
    """Whether anybody was ever in an approved team, by what the page has read."""
    once = (ProposalState.APPROVED, ProposalState.SUPERSEDED)
    return any(one.state in once and one.decided_at and one.members.all() for one in team_proposals(case))


def open_team_proposal(case: Case) -> TeamProposal | None:
    """The proposal that waits for 分管副总经理."""
    return case.team_proposals.filter(state=ProposalState.PROPOSED).select_related("proposed_by").first()


def team_in_force(case: Case) -> TeamProposal | None:
    """The approved team, or the approved 免现场."""
    return case.team_proposals.filter(state=ProposalState.APPROVED).first()


def composition(case: Case, members: list[TeamMember]) -> Composition:
    """How these members make up a team under the case's regulation version."""
    seen = [Member(Discipline(member.discipline), member.is_leader) for member in members]
    return composition_of(seen, parameters_of(case))


def member_names(proposal: TeamProposal) -> str:
    """「李志远（技术中心，组长）、唐静（质检处）」, or 「免现场」."""
    if proposal.is_waiver:
        return "免现场"
    prefetch_related_objects([proposal], Prefetch("members", queryset=TeamMember.objects.select_related("unit")))
    return "、".join(
        f"{member.name}（{member.unit.name}{'，组长' if member.is_leader else ''}）"
        for member in proposal.members.all()
    )
