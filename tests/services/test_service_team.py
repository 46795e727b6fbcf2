"""The service team: proposed by 技术中心, approved by 分管副总经理 (P.二.3)."""

from datetime import timedelta

import pytest

from cases.models import CaseState, ProposalState
from cases.rules.investigation_errors import (
    NotTriaged,
    OutOfTurn,
    ReasonMissing,
    TeamAlreadyDecided,
    TeamNotNeeded,
    TeamUnsound,
)
from cases.rules.team import Discipline
from cases.selectors.visibility import is_team_member, visible_cases
from cases.services.decide_team import approve_team, return_team
from cases.services.propose_team import MemberInput, propose_team, waive_site_visit
from tests.cases_made import FILED_AT, make_case
from tests.world import World
from yibin_service.foundation.access.models import RoleGrant
from yibin_service.foundation.acts.errors import NotAllowed, SelfApproval
from yibin_service.foundation.notices.models import InboxMessage, Weight

pytestmark = pytest.mark.django_db
SOON = FILED_AT + timedelta(hours=4)


def member(world: World, who: str, discipline: str, is_leader: bool = False) -> MemberInput:
    user = getattr(world, who)
    return MemberInput(user=user, unit=user.unit, discipline=Discipline(discipline), is_leader=is_leader)


def outsider(world: World, name: str, discipline: str) -> MemberInput:
    return MemberInput(name=name, unit=world.unit["service"], discipline=Discipline(discipline))


def three(world: World) -> list[MemberInput]:
    return [
        member(world, "tech_engineer2", "engineer", is_leader=True),
        member(world, "qc_head", "quality"),
        member(world, "sales_clerk2", "sales"),
    ]


def proposed(world: World, case, members=None):
    return propose_team(case=case, members=members or three(world), by=world.tech_engineer, at=SOON)


def test_a_team_is_put_before_the_deputy(world: World) -> None:
    team = proposed(world, make_case(world, tier="larger"))
    assert team.state == ProposalState.PROPOSED
    assert [one.name for one in team.members.all()] == ["李志远", "唐静", "杨帆"]
    message = InboxMessage.objects.get(user=world.deputy_gm)
    assert message.weight == Weight.TURN


def test_half_engineers_and_inspectors_is_too_few(world: World) -> None:
    four = [*three(world), outsider(world, "老张", "other")]
    with pytest.raises(TeamUnsound, match="至少要有 3名"):
        proposed(world, make_case(world, tier="larger"), four)


def test_a_member_without_an_account_is_named(world: World) -> None:
    five = [*three(world), outsider(world, "老张", "other"), outsider(world, "小吴", "engineer")]
    assert proposed(world, make_case(world, tier="larger"), five).members.filter(user=None).count() == 2


@pytest.mark.parametrize("leaders", [0, 2])
def test_a_team_has_exactly_one_leader(world: World, leaders: int) -> None:
    members = [
        member(world, "tech_engineer2", "engineer", is_leader=leaders > 0),
        member(world, "qc_head", "quality", is_leader=leaders > 1),
    ]
    with pytest.raises(TeamUnsound, match="组长"):
        proposed(world, make_case(world, tier="larger"), members)


def test_nobody_stands_in_a_team_twice(world: World) -> None:
    with pytest.raises(TeamUnsound, match="两次"):
        proposed(world, make_case(world, tier="larger"), [*three(world), member(world, "qc_head", "quality")])


def test_an_empty_team_is_no_team(world: World) -> None:
    with pytest.raises(TeamUnsound):
        propose_team(case=make_case(world, tier="larger"), members=[], by=world.tech_engineer, at=SOON)


def test_a_minor_case_needs_none(world: World) -> None:
    with pytest.raises(TeamNotNeeded):
        proposed(world, make_case(world, tier="minor", loss="800"))


def test_a_team_follows_the_triage(world: World) -> None:
    with pytest.raises(NotTriaged):
        proposed(world, make_case(world))


def test_after_the_reply_no_team_is_formed(world: World) -> None:
    with pytest.raises(OutOfTurn):
        proposed(world, make_case(world, tier="larger", state=CaseState.REPLIED))


def test_sales_proposes_no_team(world: World) -> None:
    with pytest.raises(NotAllowed):
        propose_team(case=make_case(world, tier="larger"), members=three(world), by=world.sales_head, at=SOON)


