"""Accounts, their roles, and the people of the demo."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import World, at
from yibin_service.foundation.access.demo_accounts import DEMO_ACCOUNTS
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import has_demo_accounts, know_titles, users_with_role
from yibin_service.foundation.access.services.deactivate_account import OwnAccount, deactivate_account
from yibin_service.foundation.access.services.grant_role import RoleHeldAlready, grant_role
from yibin_service.foundation.access.services.load_accounts import DemoOutsideEmbeddedDatabase, load_accounts
from yibin_service.foundation.access.services.open_account import UsernameTaken, WeakPassword, open_account
from yibin_service.foundation.access.services.revoke_role import RoleNotHeld, revoke_role
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.org.models import PaperMachine, Unit
from yibin_service.foundation.org.services.load_units import load_units

pytestmark = pytest.mark.django_db
NOW = at("2026-10-05 09:00")


def test_units_and_machines_are_loaded_once_and_changes_of_the_site_stay() -> None:
    assert load_units() == 17
    Unit.objects.filter(code="warehouse").update(name="物资供应处")

    assert load_units() == 0
    assert Unit.objects.get(code="warehouse").name == "物资供应处"
    assert PaperMachine.objects.get(number=5).workshop.name == "三抄车间"
    assert PaperMachine.objects.get(number=7).workshop.name == "四抄车间"


def test_demo_accounts_cover_every_role_and_are_added_once() -> None:
    load_units()
    assert load_accounts(at=NOW) == len(DEMO_ACCOUNTS)
    assert load_accounts(at=NOW) == 0

    assert {role for user in User.objects.all() for role in user.roles} == set(Role)
    assert User.objects.get(username="deputy_gm").check_password(settings.DEMO_PASSWORD)
    assert has_demo_accounts()


def test_demo_accounts_are_refused_in_a_sites_own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    with pytest.raises(DemoOutsideEmbeddedDatabase):
        load_accounts(at=NOW)
    assert not User.objects.exists()


def test_people_of_a_role_are_those_who_hold_it_now(world: World) -> None:
    revoke_role(user=world.sales_clerk2, role=Role.SALES_CLERK, by=world.admin, at=NOW)
    assert [user.username for user in users_with_role(Role.SALES_CLERK)] == ["sales_clerk"]


def test_a_deactivated_person_is_in_no_role(world: World) -> None:
    deactivate_account(user=world.tech_head, by=world.admin, at=NOW)
    assert not users_with_role(Role.TECH_HEAD).exists()


def test_unit_heads_can_be_asked_for_by_unit(world: World) -> None:
    heads = users_with_role(Role.UNIT_HEAD, unit=world.unit["warehouse"])
    assert [user.username for user in heads] == ["warehouse_head"]


def test_a_role_given_counts_at_once_and_is_told_in_the_trail(world: World) -> None:
    person = world.sales_clerk
    assert Role.SALES_HEAD not in person.roles
    grant_role(user=person, role=Role.SALES_HEAD, by=world.admin, at=NOW)

    assert Role.SALES_HEAD in person.roles
    event = Event.objects.get(stream=f"user:{person.pk}", verb="grant_role")
    assert event.changes == [["岗位", "", "销售处长"]]


def test_a_role_is_held_once(world: World) -> None:
    with pytest.raises(RoleHeldAlready):
        grant_role(user=world.sales_clerk, role=Role.SALES_CLERK, by=world.admin, at=NOW)


def test_a_role_taken_back_stays_on_record(world: World) -> None:
    revoke_role(user=world.finance, role=Role.FINANCE, by=world.admin, at=NOW)
    assert RoleGrant.objects.get(user=world.finance).revoked_at == NOW
    with pytest.raises(RoleNotHeld):
        revoke_role(user=world.finance, role=Role.FINANCE, by=world.admin, at=NOW)


def test_nobody_closes_the_own_account(world: World) -> None:
    with pytest.raises(OwnAccount):
        deactivate_account(user=world.admin, by=world.admin, at=NOW)
    assert world.admin.is_active


def test_an_account_needs_a_free_name_and_a_good_password(world: World) -> None:
    with pytest.raises(WeakPassword) as weak:
        open_account(username="new", display_name="新人", password="12345678", by=world.admin, at=NOW)
    assert weak.value.field == "password"
    with pytest.raises(UsernameTaken) as taken:
        open_account(username="admin", display_name="新人", password="long-enough-1", by=world.admin, at=NOW)
    assert taken.value.field == "username"
    assert open_account(
        username="new", display_name="新人", password="long-enough-1", by=world.admin, at=NOW
    ).check_password("long-enough-1")


def test_many_accounts_tell_their_titles_in_two_queries(world: World) -> None:
    names = ["hr", "tech_head", "workshop3_head", "sales_clerk"]
    alone = [world.users[name].full_title for name in names]
    world.users["sales_clerk"].is_active = False
    world.users["sales_clerk"].save()
    found = [User.objects.get(username=name) for name in names]
    with CaptureQueriesContext(connection) as taken:
        know_titles([None, *found, User.objects.get(username="hr")])
        titles = [user.full_title for user in found]
    assert len(taken) == 2 + 1  # one reads the account once more, for one that stands there twice
    assert titles[:3] == alone[:3]
    assert titles[3] != alone[3], "who is locked out holds no post"
