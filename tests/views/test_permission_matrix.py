"""Every role at every page: who comes in is what the permission table and the rows say, nobody else, nothing forgotten."""

from typing import Any

import pytest
from django.test import Client

from tests.addresses import RULES, SKIPPED, WITHOUT_LOGIN, Places, all_addresses, expected, fits, rule_of
from tests.views.acting import client_of
from tests.world import PEOPLE, World, at
from yibin_service.foundation.access.permissions import PERMISSIONS, Verb
from yibin_service.foundation.access.roles import Role

NOW = at("2026-11-02 10:00")
# One person of each role, and a head whose unit bears nothing.
WHO = [name for name in PEOPLE if name not in {"sales_clerk2", "tech_engineer2", "qc_head", "warehouse_head"}]
PAGES = {name: takes for name, takes in all_addresses(is_api=False).items() if name not in WITHOUT_LOGIN | SKIPPED}


def test_every_page_has_its_rule() -> None:
    assert [name for name in PAGES if name not in RULES] == []
    assert [name for name in RULES if name.removeprefix("api_") not in PAGES and name not in all_addresses(True)] == []


def test_every_verb_is_somebodys_and_the_administrator_decides_no_case() -> None:
    assert set(PERMISSIONS) == set(Verb) and all(PERMISSIONS.values())
    of_admin = {verb for verb, roles in PERMISSIONS.items() if Role.ADMIN in roles}
    assert of_admin == {Verb.READ_ROLE_CHANGES, Verb.MANAGE_MASTER_DATA, Verb.MANAGE_ACCOUNTS}


@pytest.mark.django_db
def test_each_role_comes_in_where_the_table_says_and_nowhere_else(world: World, travel_to: Any) -> None:
    travel_to(NOW)
    places = Places(world, NOW)
    wrong = {}
    for who in WHO:
        user, browser = getattr(world, who), client_of(world, who)
        for name, takes in PAGES.items():
            status = knock(browser, places.address(name, takes, user))
            if not fits(status, user, name):
                wrong[who, name] = (status, expected(user, name))
    assert wrong == {}


def knock(browser: Client, address: str) -> int:
    """The status of the page, or where it takes only posts, of an empty one."""
    status = browser.get(address).status_code
    return browser.post(address).status_code if status == 405 else status


@pytest.mark.django_db
def test_a_visitor_is_led_to_the_login_from_everywhere(world: World, travel_to: Any) -> None:
    travel_to(NOW)
    places, visitor = Places(world, NOW), Client()
    open_to_all = {}
    for name, takes in PAGES.items():
        for method in ("get", "post"):
            answer = getattr(visitor, method)(places.address(name, takes, world.users["hr"]))
            if not (answer.status_code == 302 and answer["Location"].startswith("/login/")):
                open_to_all[name, method] = answer.status_code
    assert open_to_all == {}


@pytest.mark.django_db
def test_an_account_without_a_role_opens_nothing_but_its_own(world: World, travel_to: Any) -> None:
    travel_to(NOW)
    places, user = Places(world, NOW), world.users["tech_head"]
    user.grants.update(revoked_at=NOW)
    browser = client_of(world, "tech_head")
    for name, takes in PAGES.items():
        if rule_of(name).verbs:
            assert knock(browser, places.address(name, takes, user)) in {403, 404}, name


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_master_data_are_the_administrators(world: World, who: str) -> None:
    answer = client_of(world, who).get("/admin/")
    assert (answer.status_code == 200) == (who == "admin")