def test_an_approved_team_opens_the_case_to_its_members(world: World) -> None:
    case = make_case(world, tier="larger")
    team = proposed(world, case, [*three(world)[:2], member(world, "service_engineer", "engineer")])
    assert not visible_cases(world.service_engineer).exists()
    approve_team(case=case, proposal_id=team.pk, by=world.deputy_gm, at=SOON)
    assert is_team_member(world.service_engineer, case)
    assert visible_cases(world.service_engineer).get() == case
    assert "到现场调查" in InboxMessage.objects.get(user=world.service_engineer).title


def test_only_the_deputy_approves(world: World) -> None:
    case = make_case(world, tier="larger")
    team = proposed(world, case)
    for who in ("tech_head", "general_manager", "tech_engineer"):
        with pytest.raises(NotAllowed):
            approve_team(case=case, proposal_id=team.pk, by=getattr(world, who), at=SOON)


def test_nobody_approves_the_team_they_proposed(world: World) -> None:
    RoleGrant.objects.create(user=world.users["tech_engineer"], role="deputy_gm", granted_at=SOON)
    case = make_case(world, tier="larger")
    team = proposed(world, case)
    with pytest.raises(SelfApproval):
        approve_team(case=case, proposal_id=team.pk, by=world.tech_engineer, at=SOON)


def test_a_second_approval_is_told_of_the_first(world: World) -> None:
    case = make_case(world, tier="larger")
    team = proposed(world, case)
    approve_team(case=case, proposal_id=team.pk, by=world.deputy_gm, at=SOON)
    with pytest.raises(TeamAlreadyDecided, match="周建华 已批准，没有重复办理"):
        approve_team(case=case, proposal_id=team.pk, by=world.deputy_gm, at=SOON)


def test_a_return_needs_words_and_goes_to_the_proposer(world: World) -> None:
    case = make_case(world, tier="larger")
    team = proposed(world, case)
    with pytest.raises(ReasonMissing):
        return_team(case=case, proposal_id=team.pk, comment="", by=world.deputy_gm, at=SOON)
    return_team(case=case, proposal_id=team.pk, comment="加一名质检", by=world.deputy_gm, at=SOON)
    team.refresh_from_db()
    assert (team.state, team.comment) == (ProposalState.RETURNED, "加一名质检")
    assert "退回" in InboxMessage.objects.get(user=world.tech_engineer, weight=Weight.TURN).title


def test_a_new_proposal_replaces_the_open_one(world: World) -> None:
    case = make_case(world, tier="larger")
    first = proposed(world, case)
    second = proposed(world, case)
    first.refresh_from_db()
    assert first.state == ProposalState.SUPERSEDED
    with pytest.raises(TeamAlreadyDecided):
        approve_team(case=case, proposal_id=first.pk, by=world.deputy_gm, at=SOON)
    assert second.ordinal == 2


def test_a_changed_team_is_approved_anew_and_the_old_one_serves_until_then(world: World) -> None:
    case = make_case(world, tier="larger")
    first = proposed(world, case)
    approve_team(case=case, proposal_id=first.pk, by=world.deputy_gm, at=SOON)
    second = proposed(world, case, three(world)[:2])
    assert is_team_member(world.sales_clerk2, case)
    approve_team(case=case, proposal_id=second.pk, by=world.deputy_gm, at=SOON)
    first.refresh_from_db()
    assert first.state == ProposalState.SUPERSEDED
    assert not is_team_member(world.sales_clerk2, case)


def test_going_without_a_visit_needs_a_reason_and_the_deputy(world: World) -> None:
    case = make_case(world, tier="larger")
    with pytest.raises(ReasonMissing):
        waive_site_visit(case=case, reason="", by=world.tech_engineer, at=SOON)
    waiver = waive_site_visit(case=case, reason="客户已寄回样张，照片清楚", by=world.tech_engineer, at=SOON)
    case.refresh_from_db()
    assert not case.is_without_site_visit
    approve_team(case=case, proposal_id=waiver.pk, by=world.deputy_gm, at=SOON)
    case.refresh_from_db()
    assert case.is_without_site_visit


def test_a_team_approved_later_takes_the_waiver_back(world: World) -> None:
    case = make_case(world, tier="larger")
    waiver = waive_site_visit(case=case, reason="照片清楚", by=world.tech_engineer, at=SOON)
    approve_team(case=case, proposal_id=waiver.pk, by=world.deputy_gm, at=SOON)
    approve_team(case=case, proposal_id=proposed(world, case).pk, by=world.deputy_gm, at=SOON)
    case.refresh_from_db()
    assert not case.is_without_site_visit
