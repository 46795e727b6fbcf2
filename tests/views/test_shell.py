"""The frame of the pages: menus by role, the demo mark, own page, and what fails."""

from typing import Any

import pytest
from django.test import Client
from django.urls import path, reverse

from tests.field_made import Department
from tests.world import PEOPLE, World, at
from yibin_service import urls
from yibin_service.desk import menus, shell
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db


def get(user: User, address: str = "/me/") -> Any:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address)


def post(user: User, address: str, data: dict[str, str]) -> Any:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(address, data)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_menu_and_at_most_five_tabs(role: Role) -> None:
    assert menus.MENUS[role]
    assert 3 <= len(menus.PHONE_TABS[role]) <= 6


@pytest.mark.parametrize("username", ["sales_clerk", "tech_head", "deputy_gm", "enterprise_management", "qc_head", "admin"])
def test_a_menu_holds_only_pages_that_the_permission_table_opens(world: World, username: str) -> None:
    user = User.objects.get(username=username)
    shown = {item.url for group in shell.menu_groups(user, "/", {}) for item in group.entries}
    pages = {entry.page for entries in menus.MENUS.values() for entry in entries}
    for page in pages:
        if page.verbs and not any(may(user, verb) for verb in page.verbs):
            assert shell.address(page.url_name) not in shown - {""}


@pytest.mark.parametrize("username", sorted(PEOPLE))
def test_nothing_in_the_menu_or_the_tabs_leads_to_a_refusal(world: World, username: str) -> None:
    Department(world)  # everybody of 售后服务部 is on the payroll
    user, client = world.users[username], Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    addresses = {item.url for group in shell.menu_groups(user, "/", {}) for item in group.entries}
    addresses |= {tab.url for tab in shell.phone_tabs(user, "/", {})}
    assert {address: client.get(address, follow=True).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_an_item_whose_page_does_not_exist_is_left_out(world: World) -> None:
    assert shell.address("no_such_page") == ""
    shown = [item.url for group in shell.menu_groups(world.service_engineer, "/", {}) for item in group.entries]
    assert "" not in shown


def test_a_second_role_adds_its_items_behind_the_first(world: World) -> None:
    before = [item.url for group in shell.menu_groups(world.admin, "/", {}) for item in group.entries]
    RoleGrant.objects.create(user=world.admin, role=Role.TECH_HEAD, granted_at=at("2026-02-01 08:00"))
    after = [item.url for group in shell.menu_groups(world.admin, "/", {}) for item in group.entries]
    assert set(before) <= set(after)
    assert len(after) == len(set(after))


def test_the_longest_address_marks_the_page_one_is_on() -> None:
    items = [shell.Item("工作台", "/", "home"), shell.Item("案件", "/cases/", "home"), shell.Item("卡", "/cases/new/", "home")]
    marked = {item.name: item.is_current for item in shell._marked(items, "/cases/new/7/")}
    assert marked == {"工作台": False, "案件": False, "卡": True}


def test_unread_messages_are_counted_in_the_frame(world: World) -> None:
    for number in range(3):
        InboxMessage.objects.create(user=world.tech_head, key=str(number), title="消息", created_at=at("2026-11-01 08:00"))
    InboxMessage.objects.filter(key="0").update(read_at=at("2026-11-02 08:00"))
    assert get(world.tech_head).context["inbox_count"] == 2


def test_deadlines_turn_amber_by_the_parameters_in_force(world: World) -> None:
    soon, urgent = get(world.tech_head).context["due_warnings"]
    assert (soon.total_seconds(), urgent.total_seconds()) == (24 * 3600, 6 * 3600)


def test_pages_of_the_demo_carry_its_mark_and_others_do_not(world: World) -> None:
    assert "演示数据" not in get(world.tech_head).content.decode()
    User.objects.filter(username="auditor").update(is_demo=True)
    assert "演示数据" in get(world.tech_head).content.decode()


def test_a_visitor_is_sent_to_the_login(client: Client) -> None:
    assert client.get("/me/").headers["Location"] == "/login/?next=/me/"


def test_a_sending_script_is_told_the_address_instead_of_being_redirected(world: World) -> None:
    client = Client()
    client.force_login(world.tech_head, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/me/preferences/", {"has_large_type": "on"}, headers={"X-Act-Send": "1"})
    assert (answer.status_code, answer.headers["X-Location"]) == (204, "/me/")


def test_a_sending_script_without_log_in_is_told_the_login(client: Client) -> None:
    answer = client.post("/me/preferences/", {}, headers={"X-Act-Send": "1"})
    assert (answer.status_code, answer.headers["X-Location"].split("?")[0]) == (204, "/login/")


def test_preferences_are_kept(world: World) -> None:
    post(world.tech_head, "/me/preferences/", {"has_large_type": "on"})
    assert (world.tech_head.has_large_type, world.tech_head.has_shortcuts) == (True, False)
    assert 'class="q-large"' in get(world.tech_head).content.decode()


def test_a_new_password_is_set_and_only_the_deed_is_recorded(world: World) -> None:
    user = world.tech_head
    user.set_password("old-mill-2026")
    user.save()
    words = {"old_password": "old-mill-2026", "new_password1": "vat-and-wire-77", "new_password2": "vat-and-wire-77"}
    assert post(world.tech_head, "/me/password/", words).status_code == 302
    assert world.tech_head.check_password("vat-and-wire-77")
    event = Event.objects.get(verb="change_password")
    assert "vat-and-wire-77" not in f"{event.text}{event.changes}"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("old_password", "wrong-word-99", "现用密码不对"),
        ("new_password2", "another-word-1", "两次填的新密码不一样"),
        ("new_password1", "", "请填「新密码」"),
    ],
)
def test_a_password_that_cannot_be_set_is_told_at_its_field(world: World, field: str, value: str, message: str) -> None:
    user = world.tech_head
    user.set_password("old-mill-2026")
    user.save()
    words = {"old_password": "old-mill-2026", "new_password1": "vat-and-wire-77", "new_password2": "vat-and-wire-77"}
    answer = post(world.tech_head, "/me/password/", {**words, field: value})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert world.tech_head.check_password("old-mill-2026")


def test_an_address_that_does_not_exist_is_told_in_the_product_s_words(world: World) -> None:
    answer = get(world.tech_head, "/nothing/here/")
    assert answer.status_code == 404
    assert "没有这一页，或您无权查看" in answer.content.decode()


def _broken(request: object) -> None:
    raise RuntimeError("a fault of the product")


def test_a_fault_of_the_product_gives_a_number_that_the_log_holds(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("broken/", _broken)])
    _forget_addresses()
    client = Client(raise_request_exception=False)
    client.force_login(world.tech_head, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/broken/")
    number = answer.headers["X-Error-Number"]
    assert answer.status_code == 500
    assert number in answer.content.decode()
    assert number in caplog.text
    monkeypatch.undo()
    _forget_addresses()


def _forget_addresses() -> None:
    from django.urls import clear_url_caches

    clear_url_caches()


def test_the_page_of_samples_is_for_developers(world: World) -> None:
    assert get(world.admin, reverse("samples")).status_code == 200
    assert get(world.tech_head, reverse("samples")).status_code == 404


def test_pages_allow_nothing_inline(world: World) -> None:
    answer = get(world.admin, reverse("samples"))
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    body = answer.content.decode()
    assert " style=" not in body
    assert " onclick=" not in body


def test_no_verb_of_the_menu_is_unknown() -> None:
    verbs = {verb for entries in menus.MENUS.values() for entry in entries for verb in entry.page.verbs}
    assert verbs <= set(Verb)
