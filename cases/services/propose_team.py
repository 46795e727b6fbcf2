"""Propose a service team, or to go without a visit (P.二.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Case, ProposalState, TeamMember, TeamProposal
from cases.rules.investigation_errors import OutOfTurn, TeamNotNeeded, TeamUnsound
from cases.rules.team import Discipline, Member, composition_of, leaders_of
from cases.rules.triage import Tier, service_team_required
from cases.selectors.parameters import parameters_of
from cases.selectors.team import member_names
from cases.services.guards import BEFORE_REPLY, check_reason, check_triaged
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit

MOST_MEMBERS = 20


@dataclass(frozen=True)
class MemberInput:
    """One person of a proposed team. With `user`, the account's own name counts; without, `name`."""

    unit: Unit
    discipline: Discipline
    user: User | None = None
    name: str = ""
    is_leader: bool = False

    @property
    def called(self) -> str:
        return self.user.display_name if self.user else self.name.strip()


@transaction.atomic
def propose_team(
    *,
    case: Case,
    members: Sequence[MemberInput],
    reason: str = "",
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> TeamProposal:
    """Put a team before 分管副总经理. An open proposal is replaced; a team in force stays until the new one is approved.

    READING: every change of a team is approved anew, so a majority once approved cannot slip away. Raises StalePage,
    CaseOver, NotTriaged, TeamNotNeeded, TeamUnsound (no member, not one leader, a person twice, no majority).
    """
    require(by, Verb.PROPOSE_TEAM)
    case = _lock(case, seen_version)
    _check_members(case, members)
    proposal = _enter(case, is_waiver=False, reason=reason.strip(), by=by, at=at)
    TeamMember.objects.bulk_create(
        TeamMember(
            proposal=proposal,
            user=member.user,
            name=member.called,
            unit=member.unit,
            discipline=member.discipline,
            is_leader=member.is_leader,
        )
        for member in members
    )
    _announce(case, proposal, f"提出服务小组 {len(members)}人：{member_names(proposal)}", "批准服务小组", by, at)
    return proposal


@transaction.atomic
def waive_site_visit(
    *, case: Case, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> TeamProposal:
    """Propose to handle the case without a visit, with a reason; 分管副总经理 approves it like a team (READING)."""
    require(by, Verb.PROPOSE_TEAM)
    case = _lock(case, seen_version)
    reason = check_reason(reason, "免现场的理由")
    proposal = _enter(case, is_waiver=True, reason=reason, by=by, at=at)
    _announce(case, proposal, f"提出免现场\n理由：{reason}", "批准免现场", by, at)
    return proposal


def _lock(case: Case, seen_version: int | None) -> Case:
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_team_step(case)
    return case


def check_team_step(case: Case) -> None:
    """Raise CaseOver, NotTriaged, TeamNotNeeded or OutOfTurn unless a team may be formed now."""
    check_triaged(case)
    if not service_team_required(Tier(case.tier)):
        raise TeamNotNeeded
    if case.state not in BEFORE_REPLY:
        raise OutOfTurn("已经答复客户，不再组织服务小组")


def _check_members(case: Case, members: Sequence[MemberInput]) -> None:
    if not members:
        raise TeamUnsound("请至少列一名成员")
    if len(members) > MOST_MEMBERS:
        raise TeamUnsound(f"成员最多 {MOST_MEMBERS}人")
    if any(not member.called for member in members):
        raise TeamUnsound("每名成员都要选账号或写姓名")
    people = [(member.user.pk if member.user else None, member.called, member.unit.pk) for member in members]
    twice = next((person for person in people if people.count(person) > 1), None)
    if twice:
        raise TeamUnsound(f"{twice[1]} 写了两次，请去掉一行")
    _check_make_up(case, [Member(member.discipline, member.is_leader) for member in members])


def _check_make_up(case: Case, members: list[Member]) -> None:
    if leaders_of(members) != 1:
        raise TeamUnsound("请选定一名组长")
    made_up = composition_of(members, parameters_of(case))
    if not made_up.is_led_by_specialists:
        raise TeamUnsound(
            f"{made_up.members}人的小组至少要有 {made_up.needed}名工程技术人员或质检人员，现在是 {made_up.specialists}名",
            clause="P.二.3",
        )


def _enter(case: Case, *, is_waiver: bool, reason: str, by: User, at: datetime) -> TeamProposal:
    case.team_proposals.filter(state=ProposalState.PROPOSED).update(state=ProposalState.SUPERSEDED)
    last = case.team_proposals.order_by("-ordinal").first()
    return TeamProposal.objects.create(
        case=case,
        ordinal=last.ordinal + 1 if last else 1,
        is_waiver=is_waiver,
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )


def _announce(case: Case, proposal: TeamProposal, text: str, what: str, by: User, at: datetime) -> None:
    touch_case(case)
    verb = "waive_site_visit" if proposal.is_waiver else "propose_team"
    record_event(stream=case.stream, verb=verb, text=text, by=by, at=at, clause="P.二.3")
    deciders = [user for user in users_with_role(Role.DEPUTY_GM) if user.pk != by.pk]
    tell_turn(case=case, users=deciders, key=f"team:{proposal.pk}", what=what, why=text, at=at)
