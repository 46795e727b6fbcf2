"""Messages: once a person and occasion, with a letter that waits for the sending hours."""

import pytest

from tests.world import World, at
from yibin_service.foundation.notices.models import InboxMessage, Letter, Weight
from yibin_service.foundation.notices.selectors import send_window
from yibin_service.foundation.notices.services import Message, notify, notify_many

pytestmark = pytest.mark.django_db
NOON, NIGHT = at("2026-10-05 12:00"), at("2026-10-05 21:30")


def test_each_person_gets_the_message_and_a_letter(world: World) -> None:
    people = [world.tech_head, world.deputy_gm]
    assert notify(users=people, key="k", title="轮到您审批", url="/cases/1/", weight=Weight.TURN, at=NOON) == 2

    letter = Letter.objects.get(message__user=world.deputy_gm)
    assert (letter.to, letter.state, letter.not_before) == ("deputy_gm@mill.example", "queued", NOON)
    assert letter.message.title == "轮到您审批"


def test_the_same_occasion_is_told_once(world: World) -> None:
    for title in ("第一次", "第二次"):
        notify(users=[world.tech_head, world.tech_head], key="k", title=title, at=NOON)
    assert [message.title for message in InboxMessage.objects.all()] == ["第一次"]
    assert Letter.objects.count() == 1


def test_another_occasion_is_told_again(world: World) -> None:
    notify(users=[world.tech_head], key="deadline:7:2026-11-25", title="一", at=NOON)
    notify(users=[world.tech_head], key="deadline:7:2026-12-10", title="二", at=NOON)
    assert InboxMessage.objects.count() == 2


def test_a_letter_of_the_night_waits_for_the_morning(world: World) -> None:
    notify(users=[world.tech_head], key="k", title="题", at=NIGHT)
    assert InboxMessage.objects.get().created_at == NIGHT
    assert Letter.objects.get().not_before == at("2026-10-06 08:00")


def test_without_letter_or_address_the_message_stands_alone(world: World) -> None:
    person = world.tech_head
    person.email = ""
    person.save(update_fields=["email"])
    notify(users=[person], key="a", title="题", at=NOON)
    notify(users=[world.deputy_gm], key="b", title="题", at=NOON, with_letter=False)
    assert InboxMessage.objects.count() == 2
    assert not Letter.objects.exists()


def test_a_title_becomes_one_line_and_is_cut(world: World) -> None:
    notify(users=[world.tech_head], key="k", title="上\n下 " + "长" * 300, at=NOON)
    title = InboxMessage.objects.get().title
    assert title.startswith("上 下 长")
    assert len(title) == 160


def test_many_messages_go_in_one_statement(world: World, django_assert_num_queries: object) -> None:
    messages = [Message(world.tech_head.pk, f"k{n}", f"第{n}件") for n in range(50)]
    send_window(NOON)  # a version's hours are read once a process
    with django_assert_num_queries(4):  # type: ignore[operator]  # savepoint, hours, insert, release
        assert notify_many(messages=messages, at=NOON) == 50


def test_nobody_to_tell_is_no_fault(world: World) -> None:
    assert notify(users=[], key="k", title="题", at=NOON) == 0
