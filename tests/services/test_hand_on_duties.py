"""What a person is in a case, put into another's hands."""

import uuid

import pytest

from cases.models import CardDraft, Case, ProposalState
from cases.services.hand_on_draft import hand_on_draft
from cases.services.hand_on_duties import hand_on_duties
from tests.cases_made import give_team
from tests.uploads import waiting_upload
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOW = at("2026-10-09 09:00")


@pytest.fixture
def case(world: World) -> Case:
    filed = world.file_card()
    Case.objects.filter(pk=filed.pk).update(state="in_hand", tier="larger", engineer=world.tech_engineer)
    return Case.objects.get(pk=filed.pk)


def hand_on(case: Case, leaver: User, to: User, world: World) -> Case:
    return hand_on_duties(case=case, leaver=leaver, to=to, reason="随离职移交 YJ-2026-0001", by=world.hr, at=NOW)


def test_the_handlers_change_with_card_event_and_notice(world: World, case: Case) -> None:
    hand_on(case, world.sales_clerk, world.sales_clerk2, world)
    hand_on(case, world.tech_engineer, world.tech_engineer2, world)
    case.refresh_from_db()
    assert (case.clerk, case.card.clerk, case.engineer) == (world.sales_clerk2, world.sales_clerk2, world.tech_engineer2)
    changes = [event.changes for event in Event.objects.filter(verb="hand_on_duties")]
    assert changes == [[["经办销售员", "刘玉兰", "杨帆"]], [["经办工程师", "何晓梅", "李志远"]]]
    assert InboxMessage.objects.filter(user=world.tech_engineer2, title__contains="接手案件").exists()


def test_who_is_in_the_team_already_takes_the_leaders_place_once(world: World, case: Case) -> None:
    team = give_team(case, world)
    team.members.filter(user=world.tech_engineer2).update(is_leader=True)
    hand_on(case, world.tech_engineer2, world.qc_head, world)
    proposed = case.team_proposals.get(state=ProposalState.PROPOSED)
    assert proposed.members.count() == team.members.count() - 1
    assert proposed.members.get(is_leader=True).user == world.qc_head


def test_an_open_proposal_with_the_person_is_replaced(world: World, case: Case) -> None:
    waiting = case.team_proposals.create(ordinal=1, proposed_by=world.tech_head, proposed_at=NOW)
    waiting.members.create(user=world.tech_engineer2, name="李志远", unit=world.unit["technical_center"], discipline="engineer", is_leader=True)
    hand_on(case, world.tech_engineer2, world.tech_engineer, world)
    waiting.refresh_from_db()
    assert waiting.state == ProposalState.SUPERSEDED
    assert case.team_proposals.get(state=ProposalState.PROPOSED).members.get().user == world.tech_engineer


@pytest.mark.parametrize("state", ["replied", "closed"])
def test_after_the_reply_no_team_is_proposed(world: World, case: Case, state: str) -> None:
    give_team(case, world)
    Case.objects.filter(pk=case.pk).update(state=state)
    hand_on(case, world.tech_engineer2, world.service_manager, world)
    assert not case.team_proposals.filter(state=ProposalState.PROPOSED).exists()


def test_whoever_has_no_part_changes_nothing(world: World, case: Case) -> None:
    version = case.version
    assert hand_on(case, world.qc_head, world.tech_head, world).version == version
    assert not Event.objects.filter(verb="hand_on_duties").exists()


def test_a_draft_goes_with_its_uploads_once(world: World) -> None:
    leaver, to = world.sales_clerk, world.sales_clerk2
    upload = waiting_upload(leaver, NOW)
    typed = {"attachments": [str(upload.pk), "没有"]}
    draft = CardDraft.objects.create(pk=uuid.uuid4(), owner=leaver, typed=typed, saved_at=NOW)
    assert hand_on_draft(draft_id=draft.pk, leaver=leaver, to=to, at=NOW) is not None
    assert Attachment.objects.get(pk=upload.pk).stream == pending_stream(to)
    assert CardDraft.objects.get(pk=draft.pk).owner == to
    assert hand_on_draft(draft_id=draft.pk, leaver=leaver, to=to, at=NOW) is None
