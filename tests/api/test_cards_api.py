"""Filing and reading cards by program."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from cases.models import CardLine, Case, FeedbackCard
from tests.world import World, at

from .programs import card_body, get, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_seventh(travel_to: Any) -> None:
    travel_to(at("2026-10-07 10:00"))


def test_a_card_is_filed_in_one_call(world: World) -> None:
    answer = post(world, "sales_clerk", "cards/", card_body(world))
    assert answer.status_code == 201, answer.json()
    case = Case.objects.get(number=answer.json()["number"])
    assert (case.clerk, case.direct_loss) == (world.sales_clerk, Decimal("6750.00"))
    assert [str(line.tonnes) for line in CardLine.objects.filter(card=case.card)] == ["0.862", "0.858"]


def test_the_same_key_files_once_and_answers_the_same(world: World) -> None:
    key = str(uuid.uuid4())
    first, second = (post(world, "sales_clerk", "cards/", card_body(world), key) for _ in range(2))
    assert (first.status_code, second.status_code, FeedbackCard.objects.count()) == (201, 201, 1)
    assert first.json() | {"repeated": True} == second.json()


def test_the_same_key_with_another_content_is_refused(world: World) -> None:
    key = str(uuid.uuid4())
    post(world, "sales_clerk", "cards/", card_body(world), key)
    answer = post(world, "sales_clerk", "cards/", card_body(world, batch_no="7A261004"), key)
    assert (answer.status_code, FeedbackCard.objects.count()) == (409, 1)


def test_the_key_of_somebody_else_is_refused(world: World) -> None:
    key = str(uuid.uuid4())
    post(world, "sales_clerk", "cards/", card_body(world), key)
    assert post(world, "sales_clerk2", "cards/", card_body(world), key).status_code == 409


def test_a_key_that_is_no_uuid_is_told(world: World) -> None:
    answer = post(world, "sales_clerk", "cards/", card_body(world), "card-1")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["Idempotency-Key"])


def test_a_refused_card_leaves_its_key_free(world: World) -> None:
    key = str(uuid.uuid4())
    assert post(world, "sales_clerk", "cards/", card_body(world, batch_no=""), key).status_code == 422
    assert post(world, "sales_clerk", "cards/", card_body(world), key).status_code == 201


def test_everything_to_mend_is_told_at_once_rolls_by_their_place(world: World) -> None:
    body = card_body(world, batch_no=None, lines=[{"roll_no": "A", "tonnes": "1"}, {"roll_no": "B", "tonnes": "很重"}])
    fields = post(world, "sales_clerk", "cards/", body).json()["fields"]
    assert set(fields) == {"batch_no", "lines[1].tonnes"}
    assert fields["batch_no"] == ["请填「批号」"]


def test_a_card_without_rolls_is_told_at_the_rolls(world: World) -> None:
    for lines in ([], [{}]):
        assert list(post(world, "sales_clerk", "cards/", card_body(world, lines=lines)).json()["fields"]) == ["lines"]


def test_unknown_keys_and_wrong_types_are_told_by_name(world: World) -> None:
    body = card_body(
        world,
        colour="red",
        act_id=str(uuid.uuid4()),
        description=True,
        batch_no=["7A", "7B"],
        contact_name={"x": 1},
        lines=[{"roll_no": "A", "tonnes": "1", "weight": "2"}, {"roll_no": ["A"], "tonnes": "1"}],
    )
    answer = post(world, "sales_clerk", "cards/", body)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {
        "colour", "act_id", "description", "batch_no", "contact_name", "lines[0].weight", "lines[1].roll_no",
    }  # fmt: skip


@pytest.mark.parametrize("lines", ["A", [1], {"roll_no": "A"}, ["A"]])
def test_rolls_that_are_no_list_of_objects_are_told(world: World, lines: Any) -> None:
    answer = post(world, "sales_clerk", "cards/", card_body(world, lines=lines))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["lines"])


def test_a_likely_duplicate_is_filed_only_when_it_is_meant(world: World) -> None:
    post(world, "sales_clerk", "cards/", card_body(world))
    again = card_body(world, lines=[{"roll_no": "7A261003-10", "tonnes": "0.9"}])
    assert post(world, "sales_clerk", "cards/", again).status_code in {409, 422}
    assert post(world, "sales_clerk", "cards/", again | {"accepts_duplicate": True}).status_code == 201


def test_the_form_tells_what_may_be_chosen(world: World) -> None:
    form = get(world, "sales_clerk", "cards/new/").json()
    assert {"value": str(world.product.pk), "label": str(world.product)} in form["fields"]["product"]["choices"]
    assert (form["fields"]["batch_no"]["required"], form["rows"]) == (True, "lines")


def test_cards_are_read_with_their_rolls_and_money_only_by_those_who_may(world: World) -> None:
    post(world, "sales_clerk", "cards/", card_body(world))
    own, others = (get(world, who, "cards/").json()["results"][0] for who in ("sales_clerk", "sales_clerk2"))
    assert (own["estimated_loss"], others["estimated_loss"]) == ("6750.00", None)
    assert [line["tonnes"] for line in own["lines"]] == ["0.862", "0.858"]
    assert own["received_by_sales_at"] == "2026-10-06T10:00:00+08:00"


def test_others_neither_file_nor_read_cards(world: World) -> None:
    assert post(world, "tech_engineer", "cards/", card_body(world)).status_code == 403
    assert get(world, "finance", "cards/").status_code == 403
