"""The inbox page."""

import pytest
from django.test import Client

from tests.world import World, at
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.notices.services import notify

pytestmark = pytest.mark.django_db
NOON = at("2026-10-05 12:00")


@pytest.fixture
def reader(world: World, client: Client) -> Client:
    for number in (1, 2):
        notify(users=[world.tech_head], key=f"k{number}", title=f"第{number}件", url="/jobs/", at=NOON)
    client.force_login(world.tech_head)
    return client


def message(number: int) -> InboxMessage:
    return InboxMessage.objects.get(key=f"k{number}")


def test_unread_messages_come_first_then_the_newest(reader: Client) -> None:
    InboxMessage.objects.filter(key="k2").update(read_at=NOON)
    page = reader.get("/inbox/").content.decode()
    assert page.index("第1件") < page.index("第2件")
    assert "1条未读消息" in page


def test_opening_a_message_reads_it_and_leads_where_it_points(reader: Client) -> None:
    answer = reader.get(f"/inbox/{message(1).pk}/")
    assert answer.headers["Location"] == "/jobs/"
    assert message(1).read_at is not None
    assert message(2).read_at is None


def test_a_message_never_leads_out_of_the_product(reader: Client) -> None:
    InboxMessage.objects.filter(key="k1").update(url="//elsewhere.example/")
    assert reader.get(f"/inbox/{message(1).pk}/").headers["Location"] == "/inbox/"


def test_reading_all_leaves_what_came_later_unread(reader: Client, world: World) -> None:
    until = message(2).pk
    notify(users=[world.tech_head], key="k3", title="第3件", at=NOON)
    reader.post("/inbox/read/", {"until": until})
    assert InboxMessage.objects.get(key="k3").read_at is None
    assert message(2).read_at is not None


@pytest.mark.parametrize("until", ["", "abc", "-1", "９", "9" * 40])
def test_nonsense_reads_nothing(reader: Client, until: str) -> None:
    assert reader.post("/inbox/read/", {"until": until}).status_code == 302
    assert message(1).read_at is None


def test_somebody_elses_message_does_not_exist_for_me(reader: Client, world: World) -> None:
    notify(users=[world.finance], key="other", title="别人的", at=NOON)
    assert reader.get(f"/inbox/{InboxMessage.objects.get(key='other').pk}/").status_code == 404
    assert "别人的" not in reader.get("/inbox/").content.decode()


def test_the_state_of_letters_is_the_administrators(reader: Client, world: World, client: Client) -> None:
    assert reader.get("/letters/").status_code == 403
    client.force_login(world.admin)
    assert "没有要处理的信件" in client.get("/letters/").content.decode()
