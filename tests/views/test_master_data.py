"""Master data: for the administrator alone, changed but never deleted."""

from typing import Any

import pytest
from django.test import Client

from cases.models import Customer, Defect
from tests.world import World
from yibin_service.foundation.org.models import Unit

pytestmark = pytest.mark.django_db
LISTS = (
    "/admin/cases/customer/",
    "/admin/cases/product/",
    "/admin/cases/defect/",
    "/admin/org/unit/",
    "/admin/org/papermachine/",
    "/admin/org/calendarday/",
)


@pytest.fixture
def admin(client: Client, world: World) -> Client:
    client.force_login(world.users["admin"], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", ("/admin/", *LISTS))
def test_the_administrator_sees_every_kind(admin: Client, address: str) -> None:
    assert admin.get(address).status_code == 200
    if address != "/admin/":
        assert admin.get(f"{address}add/").status_code == 200


@pytest.mark.parametrize("username", ["sales_head", "tech_head", "deputy_gm", "auditor", "enterprise_management"])
def test_nobody_else_gets_in(client: Client, world: World, username: str) -> None:
    client.force_login(world.users[username], backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/admin/", *LISTS, "/admin/org/unit/add/"):
        assert client.get(address, follow=True).status_code == 403


def test_a_visitor_is_sent_to_the_products_own_login(client: Client, world: World) -> None:
    answer = client.get("/admin/org/unit/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/")


def test_no_money_no_acts_and_no_accounts_stand_there(admin: Client) -> None:
    page = admin.get("/admin/").content.decode()
    for word in ("台账", "结算", "账号", "岗位", "组", "令牌", "访问"):
        assert f">{word}" not in page
    assert admin.get("/admin/access/user/").status_code == 404


def test_nothing_is_deleted(admin: Client, world: World) -> None:
    pk = world.unit["sales"].pk
    assert admin.post(f"/admin/org/unit/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert Unit.objects.filter(pk=pk).exists()


def test_a_customer_saved_there_is_found_by_its_new_name(admin: Client, world: World) -> None:
    fields: dict[str, Any] = {"name": "成都锦江印刷厂", "is_active": "on"}
    answer = admin.post(f"/admin/cases/customer/{world.customer.pk}/change/", fields)
    assert answer.status_code == 302
    changed = Customer.objects.get(pk=world.customer.pk)
    assert (changed.name, changed.initials) == ("成都锦江印刷厂", "cdjjysc")


def test_a_usual_cause_is_one_of_the_regulations(admin: Client, world: World) -> None:
    fields = {"code": "odd", "name": "怪缺陷", "problem_kind": "intrinsic", "position": "9", "is_active": "on"}
    assert admin.post("/admin/cases/defect/add/", fields | {"usual_cause": "nonsense"}).status_code == 200
    assert admin.post("/admin/cases/defect/add/", fields | {"usual_cause": "hidden"}).status_code == 302
    assert Defect.objects.get(code="odd").usual_cause == "hidden"


def test_what_a_unit_is_known_by_cannot_be_changed_any_more(admin: Client, world: World) -> None:
    page = admin.get(f"/admin/org/unit/{world.unit['sales'].pk}/change/").content.decode()
    assert 'name="code"' not in page and 'name="name"' in page
