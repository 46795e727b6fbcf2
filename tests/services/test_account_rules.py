"""What holds when accounts are managed: by whom, over whom, and what remains."""

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from rest_framework.authtoken.models import Token

from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.services.administrators import LastAdministrator, OwnAccount
from yibin_service.foundation.access.services.change_account import AccountFacts, change_account
from yibin_service.foundation.access.services.change_password import change_password
from yibin_service.foundation.access.services.deactivate_account import deactivate_account
from yibin_service.foundation.access.services.grant_role import (
    AccountClosed,
    AdministratorApart,
    UnitMissing,
    grant_role,
)
from yibin_service.foundation.access.services.open_account import UsernameTaken, WeakPassword, open_account
from yibin_service.foundation.access.services.reactivate_account import reactivate_account
from yibin_service.foundation.access.services.reset_password import reset_password
from yibin_service.foundation.access.services.revoke_role import revoke_role
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOW = at("2026-10-05 09:00")
GOOD = "vat-and-wire-77"


def second_admin(world: World) -> User:
    return grant_role(user=newcomer(world), role=Role.ADMIN, by=world.admin, at=NOW).user


def newcomer(world: World, username: str = "newcomer") -> User:
    return open_account(username=username, display_name="新人", password=GOOD, by=world.admin, at=NOW)


