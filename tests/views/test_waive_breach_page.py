"""The page on which a breach is waived."""

import uuid

import pytest
from django.test import Client

from cases.models import DeadlineBreach
from tests.clocked_cases import clocked_case
from tests.world import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def breach(world: World) -> DeadlineBreach:
    clocked_case(world, filed=at("2026-10-09 17:00"))
    return DeadlineBreach.objects.get()


def url(breach: DeadlineBreach) -> str:
    return f"/cases/{breach.case.number}/waive-breach/{breach.pk}/"


def sent(breach: DeadlineBreach, reason: str = "等客户寄样") -> dict[str, object]:
    return {"act_id": str(uuid.uuid4()), "seen_version": breach.case.version, "reason": reason}


def test_the_page_says_what_was_missed_and_what_follows(world: World, breach: DeadlineBreach, client: Client) -> None:
    client.force_login(world.deputy_gm)
    page = client.get(url(breach)).content.decode()
    assert "10-08 09:00" in page
    assert "销售处不因这次超期受罚" in page


def test_the_act_is_done_once_and_leads_back_to_the_case(world: World, breach: DeadlineBreach, client: Client) -> None:
    client.force_login(world.deputy_gm)
    content = sent(breach)
    for _ in range(2):
        answer = client.post(url(breach), content)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{breach.case.number}/")
    breach.refresh_from_db()
    assert breach.waiver_reason == "等客户寄样"


@pytest.mark.parametrize("reason", ["", " 　 ", "长" * 401])
def test_a_missing_or_endless_reason_is_told_at_the_field(
    world: World, breach: DeadlineBreach, client: Client, reason: str
) -> None:
    client.force_login(world.deputy_gm)
    answer = client.post(url(breach), sent(breach, reason))
    assert answer.status_code == 422
    assert "豁免理由" in answer.content.decode()
    breach.refresh_from_db()
    assert breach.waived_at is None


def test_others_are_told_who_may(world: World, breach: DeadlineBreach, client: Client) -> None:
    client.force_login(world.tech_head)
    answer = client.get(url(breach))
    assert answer.status_code == 403
    assert "分管副总经理" in answer.content.decode()


def test_a_breach_of_another_case_is_not_found(world: World, breach: DeadlineBreach, client: Client) -> None:
    other = clocked_case(world)
    client.force_login(world.deputy_gm)
    assert client.get(f"/cases/{other.number}/waive-breach/{breach.pk}/").status_code == 404
