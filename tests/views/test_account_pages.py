"""Pages of accounts and of role changes."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.views.acting import client_of, text_of
from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.services.grant_role import grant_role
from yibin_service.foundation.access.services.reset_password import reset_password
from yibin_service.foundation.access.services.revoke_role import revoke_role
from yibin_service.foundation.acts.models import Act, Event

pytestmark = pytest.mark.django_db
NOW = at("2026-10-05 09:00")
GOOD = "vat-and-wire-77"


def send(world: World, path: str, who: str = "admin", **fields: Any) -> Any:
    data = {"act_id": str(uuid.uuid4()), **fields}
    return client_of(world, who).post(path, data)


def opened(world: World, **changes: Any) -> Any:
    fields = {"display_name": "郭亮", "username": "guo.liang", "unit": world.unit["sales"].pk, "password": GOOD}
    return send(world, "/accounts/new/", **fields | changes)


def test_an_account_is_opened_with_its_first_role(world: World) -> None:
    answer = opened(world, role="sales_clerk", phone="8035", email="gl@mill.example")
    person = User.objects.get(username="guo.liang")
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{person.pk}/")
    assert (person.display_name, person.unit, person.phone) == ("郭亮", world.unit["sales"], "8035")
    assert person.roles == {Role.SALES_CLERK}
    assert person.check_password(GOOD)
    assert [event.verb for event in Event.objects.filter(stream=f"user:{person.pk}")] == ["open_account", "grant_role"]


def test_the_same_send_opens_one_account(world: World) -> None:
    act_id = str(uuid.uuid4())
    for _ in range(2):
        assert opened(world, act_id=act_id).status_code == 302
    assert opened(world, act_id=act_id, username="other").status_code == 409
    assert opened(world, act_id=act_id, password="another-good-one-1").status_code == 409
    assert User.objects.filter(display_name="郭亮").count() == 1


def test_nothing_of_the_password_is_kept_beside_its_hash(world: World) -> None:
    opened(world)
    act = Act.objects.get()
    assert GOOD not in f"{act.answer}{act.digest}"
    assert not Event.objects.filter(text__contains=GOOD).exists()


@pytest.mark.parametrize(
    "field, value, words",
    [
        ("username", "Guo Liang", "登录名用 2—30个小写字母"),
        ("username", "管理员", "登录名用 2—30个小写字母"),
        ("username", "admin", "这个登录名已有人用"),
        ("username", "", "请填「登录名」"),
        ("display_name", "", "请填「姓名」"),
        ("display_name", "长" * 41, "最多 40 字"),
        ("password", "1234567890", ""),
        ("password", "short-1", ""),
        ("email", "不是地址", "请填电子邮件地址"),
        ("unit", "99999", "没有这一项"),
        ("role", "boss", "没有这一项"),
        ("role", "unit_head", "单位负责人要先有单位"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_saved(
    world: World, field: str, value: str, words: str
) -> None:
    before = User.objects.count()
    changes = {field: value} | ({"unit": ""} if value == "unit_head" else {})
    answer = opened(world, **changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert answer.context["form"].errors.keys() == {field}
    assert (User.objects.count(), RoleGrant.objects.filter(user__username="guo.liang").exists()) == (before, False)


def test_a_role_is_given_and_taken_on_pages(world: World) -> None:
    person = world.sales_clerk
    page = text_of(client_of(world, "admin").get(f"/accounts/{person.pk}/grant-role/"))
    assert 'value="sales_head"' in page and 'value="sales_clerk"' not in page
    assert send(world, f"/accounts/{person.pk}/grant-role/", role="sales_head").status_code == 302
    assert world.sales_clerk.roles == {Role.SALES_CLERK, Role.SALES_HEAD}
    assert send(world, f"/accounts/{person.pk}/revoke-role/", role="sales_clerk").status_code == 302
    assert world.sales_clerk.roles == {Role.SALES_HEAD}


def test_the_own_account_is_another_administrators_matter(world: World) -> None:
    own = f"/accounts/{world.admin.pk}/"
    for verb in ("grant-role", "revoke-role", "deactivate-account", "reset-password"):
        answer = client_of(world, "admin").get(f"{own}{verb}/")
        assert answer.status_code == 403
        assert "由另一位系统管理员办理" in text_of(answer)
    assert send(world, f"{own}grant-role/", role="tech_head").status_code == 403
    assert world.admin.roles == {Role.ADMIN}
    page = text_of(client_of(world, "admin").get(own))
    assert "这是您自己的账号" in page and "grant-role" not in page


def test_a_closed_account_is_out_at_once_and_may_come_back(world: World) -> None:
    person, browser = world.finance, client_of(world, "finance")
    assert browser.get("/me/").status_code == 200
    assert send(world, f"/accounts/{person.pk}/deactivate-account/").status_code == 302
    assert browser.get("/me/").status_code == 302
    page = text_of(client_of(world, "admin").get(f"/accounts/{person.pk}/"))
    assert "这个账号已停用" in page and "grant-role" not in page
    assert client_of(world, "admin").get(f"/accounts/{person.pk}/deactivate-account/").status_code == 409
    assert send(world, f"/accounts/{person.pk}/reactivate-account/").status_code == 302
    assert world.finance.roles == {Role.FINANCE}


def test_a_reset_password_comes_before_everything_else(world: World) -> None:
    person = world.sales_clerk
    assert send(world, f"/accounts/{person.pk}/reset-password/", password=GOOD).status_code == 302
    browser = Client()
    assert browser.post("/login/", {"username": "sales_clerk", "password": GOOD}).status_code == 302
    for path in ("/", "/cases/", "/cards/new/"):
        assert browser.get(path)["Location"] == "/me/"
    assert browser.get("/api/cases/").status_code == 403
    assert "请先改密码" in text_of(browser.get("/me/"))

    words = {"old_password": GOOD, "new_password1": GOOD, "new_password2": GOOD}
    assert "和现用密码一样" in text_of(browser.post("/me/password/", words))
    words = {"old_password": GOOD, "new_password1": "only-i-know-it", "new_password2": "only-i-know-it"}
    assert browser.post("/me/password/", words).status_code == 302
    assert browser.get("/cases/").status_code == 200


def test_a_program_with_the_persons_session_is_told_to_change_the_password(world: World) -> None:
    reset_password(user=world.sales_clerk, password=GOOD, by=world.admin, at=NOW)
    browser = Client()
    browser.force_login(world.sales_clerk, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/api/cards/new/", {}, content_type="application/json")
    assert answer.status_code == 403
    assert "改密码" in answer.json()["message"]


def test_accounts_are_found_by_name_role_and_state(world: World) -> None:
    browser = client_of(world, "admin")

    def names(query: str) -> list[str]:
        return [person.username for person in browser.get(f"/accounts/{query}").context["page"]]

    assert len(names("")) == len(world.users)
    assert names("?text=刘玉兰") == ["sales_clerk"]
    assert names("?text=TECH_HE") == ["tech_head"]
    assert names("?role=unit_head") == ["qc_head", "warehouse_head", "workshop3_head", "workshop4_head"]
    User.objects.filter(username="hr").update(is_active=False)
    assert names("?state=closed") == ["hr"]
    assert names("?text=没有这个人") == []
    assert len(names("?role=<b>&page=x")) == len(world.users)


def test_the_list_of_accounts_costs_the_same_however_long(world: World) -> None:
    browser = client_of(world, "admin")
    asked = []
    for number in range(3):  # the first fills caches of the process
        with CaptureQueriesContext(connection) as queries:
            browser.get("/accounts/")
        asked.append(len(queries))
        person = User.objects.create(username=f"x{number}", display_name="某", password="!")
        RoleGrant.objects.create(user=person, role=Role.HR, granted_at=NOW)
    assert asked[1] == asked[2]


@pytest.mark.parametrize("who", ["enterprise_management", "auditor", "admin"])
def test_those_who_watch_read_every_change(world: World, who: str) -> None:
    grant_role(user=world.sales_clerk, role=Role.SALES_HEAD, by=world.admin, at=NOW)
    page = text_of(client_of(world, who).get("/role-changes/"))
    assert "授予 刘玉兰 岗位「销售处长」" in page
    assert "系统管理员 管理员" in page
    account = client_of(world, who).get(f"/accounts/{world.sales_clerk.pk}/")
    assert account.status_code == 200
    assert ("grant-role" in text_of(account)) == (who == "admin")


@pytest.mark.parametrize("who", ["sales_head", "tech_head", "deputy_gm", "general_manager", "hr"])
def test_others_read_neither_accounts_nor_changes(world: World, who: str) -> None:
    for path in ("/accounts/", "/role-changes/", f"/accounts/{world.admin.pk}/", "/accounts/new/"):
        assert client_of(world, who).get(path).status_code == 403


def test_changes_are_narrowed_by_person_deed_and_day(world: World) -> None:
    grant_role(user=world.sales_clerk, role=Role.SALES_HEAD, by=world.admin, at=NOW)
    revoke_role(user=world.finance, role=Role.FINANCE, by=world.admin, at=at("2026-10-06 09:00"))
    browser = client_of(world, "enterprise_management")

    def verbs(query: str) -> list[str]:
        return [row.event.verb for row in browser.get(f"/role-changes/{query}").context["page"].rows]

    assert verbs("") == ["revoke_role", "grant_role"]
    assert verbs("?text=冯雪") == ["revoke_role"]
    assert verbs("?verb=grant_role") == ["grant_role"]
    assert verbs("?since=2026-10-06") == ["revoke_role"]
    assert verbs("?until=2026-10-05") == ["grant_role"]
    assert verbs("?since=2026-10-07") == []
    assert len(verbs("?since=x&verb=<b>&before=９９")) == 2


def test_long_histories_are_read_a_page_at_a_time(world: World) -> None:
    for number in range(60):
        Event.objects.create(
            stream=f"user:{world.finance.pk}", verb="grant_role", actor_title="系统", text=str(number), happened_at=NOW
        )
    browser = client_of(world, "auditor")
    first = browser.get("/role-changes/").context["page"]
    second = browser.get(f"/role-changes/?before={first.older}").context["page"]
    texts = [row.event.text for row in [*first.rows, *second.rows]]
    assert texts == [str(number) for number in reversed(range(60))]
    assert second.older is None


def test_what_is_no_account_is_not_found(world: World) -> None:
    for pk in (999_999, 10**30):
        assert client_of(world, "admin").get(f"/accounts/{pk}/").status_code == 404