@pytest.mark.parametrize("who", ["tech_head", "general_manager", "enterprise_management", "auditor", "hr"])
def test_only_administrators_manage_accounts(world: World, who: str) -> None:
    by, user = world.users[who], world.finance
    deeds: list[Callable[[], object]] = [
        lambda: open_account(username="x1", display_name="某", password=GOOD, by=by, at=NOW),
        lambda: grant_role(user=user, role=Role.AUDITOR, by=by, at=NOW),
        lambda: revoke_role(user=user, role=Role.FINANCE, by=by, at=NOW),
        lambda: deactivate_account(user=user, by=by, at=NOW),
        lambda: reactivate_account(user=user, by=by, at=NOW),
        lambda: reset_password(user=user, password=GOOD, by=by, at=NOW),
        lambda: change_account(user=user, facts=AccountFacts("某"), by=by, at=NOW),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    assert not Event.objects.filter(actor=by).exists()


def test_nobody_gives_or_takes_roles_of_the_own_account(world: World) -> None:
    second_admin(world)
    me = world.admin
    with pytest.raises(OwnAccount):
        grant_role(user=me, role=Role.TECH_HEAD, by=me, at=NOW)
    with pytest.raises(OwnAccount):
        revoke_role(user=me, role=Role.ADMIN, by=me, at=NOW)
    with pytest.raises(OwnAccount):
        reset_password(user=me, password=GOOD, by=me, at=NOW)
    assert world.admin.roles == {Role.ADMIN}


@pytest.mark.parametrize("first, second", [(Role.ADMIN, Role.TECH_HEAD), (Role.FINANCE, Role.ADMIN)])
def test_an_administrator_holds_no_other_role(world: World, first: Role, second: Role) -> None:
    person = newcomer(world)
    grant_role(user=person, role=first, by=world.admin, at=NOW)
    with pytest.raises(AdministratorApart) as refused:
        grant_role(user=person, role=second, by=world.admin, at=NOW)
    assert refused.value.field == "role"
    assert person.roles == {first}


def test_a_role_taken_back_makes_room_for_the_other(world: World) -> None:
    person = newcomer(world)
    grant_role(user=person, role=Role.FINANCE, by=world.admin, at=NOW)
    revoke_role(user=person, role=Role.FINANCE, by=world.admin, at=NOW)
    grant_role(user=person, role=Role.ADMIN, by=world.admin, at=NOW)
    assert person.roles == {Role.ADMIN}


def test_a_head_of_a_unit_needs_a_unit(world: World) -> None:
    person = newcomer(world)
    with pytest.raises(UnitMissing):
        grant_role(user=person, role=Role.UNIT_HEAD, by=world.admin, at=NOW)
    change_account(user=person, facts=AccountFacts("新人", world.unit["warehouse"]), by=world.admin, at=NOW)
    grant_role(user=person, role=Role.UNIT_HEAD, by=world.admin, at=NOW)
    with pytest.raises(UnitMissing):
        change_account(user=person, facts=AccountFacts("新人"), by=world.admin, at=NOW)


def test_a_closed_account_is_given_nothing_until_it_is_opened_again(world: World) -> None:
    person = world.finance
    deactivate_account(user=person, by=world.admin, at=NOW)
    with pytest.raises(AccountClosed):
        grant_role(user=person, role=Role.AUDITOR, by=world.admin, at=NOW)
    reactivate_account(user=person, by=world.admin, at=NOW)
    assert world.finance.roles == {Role.FINANCE}
    event = Event.objects.get(verb="reactivate_account")
    assert event.changes == [["岗位", "", "财务"]]


def test_closing_and_opening_twice_leaves_one_event_each(world: World) -> None:
    for _ in range(2):
        deactivate_account(user=world.finance, by=world.admin, at=NOW)
    for _ in range(2):
        reactivate_account(user=world.finance, by=world.admin, at=NOW)
    verbs = list(Event.objects.values_list("verb", flat=True).order_by("id"))
    assert verbs == ["deactivate_account", "reactivate_account"]


def test_one_administrator_always_remains(world: World) -> None:
    other = second_admin(world)
    revoke_role(user=other, role=Role.ADMIN, by=world.admin, at=NOW)
    stale = User.objects.get(pk=other.pk)
    stale.__dict__["roles"] = frozenset({Role.ADMIN})  # what a page read a moment before
    with pytest.raises(LastAdministrator):
        revoke_role(user=world.admin, role=Role.ADMIN, by=stale, at=NOW)
    with pytest.raises(LastAdministrator):
        deactivate_account(user=world.admin, by=stale, at=NOW)
    assert world.admin.roles == {Role.ADMIN}


def test_a_reset_password_ends_tokens_and_lock_outs_and_is_told_to_the_person(world: World) -> None:
    person = world.sales_clerk
    Token.objects.create(user=person)
    AccessAttempt.objects.create(username="sales_clerk", ip_address="10.0.0.1", failures_since_start=5)
    reset_password(user=person, password=GOOD, by=world.admin, at=NOW)

    person = world.sales_clerk
    assert person.check_password(GOOD) and person.must_change_password
    assert not Token.objects.filter(user=person).exists()
    assert not AccessAttempt.objects.filter(username="sales_clerk").exists()
    message = InboxMessage.objects.get(user=person)
    assert message.title == "系统管理员 管理员重设了您的密码"
    event = Event.objects.get(verb="reset_password")
    assert GOOD not in f"{event.text}{event.changes}"


def test_a_weak_new_password_is_refused_and_the_old_one_stays(world: World) -> None:
    with pytest.raises(WeakPassword) as weak:
        reset_password(user=world.sales_clerk, password="12345678", by=world.admin, at=NOW)
    assert weak.value.field == "password"
    assert not world.sales_clerk.must_change_password


def test_the_person_who_changes_the_password_owns_it_again(world: World) -> None:
    reset_password(user=world.sales_clerk, password=GOOD, by=world.admin, at=NOW)
    change_password(by=world.sales_clerk, new_password="only-i-know-it", at=NOW)
    assert not world.sales_clerk.must_change_password


def test_a_new_account_must_change_the_password_it_was_given(world: World) -> None:
    assert newcomer(world).must_change_password


def test_login_names_that_differ_in_capitals_are_one_name(world: World) -> None:
    with pytest.raises(UsernameTaken):
        newcomer(world, "Sales_Clerk")


def test_corrected_facts_are_told_from_and_to(world: World) -> None:
    facts = AccountFacts("冯小雪", world.unit["hr"], "8046", "fx@mill.example")
    change_account(user=world.finance, facts=facts, by=world.admin, at=NOW)
    assert (world.finance.display_name, world.finance.unit) == ("冯小雪", world.unit["hr"])
    assert Event.objects.get(verb="change_account").changes == [
        ["姓名", "冯雪", "冯小雪"],
        ["单位", "财务处", "人力资源处"],
        ["内线电话", "", "8046"],
        ["电子邮件", "finance@mill.example", "fx@mill.example"],
    ]


def test_nothing_corrected_leaves_no_trace(world: World) -> None:
    person = world.finance
    facts = AccountFacts(person.display_name, person.unit, person.phone, person.email)
    change_account(user=person, facts=facts, by=world.admin, at=NOW)
    assert not Event.objects.filter(verb="change_account").exists()


def test_a_person_without_a_name_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput):
        change_account(user=world.finance, facts=AccountFacts(""), by=world.admin, at=NOW)
