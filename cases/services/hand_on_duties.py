"""Put what a person is in an open case into another's hands, when the person leaves or is transferred."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ProposalState, TeamMember, TeamProposal
from cases.selectors.duties import members_in_open_cases
from cases.selectors.team import member_names
from cases.services.guards import BEFORE_REPLY
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.acts.services.record_event import Change


@transaction.atomic
def hand_on_duties(*, case: Case, leaver: User, to: User, reason: str, by: User, at: datetime) -> Case:
    """`to` handles the case where `leaver` did; a team with `leaver` in it is proposed anew with `to` in the same place.

    The team in force stays until 分管副总经理 approves the new one (every change of a team is approved anew). The caller
    has asked who may do this and whether `to` fits. A case that is over, or no longer the person's, stays as it is.
    """
    case = lock_case(case_id=case.pk)
    if not case.is_open:
        return case
    changes = _handlers(case, leaver, to)
    team = _team(case, leaver, to, reason, at)
    if not changes and team is None:
        return case
    touch_case(case)
    text = f"{reason}：{leaver} 交给 {to}"
    if team is not None:
        text += f"\n提出服务小组：{member_names(team)}"
    record_event(stream=case.stream, verb="hand_on_duties", text=text, changes=changes, by=by, at=at, clause="S.2(3)")
    tell_turn(case=case, users=[to], key=f"hand_on:{case.version}", what="接手案件", why=reason, at=at)
    if team is not None:
        deciders = list(users_with_role(Role.DEPUTY_GM))
        tell_turn(case=case, users=deciders, key=f"team:{team.pk}", what="批准服务小组", why=text, at=at)
    return case


def _handlers(case: Case, leaver: User, to: User) -> list[Change]:
    changes: list[Change] = []
    if case.engineer_id == leaver.pk:
        case.engineer = to
        changes.append(("经办工程师", str(leaver), str(to)))
    if case.clerk_id == leaver.pk:
        case.clerk = case.card.clerk = to
        case.card.save(update_fields=["clerk"])
        changes.append(("经办销售员", str(leaver), str(to)))
    if changes:
        case.save(update_fields=["engineer", "clerk"])
    return changes


def _team(case: Case, leaver: User, to: User, reason: str, at: datetime) -> TeamProposal | None:
    """A new proposal in the name of whoever proposed the team; None where there is nothing left to be done by one."""
    places = [one for one in members_in_open_cases([leaver.pk]) if one.proposal.case_id == case.pk]
    if not places or case.state not in BEFORE_REPLY:
        return None
    base, last = places[-1].proposal, case.team_proposals.order_by("-ordinal").first()
    assert last is not None
    case.team_proposals.filter(state=ProposalState.PROPOSED).update(state=ProposalState.SUPERSEDED)
    team = TeamProposal.objects.create(
        case=case, ordinal=last.ordinal + 1, reason=reason, proposed_by=base.proposed_by, proposed_at=at
    )
    TeamMember.objects.bulk_create(_members(base, team, leaver, to))
    return team


def _members(base: TeamProposal, team: TeamProposal, leaver: User, to: User) -> list[TeamMember]:
    """The same members, `to` in the place of `leaver`; once only where `to` was among them already."""
    rows = {member.user_id or f"without account {member.pk}": member for member in base.members.all()}
    place = rows.pop(leaver.pk)
    known = rows.pop(to.pk, place)
    mine = TeamMember(
        proposal=team,
        user=to,
        name=to.display_name,
        unit=to.unit or place.unit,
        discipline=known.discipline,
        is_leader=place.is_leader or known.is_leader,
    )
    others = [
        TeamMember(
            proposal=team, user_id=one.user_id, name=one.name, unit_id=one.unit_id, discipline=one.discipline,
            is_leader=one.is_leader,
        )
        for one in rows.values()
    ]  # fmt: skip
    return [mine, *others]
