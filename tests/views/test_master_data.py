"""Master data: for the administrator alone, changed but never deleted."""

from datetime import date
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import Client

from cases.models import Customer, Defect
from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.org.models import Site, Unit, UnitKind
from yibin_service.foundation.org.selectors import unit_of_kind, units_at

pytestmark = pytest.mark.django_db
LISTS = (
    "/admin/cases/customer/",
    "/admin/cases/product/",
    "/admin/cases/defect/",
    "/admin/org/unit/",
    "/admin/org/site/",
    "/admin/org/papermachine/",
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


def test_what_a_record_is_known_by_cannot_be_changed_any_more(admin: Client, world: World) -> None:
    for address, name in (
        (f"org/unit/{world.unit['sales'].pk}", "code"),
        (f"org/unit/{world.unit['sales'].pk}", "name"),
        (f"org/papermachine/{world.machine[7].pk}", "number"),
        (f"cases/product/{world.product.pk}", "code"),
        (f"cases/defect/{world.hole.pk}", "code"),
    ):
        page = admin.get(f"/admin/{address}/change/").content.decode()
        assert f'name="{name}"' not in page and 'name="_save"' in page


NAMES = {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0", "names-MIN_NUM_FORMS": "0", "names-MAX_NUM_FORMS": "1000"}


def renamed(admin: Client, unit: Unit, name: str, since: str, **changes: str) -> Any:
    fields = {"position": str(unit.position), "is_active": "on", **NAMES, "names-0-name": name, "names-0-effective_from": since}
    return admin.post(f"/admin/org/unit/{unit.pk}/change/", fields | {"names-0-unit": str(unit.pk)} | changes)


def errors(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.context["errors"])


def test_a_unit_is_renamed_from_a_day_on_and_the_trail_tells(admin: Client, world: World) -> None:
    unit = world.unit["warehouse"]
    assert renamed(admin, unit, "物资供应处", "2026-03-01").status_code == 302
    unit.refresh_from_db()
    assert unit.name == "物资供应处"
    assert unit.names.get().effective_from.isoformat() == "2026-03-01"
    events = list(Event.objects.filter(stream=f"unit:{unit.pk}"))
    assert [event.verb for event in events] == ["add_unitname", "change_unit"]
    assert (events[1].text, events[1].changes) == ("更正单位 物资处", [["现用名称", "物资处", "物资供应处"]])
    assert {event.actor for event in events} == {world.users["admin"]}
    history = admin.get(f"/admin/org/unit/{unit.pk}/history/").content.decode()
    assert "现用名称：物资处 → 物资供应处" in history and "系统管理员 管理员" in history
    assert admin.get("/admin/org/unit/99999/history/").status_code == 404


def test_a_name_of_the_future_or_of_another_unit_is_refused(admin: Client, world: World) -> None:
    unit = world.unit["warehouse"]
    assert "那天再录入" in errors(renamed(admin, unit, "物资供应处", "2099-01-01"))
    assert "另一个单位" in errors(renamed(admin, unit, "销售处", "2026-03-01"))
    assert not unit.names.exists()


def test_a_unit_lies_at_a_site_from_a_day_on_until_it_moves(admin: Client, world: World) -> None:
    service, hr = world.unit["service"], Unit.objects.get(code="hr")
    lines = {"units-TOTAL_FORMS": "1", "units-INITIAL_FORMS": "0", "units-MIN_NUM_FORMS": "0", "units-MAX_NUM_FORMS": "1000"}
    for name, unit, since in (("南岸厂区", service, "2026-01-01"), ("江北厂区", service, "2026-10-01"), ("驻外", hr, "2099-01-01")):
        row = {"units-0-unit": str(unit.pk), "units-0-effective_from": since}
        answer = admin.post("/admin/org/site/add/", {"name": name, "position": "1", "is_active": "on", **lines, **row})
        assert answer.status_code == (200 if name == "驻外" else 302)
    assert "搬的那天再录入" in errors(answer)
    south, north = Site.objects.order_by("pk")
    assert [list(units_at(south, date(*day))) for day in ((2025, 12, 31), (2026, 1, 1), (2026, 9, 30), (2026, 10, 1))] == [
        [], [service], [service], [],
    ]  # fmt: skip
    assert list(units_at(north, date(2026, 10, 1))) == [service]
    assert Event.objects.filter(stream=f"site:{south.pk}", verb="add_unitsite").exists()
    assert admin.post(f"/admin/org/site/{south.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_only_unit_of_a_kind_stays_in_use(admin: Client, world: World) -> None:
    answer = renamed(admin, world.unit["sales"], "", "", is_active="", **{"names-TOTAL_FORMS": "0"})
    assert "要有一个在用的单位" in errors(answer)
    fields = {"code": "sales2", "kind": "sales", "name": "销售二处", "effective_from": "2026-03-01", "position": "9"}
    assert "已有在用的单位 销售处" in errors(admin.post("/admin/org/unit/add/", fields | {"is_active": "on"}))
    assert unit_of_kind(UnitKind.SALES) == world.unit["sales"]


def test_a_workshop_is_dissolved_into_another_once_its_machines_have_moved(admin: Client, world: World) -> None:
    old, heir = world.unit["workshop_3"], world.unit["workshop_4"]
    fields = {"is_active": "", "successor": str(heir.pk), "names-TOTAL_FORMS": "0"}
    assert "还有在用的纸机" in errors(renamed(admin, old, "", "", **fields))
    old.machines.update(workshop=heir)
    assert "另一个在用的单位" in errors(renamed(admin, old, "", "", **fields | {"successor": str(old.pk)}))
    assert "没有承接单位" in errors(renamed(admin, old, "", "", **fields | {"is_active": "on"}))
    assert renamed(admin, old, "", "", **fields).status_code == 302
    old.refresh_from_db()
    assert (old.is_active, old.successor) == (False, heir)


def test_a_new_unit_begins_with_its_first_name(admin: Client, world: World) -> None:
    fields = {"code": "workshop_5", "kind": "workshop", "name": "五抄车间", "effective_from": "2026-03-01"}
    answer = admin.post("/admin/org/unit/add/", fields | {"position": "9", "is_active": "on"})
    assert answer.status_code == 302
    unit = Unit.objects.get(code="workshop_5")
    assert [str(name) for name in unit.names.all()] == ["五抄车间（2026-03-01起）"]
    texts = Event.objects.filter(stream=f"unit:{unit.pk}").values_list("text", flat=True)
    assert list(texts) == ["新增单位 五抄车间", "新增单位名称 五抄车间（2026-03-01起）"]


@pytest.mark.parametrize("kind", ["", "boss"])
def test_a_unit_of_no_kind_is_told_so(admin: Client, world: World, kind: str) -> None:
    fields = {"code": "x", "kind": kind, "name": "某处", "effective_from": "x", "position": "9", "is_active": "on"}
    assert "field-kind" in admin.post("/admin/org/unit/add/", fields).content.decode()
    assert not Unit.objects.filter(code="x").exists()


def test_a_customers_name_is_one_customers_however_it_is_written(admin: Client, world: World) -> None:
    fields = {"name": f" {world.customer.name}　", "is_active": "on"}
    assert "已在名录里" in errors(admin.post("/admin/cases/customer/add/", fields))


def test_a_record_saved_as_it_was_leaves_no_trace(admin: Client, world: World) -> None:
    fields = {"name": world.customer.name, "is_active": "on"}
    assert admin.post(f"/admin/cases/customer/{world.customer.pk}/change/", fields).status_code == 302
    assert not Event.objects.filter(stream=f"customer:{world.customer.pk}").exists()


def test_a_new_customer_is_told_in_its_trail(admin: Client, world: World) -> None:
    assert admin.post("/admin/cases/customer/add/", {"name": "成都锦江印刷厂", "is_active": "on"}).status_code == 302
    customer = Customer.objects.get(name="成都锦江印刷厂")
    assert (customer.initials, customer.added_by) == ("cdjjysc", world.users["admin"])
    event = Event.objects.get(stream=f"customer:{customer.pk}")
    assert (event.verb, event.changes) == ("add_customer", [["名称", "", "成都锦江印刷厂"], ["在用", "", "是"]])


def test_packages_bring_nothing_of_their_own(admin: Client) -> None:
    assert {model._meta.label for model in site._registry} == {
        "cases.Customer", "cases.Product", "cases.Defect", "org.Site", "org.Unit", "org.PaperMachine"
    }  # fmt: skip
    for address in ("auth/group", "authtoken/tokenproxy", "axes/accessattempt", "sessions/session", "access/user"):
        assert admin.get(f"/admin/{address}/").status_code == 404


def test_the_login_there_is_the_products_own(client: Client, admin: Client, world: World) -> None:
    assert Client().get("/admin/login/").headers["Location"].startswith("/login/")
    assert admin.post("/admin/logout/").headers["Location"] == "/me/"
    assert admin.get("/admin/password_change/").headers["Location"] == "/me/"


def test_a_role_taken_back_closes_the_door_at_once(admin: Client, world: World) -> None:
    RoleGrant.objects.filter(user=world.users["admin"]).update(revoked_at=at("2026-10-01 08:00"))
    assert admin.get("/admin/org/unit/", follow=True).status_code == 403


def test_staff_or_superuser_marks_open_nothing(client: Client, world: World) -> None:
    User.objects.filter(username="sales_clerk").update(is_staff=True, is_superuser=True)
    client.force_login(world.sales_clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/", follow=True).status_code == 403
