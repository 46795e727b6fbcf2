"""Every role at every endpoint: the same table as the pages, acts and reads alike."""

from typing import Any

import pytest
from django.test import Client

from tests.addresses import Places, all_addresses, expected, fits, rule_of
from tests.views.acting import client_of
from tests.views.test_permission_matrix import WHO
from tests.world import World, at

from .programs import send

NOW = at("2026-11-02 10:00")
ENDPOINTS = all_addresses(is_api=True)


def test_every_endpoint_has_its_rule() -> None:
    for name in ENDPOINTS:
        rule_of(name)


def test_every_act_of_a_page_is_an_endpoint_too() -> None:
    from yibin_service.desk.api.registry import OF_BROWSERS, act_pages

    assert {f"api_{name}" for _, name, _ in act_pages() if name not in OF_BROWSERS} <= set(ENDPOINTS)


@pytest.mark.django_db
def test_each_role_comes_in_where_the_table_says_and_nowhere_else(world: World, travel_to: Any) -> None:
    travel_to(NOW)
    places = Places(world, NOW)
    wrong = {}
    for who in WHO:
        user, program = getattr(world, who), client_of(world, who)
        for name, takes in ENDPOINTS.items():
            status = knock(program, places.address(name, takes, user))
            act = "api_card_new" if name == "api_cards" else name
            if not fits(status, user, act):
                wrong[who, name] = (status, expected(user, act))
    assert wrong == {}


def knock(program: Client, address: str) -> int:
    """The status of the act, or where there is none, of the read."""
    status = send(program, address.removeprefix("/api/"), {}).status_code
    return program.get(address).status_code if status == 405 else status


@pytest.mark.django_db
def test_the_form_of_an_act_is_told_to_its_roles_only(world: World, travel_to: Any) -> None:
    travel_to(NOW)
    places = Places(world, NOW)
    for who in ("auditor", "finance", "tech_engineer", "sales_clerk"):
        user, program = getattr(world, who), client_of(world, who)
        for name, takes in ENDPOINTS.items():
            answer = program.get(places.address(name, takes, user))
            if answer.status_code != 405 and name not in {"api_file", "api_docs", "api_schema"}:
                assert fits(answer.status_code, user, name), (who, name, answer.status_code)
                assert answer["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_a_visitor_is_told_to_log_in_everywhere(world: World, travel_to: Any) -> None:
    travel_to(NOW)
    places, visitor = Places(world, NOW), Client()
    statuses = {}
    for name, takes in ENDPOINTS.items():
        address = places.address(name, takes, world.users["hr"])
        statuses |= {(name, "get"): visitor.get(address).status_code}
        statuses |= {(name, "post"): send(visitor, address.removeprefix("/api/"), {}).status_code}
    pages = {("api_docs", "get"), ("api_docs", "post")}
    assert {key: status for key, status in statuses.items() if status != 401 and key not in pages} == {}
    assert {statuses[key] for key in pages} == {302}


@pytest.mark.django_db
def test_a_key_that_opens_nothing_is_told_so(client: Client) -> None:
    assert client.get("/api/me/", headers={"Authorization": "Token 0000"}).status_code == 401
