"""A customer's opinion handed in by a colleague: 销售处 files it or gives it back with a reason; it never vanishes."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import CardDraft
from cases.rules.card_errors import DraftDeclined, DraftHandedIn, DraftNotHandedIn, DraftNotYours, ReasonNeeded
from cases.selectors.drafts import draft_rows
from cases.services.decline_draft import decline_draft
from cases.services.delete_draft import delete_draft
from cases.services.file_card import file_card
from cases.services.save_draft import save_draft
from staff.models import OpinionSheet
from staff.selectors.dispatches import sheets_shown
from staff.services.write_opinion_sheet import OpinionFacts, write_opinion_sheet
from tests.field_made import MONDAY, Department
from tests.views.acting import client_of, text_of
from tests.world import World
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
REASON = "已在案件 SH-2026-0012 办理"


@pytest.fixture
def people(world: World) -> Department:
    return Department(world)


@pytest.fixture
def sheet(world: World, people: Department) -> OpinionSheet:
    """Handed in by 王海涛, in the hands of 销售员."""
    world.file_card()
    facts = OpinionFacts(
        customer=world.customer, heard_at=MONDAY, contact_name="杨德福", contact_phone="138", problem_kind="intrinsic",
        description="断纸六次。",
    )  # fmt: skip
    return write_opinion_sheet(employee=people.engineer, facts=facts, by=world.service_engineer, at=MONDAY)


def declined(sheet: OpinionSheet, **changes: Any) -> CardDraft:
    return decline_draft(**{"draft_id": sheet.draft_id, "reason": REASON, "by": sheet.receiver, "at": MONDAY} | changes)


def test_a_handed_in_draft_is_not_deleted(sheet: OpinionSheet) -> None:
    with pytest.raises(DraftHandedIn):
        delete_draft(draft_id=sheet.draft_id, by=sheet.receiver)
    assert CardDraft.objects.filter(pk=sheet.draft_id).exists()


def test_it_is_given_back_with_a_reason_that_the_writer_and_the_head_read(world: World, sheet: OpinionSheet) -> None:
    assert [row.fact for row in draft_rows(sheet.receiver)] == ["王海涛 转来的意见反馈单"]
    declined(sheet)
    assert draft_rows(sheet.receiver) == []
    assert sheets_shown(OpinionSheet.objects.all())[0].became == f"{sheet.receiver} 没有提交：{REASON}"
    told = InboxMessage.objects.filter(key=f"handed-draft:{sheet.draft_id}:declined")
    assert set(told.values_list("user__username", flat=True)) == {"service_engineer", "sales_head"}
    assert REASON in Event.objects.get(verb="decline_draft").text


@pytest.mark.parametrize("reason", ["", "  ", "长" * 401])
def test_without_a_reason_it_stays_where_it_is(sheet: OpinionSheet, reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        declined(sheet, reason=reason)
    assert CardDraft.objects.get(pk=sheet.draft_id).declined_at is None


def test_only_whoever_has_it_gives_it_back_and_only_once(world: World, sheet: OpinionSheet) -> None:
    with pytest.raises(DraftNotYours):
        declined(sheet, by=world.sales_clerk2)
    declined(sheet)
    with pytest.raises(DraftDeclined):
        declined(sheet)


def test_what_was_given_back_is_neither_written_on_nor_filed(world: World, sheet: OpinionSheet) -> None:
    declined(sheet)
    with pytest.raises(DraftDeclined):
        save_draft(draft_id=sheet.draft_id, typed={}, by=sheet.receiver, at=MONDAY)
    with pytest.raises(DraftDeclined):
        file_card(facts=world.card_facts(), by=sheet.receiver, at=MONDAY, draft_id=sheet.draft_id)


def test_the_own_draft_has_nobody_to_go_back_to(world: World) -> None:
    draft = save_draft(draft_id=uuid.uuid4(), typed={}, by=world.sales_clerk, at=MONDAY)
    with pytest.raises(DraftNotHandedIn):
        decline_draft(draft_id=draft.pk, reason=REASON, by=world.sales_clerk, at=MONDAY)


def test_the_database_wants_a_reason_too(sheet: OpinionSheet) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CardDraft.objects.filter(pk=sheet.draft_id).update(declined_at=MONDAY)


def test_on_the_page_the_draft_offers_to_be_given_back_instead_of_deleted(world: World, sheet: OpinionSheet) -> None:
    client, url = client_of(world, sheet.receiver.username), f"/cards/drafts/{sheet.draft_id}/"
    text = text_of(client.get(url))
    assert "不提交，退回反馈单" in text and "删除这份草稿" not in text
    answer = client.post(f"{url}decline/", {"act_id": str(uuid.uuid4()), "reason": REASON}, follow=True)
    assert "已退回反馈单" in text_of(answer)
    assert client.get(url).status_code == 409
    assert REASON in text_of(client_of(world, "service_engineer").get("/staff/dispatches/"))
