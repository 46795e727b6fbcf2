"""The assessment endpoints: the contract's JSON in and out, faults with path and message."""

import json
from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from tests.rules.made import case, day, judge, judge_month, month, repulped
from tests.world import World

pytestmark = pytest.mark.django_db
CASE, MONTH = "/api/assessments/", "/api/attendance-assessments/"


@pytest.fixture
def program(world: World, client: Client) -> Any:
    token = Token.objects.create(user=world.users["tech_engineer"])

    def post(address: str, body: Any, content_type: str = "application/json") -> Any:
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        return client.post(address, raw, content_type=content_type, headers={"Authorization": f"Token {token.key}"})

    return post


def test_a_case_comes_back_as_the_command_prints_it(program: Any) -> None:
    document = case(settlements=[repulped("3.250")])
    answer = program(CASE, document)
    assert (answer.status_code, answer.json()) == (200, judge(document))
    assert list(answer.json()) == list(judge(document))


def test_a_month_comes_back_as_the_command_prints_it(program: Any) -> None:
    document = month(day(in_="08:41"))
    answer = program(MONTH, document)
    assert (answer.status_code, answer.json()) == (200, judge_month(document))


def test_faults_answer_400_with_path_and_message(program: Any) -> None:
    answer = program(CASE, case(ref=5, settlements=[repulped("0")]))
    assert answer.status_code == 400
    assert answer.json() == {
        "faults": [
            {"path": "ref", "message": "应为文字"},
            {"path": "settlements[0].tonnes", "message": "必须大于 0"},
        ]
    }


def test_faults_of_a_month_answer_the_same_way(program: Any) -> None:
    answer = program(MONTH, month(day("2026-11-01")))
    assert (answer.status_code, [fault["path"] for fault in answer.json()["faults"]]) == (400, ["days[0].date"])


@pytest.mark.parametrize("address", [CASE, MONTH])
@pytest.mark.parametrize("body", ["", "{", "5", "null", "[]", '"x"', b"\xff", "[" * 100_000, "{} {}"])
def test_what_is_no_object_is_a_fault_of_the_whole(program: Any, address: str, body: Any) -> None:
    answer = program(address, body)
    assert (answer.status_code, [fault["path"] for fault in answer.json()["faults"]]) == (400, ["$"])


def test_numbers_never_pass_through_binary_floats(program: Any) -> None:
    raw = json.dumps(case()).replace('"6750.00"', "0.1")
    assert program(CASE, raw).json()["tier"] == "minor"
    assert program(CASE, raw.replace("0.1,", "1e-1,")).json()["faults"][0]["path"] == "direct_loss"
    assert program(CASE, raw.replace("0.1,", "0.100,")).json()["faults"][0]["path"] == "direct_loss"


def test_a_key_given_twice_is_told(program: Any) -> None:
    raw = json.dumps(case())[:-1] + ', "ref": "again"}'
    assert program(CASE, raw).json()["faults"] == [{"path": "ref", "message": "写了不止一次，请只留一次"}]


def test_a_very_long_body_is_told(program: Any) -> None:
    answer = program(CASE, b'{"ref": "' + b"x" * (1 << 20) + b'"}')
    assert (answer.status_code, answer.json()["faults"][0]["path"]) == (400, "$")


def test_another_kind_of_body_is_refused(program: Any) -> None:
    assert program(CASE, "a=1", content_type="application/x-www-form-urlencoded").status_code == 415


@pytest.mark.parametrize("address", [CASE, MONTH])
def test_nobody_is_asked_to_log_in_first(client: Client, world: World, address: str) -> None:
    assert client.post(address, "{}", content_type="application/json").status_code == 401


def test_the_administrator_does_not_assess(client: Client, world: World) -> None:
    client.force_login(world.users["admin"])
    answer = client.post(CASE, json.dumps(case()), content_type="application/json")
    assert answer.status_code == 403 and "message" in answer.json()


def test_other_methods_are_refused(program: Any, client: Client, world: World) -> None:
    client.force_login(world.users["auditor"])
    assert client.get(CASE).status_code == 405


def test_nothing_is_saved(program: Any, django_assert_num_queries: Any) -> None:
    program(CASE, case())
    from yibin_service.foundation.acts.models import Event

    before = Event.objects.count()
    program(CASE, case(settlements=[repulped("1.000")]))
    assert Event.objects.count() == before
