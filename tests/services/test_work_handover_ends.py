"""Who opens a handover, how transfer, cancelling and completion end it, and what stays shut meanwhile."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from staff.models import (
    CustomerProfile,
    Employee,
    Errand,
    WorkHandover,
)
from staff.rules.handover_errors import (
    AlreadyLeft,
    HandoverContradicts,
    HandoverOver,
    HandoverRunning,
    LeavesByHandover,
    OwnHandover,
    TransfersByHandover,
)
from staff.selectors.handover_turns import turns
from staff.selectors.handovers import listing_of, sees_whole
from staff.services.attendance_errors import NotYourPerson
from staff.services.change_employee import change_employee
from staff.services.correct_leaving import correct_leaving
from staff.services.errands import give_errand
from staff.services.open_handover import open_handover
from tests.handover_made import LAST_DAY, NOW, Leaving, employee_facts
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.services.administrators import LastAdministrator, OwnAccount
from yibin_service.foundation.access.services.close_account_after_handover import close_account_after_handover
from yibin_service.foundation.access.services.move_account_after_handover import move_account_after_handover
from yibin_service.foundation.access.services.reactivate_account import reactivate_account
from yibin_service.foundation.acts.errors import NotAllowed, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaving(world: World) -> Leaving:
    return Leaving(world)


def test_who_opens_whose_handover(leaving: Leaving, world: World) -> None:
    manager = leaving.people.manager
    with pytest.raises(OwnHandover):
        open_handover(employee=manager, facts=leaving.facts(), by=world.service_manager, at=NOW)
    for nobody in (world.general_manager, leaving.user, world.admin):
        with pytest.raises(NotAllowed):
            open_handover(employee=manager, facts=leaving.facts(), by=nobody, at=NOW)
    with pytest.raises(NotYourPerson):
        clerk = Employee.objects.create(
            number="X1", name="刘玉兰", unit=world.unit["sales"], entered_on=date(2026, 1, 1), user=world.sales_clerk
        )
        open_handover(employee=clerk, facts=leaving.facts(), by=world.service_manager, at=NOW)
    assert open_handover(employee=manager, facts=leaving.facts(), by=world.deputy_gm, at=NOW).is_open
    assert open_handover(employee=clerk, facts=leaving.facts(), by=world.hr, at=NOW).is_open


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"effective_on": date(2024, 12, 31)}, "effective_on"),
        ({"kind": "transfer"}, "new_unit"),
        ({"new_post": "质检员"}, "new_unit"),
    ],
)
def test_facts_that_contradict_are_refused_at_their_field(leaving: Leaving, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(HandoverContradicts) as refused:
        leaving.open(**changes)
    assert refused.value.field == field


def test_a_transfer_to_the_same_unit_needs_another_post(leaving: Leaving, world: World) -> None:
    with pytest.raises(HandoverContradicts):
        leaving.open(kind="transfer", new_unit=world.unit["service"])
    assert leaving.open(kind="transfer", new_unit=world.unit["service"], new_post="内勤").is_open


def test_a_transfer_moves_unit_and_post_and_ends_the_roles_of_the_old_unit(leaving: Leaving, world: World) -> None:
    handover = leaving.received(kind="transfer", new_unit=world.unit["quality_inspection"], new_post="质检员")
    leaving.complete(handover, at=at("2026-11-30 17:00"))
    person, account = Employee.objects.get(pk=leaving.person.pk), leaving.reload()
    assert (person.unit.code, person.post, person.left_on) == ("quality_inspection", "质检员", None)
    assert account.is_active and account.roles == frozenset() and account.unit == person.unit
    assert sees_whole(world.service_manager, handover) and not sees_whole(world.finance, handover)
    assert CustomerProfile.objects.get().owner == leaving.people.colleague
    assert InboxMessage.objects.filter(user=world.admin, title__contains="请给 王海涛 新岗位").exists()


def test_a_transfer_within_the_unit_leaves_the_roles(leaving: Leaving, world: World) -> None:
    handover = leaving.received(kind="transfer", new_unit=world.unit["service"], new_post="内勤")
    leaving.complete(handover, at=at("2026-11-30 17:00"))
    assert leaving.reload().roles == {Role.SERVICE_ENGINEER}


def test_a_day_to_come_does_not_complete_and_the_day_itself_does(leaving: Leaving) -> None:
    handover = leaving.received()
    with pytest.raises(HandoverContradicts, match="还没有到"):
        leaving.complete(handover, at=at("2026-11-29 23:59"))
    assert leaving.complete(handover, at=at("2026-11-30 00:00")).effective_on == LAST_DAY


def test_a_cancelled_handover_moves_nothing_and_lets_another_be_opened(leaving: Leaving, world: World) -> None:
    handover = leaving.received()
    with pytest.raises(HandoverContradicts):
        leaving.cancel(handover, reason="")
    with pytest.raises(NotAllowed):
        leaving.cancel(handover, by=leaving.user)
    leaving.cancel(handover)
    assert Errand.objects.get().employee == leaving.person and leaving.reload().is_active
    with pytest.raises(HandoverOver):
        leaving.complete(handover)
    assert leaving.open().number == "YJ-2026-0002"


def test_a_manager_arranges_and_ends_no_handover_of_the_own(leaving: Leaving, world: World) -> None:
    own, manager = leaving.people.manager, world.service_manager
    handover = open_handover(employee=own, facts=leaving.facts(), by=world.deputy_gm, at=NOW)
    with pytest.raises(OwnHandover):
        leaving.cancel(handover, by=manager)
    with pytest.raises(OwnHandover):
        leaving.appoint(handover, f"account-{manager.pk}", by=manager)
    with pytest.raises(OwnHandover):
        leaving.complete(handover, by=manager)


def test_an_old_page_neither_completes_nor_cancels(leaving: Leaving) -> None:
    handover = leaving.received()
    with pytest.raises(StalePage):
        leaving.complete(handover, at=at("2026-11-30 17:00"), seen_version=handover.version + 7)
    with pytest.raises(StalePage):
        leaving.cancel(handover, seen_version=handover.version + 7)


def test_the_last_administrator_does_not_leave(leaving: Leaving, world: World) -> None:
    world.users["admin"].grants.update(user=leaving.user)
    handover = leaving.received(by_manager=True)
    with pytest.raises(LastAdministrator):
        leaving.complete(handover, at=at("2026-11-30 17:00"))
    assert WorkHandover.objects.get().is_open and leaving.reload().is_active


def test_leaving_is_not_entered_beside_the_handover_only_corrected_after_it(leaving: Leaving, world: World) -> None:
    given: dict[str, Any] = {"reason": "日期写错", "by": world.hr, "at": NOW}
    with pytest.raises(LeavesByHandover):
        correct_leaving(employee=leaving.person, left_on=LAST_DAY, **given)
    leaving.complete(leaving.received(), at=at("2026-11-30 17:00"))
    assert correct_leaving(employee=leaving.person, left_on=date(2026, 11, 27), **given).left_on == date(2026, 11, 27)
    with pytest.raises(AlreadyLeft):
        leaving.open()
    assert correct_leaving(employee=leaving.person, left_on=None, **given).left_on is None
    reactivate_account(user=leaving.user, by=world.admin, at=NOW)
    assert not leaving.reload().has_usable_password()  # sessions of before stay ended


def test_another_unit_is_a_transfer_for_whoever_has_work_in_hand(leaving: Leaving, world: World) -> None:
    moved = employee_facts(leaving.person, unit=world.unit["sales"])
    with pytest.raises(TransfersByHandover):
        change_employee(employee=leaving.person, facts=moved, by=world.hr, at=NOW)
    colleague = leaving.people.colleague
    entered_wrong = employee_facts(colleague, unit=world.unit["sales"])
    assert change_employee(employee=colleague, facts=entered_wrong, by=world.hr, at=NOW).unit == world.unit["sales"]


def test_unit_post_and_account_stay_while_a_handover_is_open(leaving: Leaving, world: World) -> None:
    leaving.open()
    for changes in ({"post": "内勤"}, {"user": None}, {"unit": world.unit["sales"]}):
        with pytest.raises(HandoverRunning):
            change_employee(employee=leaving.person, facts=employee_facts(leaving.person, **changes), by=world.hr, at=NOW)
    renamed = employee_facts(leaving.person, phone="8100")
    assert change_employee(employee=leaving.person, facts=renamed, by=world.hr, at=NOW).phone == "8100"


def test_the_workbench_shows_each_whose_turn_it_is(leaving: Leaving, world: World) -> None:
    handover = leaving.open()

    def told(user: User) -> list[str]:
        return [turn.verb for turn in turns(user, NOW, 50)]

    assert told(world.service_manager) == ["指定移交接收人"] and told(leaving.user) == []
    leaving.appoint_all(handover)
    assert told(leaving.user) == ["移交工作"] and told(leaving.receiver) == []
    leaving.hand_over(handover, *leaving.waiting(handover))
    assert told(leaving.receiver) == ["接收移交"] and told(leaving.user) == [] and told(world.service_manager) == []
    leaving.receive(handover, *leaving.waiting(handover))
    assert told(world.hr) == ["完成工作移交"] == told(world.service_manager)
    assert told(leaving.receiver) == [] == told(world.finance)


def test_many_things_take_as_many_queries_as_few(
    leaving: Leaving, world: World, django_assert_max_num_queries: Any
) -> None:
    handover = leaving.open()
    for number in range(12):
        give_errand(employee=leaving.person, text=f"事 {number}", due_on=LAST_DAY, by=world.service_manager, at=NOW)
    with django_assert_max_num_queries(20):
        assert len(listing_of(handover, NOW).items) > 12


def test_money_is_worded(leaving: Leaving) -> None:
    payment = leaving.payment(Decimal("4200.00"))
    item = next(one for one in listing_of(leaving.open(), NOW).items if one.key == f"payment-{payment.pk}")
    assert item.title == f"{payment.customer} 4,200.00 元"


def test_an_account_is_closed_or_moved_by_who_completes_handovers_alone_and_never_the_own(leaving: Leaving, world: World) -> None:
    given: dict[str, Any] = {"reason": "移交完成", "at": NOW}
    with pytest.raises(NotAllowed):
        close_account_after_handover(user=leaving.user, by=world.admin, **given)
    with pytest.raises(OwnAccount):
        close_account_after_handover(user=world.hr, by=world.hr, **given)
    with pytest.raises(OwnAccount):
        move_account_after_handover(user=world.hr, unit=world.unit["sales"], by=world.hr, **given)
    assert not move_account_after_handover(user=leaving.user, unit=world.unit["service"], by=world.hr, **given)
    assert close_account_after_handover(user=leaving.user, by=world.hr, **given)
    assert not close_account_after_handover(user=leaving.user, by=world.hr, **given)
    assert Event.objects.filter(verb="close_account_after_handover").count() == 1


def test_the_last_administrator_is_not_transferred(leaving: Leaving, world: World) -> None:
    with pytest.raises(LastAdministrator):
        move_account_after_handover(user=world.admin, unit=world.unit["sales"], reason="调职", by=world.hr, at=NOW)
