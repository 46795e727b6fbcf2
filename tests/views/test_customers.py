"""The list of customers, and entering or correcting one."""

import uuid
from typing import Any

import pytest
from django.test import Client

from cases.models import Customer
from tests.world import World, at
from yibin_service.foundation.acts.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.users["sales_clerk"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"act_id": str(uuid.uuid4()), **fields})


def test_a_customer_is_entered_with_the_keys_it_is_found_by(clerk: Client) -> None:
    assert send(clerk, "/customers/new/", name="  犍为　玉津纸品 ", region="四川乐山").status_code == 302
    added = Customer.objects.get(region="四川乐山")
    assert (added.name, added.pinyin, added.initials) == ("犍为 玉津纸品", "qianweiyujinzhipin", "qwyjzp")
    assert added.added_by is not None and added.added_by.username == "sales_clerk"


@pytest.mark.parametrize("name", ["昆明滇池印务有限公司", " 昆明滇池印务有限公司　"])
def test_a_known_name_is_refused_at_its_field(clerk: Client, name: str) -> None:
    answer = send(clerk, "/customers/new/", name=name)
    assert answer.status_code == 422
    assert "已在名录里" in answer.context["form"].errors["name"][0]


@pytest.mark.parametrize(("name", "status"), [("", 422), ("　", 422), ("名" * 120, 302), ("名" * 121, 422)])
def test_a_name_is_a_must_and_has_at_most_120_characters(clerk: Client, name: str, status: int) -> None:
    assert send(clerk, "/customers/new/", name=name).status_code == status


def test_a_correction_tells_from_what_to_what_and_renews_the_keys(clerk: Client, world: World) -> None:
    pk = world.customer.pk
    answer = send(clerk, f"/customers/{pk}/", name="成都锦江印刷厂", contact_name="张师傅")
    assert answer.status_code == 302
    assert Customer.objects.get(pk=pk).initials == "cdjjysc"
    event = Event.objects.get(stream=f"customer:{pk}")
    assert ["名称", "昆明滇池印务有限公司", "成都锦江印刷厂"] in event.changes


def test_an_unchanged_customer_leaves_no_trace(clerk: Client, world: World) -> None:
    send(clerk, f"/customers/{world.customer.pk}/", name=world.customer.name)
    assert not Event.objects.filter(stream=f"customer:{world.customer.pk}").exists()


def test_the_name_of_another_customer_cannot_be_taken(clerk: Client, world: World) -> None:
    other = Customer.objects.create(name="重庆长江包装")
    assert send(clerk, f"/customers/{other.pk}/", name=world.customer.name).status_code == 422


def test_the_list_finds_by_name_and_initials_and_counts_this_years_cases(
    clerk: Client, world: World, travel_to: Any
) -> None:
    travel_to(at("2026-10-08 09:00"))
    world.file_card(at("2026-10-07 10:00"))
    world.file_card(at("2025-12-31 23:59"))
    page = clerk.get("/customers/", {"q": "kmdc"}).content.decode()
    assert world.customer.name in page and "1件" in page
    assert "没有相符的客户" in clerk.get("/customers/", {"q": "没有"}).content.decode()


@pytest.mark.parametrize("query", ["q=" + "长" * 500, "page=abc", "page=99999", "page=-1"])
def test_a_garbled_address_is_no_crash(clerk: Client, query: str) -> None:
    assert clerk.get(f"/customers/?{query}").status_code == 200


def test_customers_are_sales_business(client: Client, world: World) -> None:
    for username in ("tech_head", "deputy_gm", "auditor", "admin"):
        client.force_login(world.users[username], backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/customers/").status_code == 403
        assert send(client, "/customers/new/", name="新客户").status_code == 403
        assert send(client, f"/customers/{world.customer.pk}/", name="新客户").status_code == 403


def test_an_unknown_customer_is_not_found(clerk: Client) -> None:
    assert clerk.get("/customers/999999/").status_code == 404
