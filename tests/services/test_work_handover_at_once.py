"""Two people press at the same moment: each receives the own things, one completion, nothing slips past the end."""

import pytest

from staff.models import Errand, HandoverItem, HandoverState, ItemState, WorkHandover
from staff.services.errands import give_errand
from staff.services.open_handover import open_handover
from tests.handover_made import NOW, Leaving
from tests.services.test_attendance_at_once import at_once
from tests.world import World, at

pytestmark = pytest.mark.django_db(transaction=True)
EVENING = at("2026-11-30 17:00")


@pytest.fixture
def leaving(transactional_db: None) -> Leaving:
    return Leaving(World())


def test_two_openings_open_once(leaving: Leaving) -> None:
    manager, hr, facts = leaving.world.service_manager, leaving.world.hr, leaving.facts()
    told = at_once(
        *[lambda by=by: open_handover(employee=leaving.person, facts=facts, by=by, at=NOW) for by in (manager, hr)]
    )
    assert sorted(told) == ["HandoverAlreadyOpen", "done"]
    assert WorkHandover.objects.count() == 1


def test_two_receivers_at_once_both_receive_and_one_press_twice_receives_once(leaving: Leaving) -> None:
    handover, hr = leaving.open(), leaving.world.hr
    errand, account = f"errand-{leaving.errand.pk}", f"account-{leaving.user.pk}"
    leaving.appoint(handover, errand)
    leaving.appoint(handover, account, receiver=hr)
    leaving.hand_over(handover, errand, account)
    told = at_once(
        lambda: leaving.receive(handover, errand),
        lambda: leaving.receive(handover, account, by=hr),
        lambda: leaving.receive(handover, errand),
    )
    assert sorted(told) == ["ItemOutOfStep", "done", "done"]
    received = HandoverItem.objects.filter(state=ItemState.RECEIVED)
    assert {(item.key, item.received_by) for item in received} == {(errand, leaving.receiver), (account, hr)}


def test_two_completions_complete_once(leaving: Leaving) -> None:
    handover = leaving.received()
    told = at_once(
        lambda: leaving.complete(handover, at=EVENING),
        lambda: leaving.complete(handover, at=EVENING, by=leaving.world.service_manager),
    )
    assert sorted(told) == ["HandoverOver", "done"]


def test_a_task_given_at_the_last_moment_is_on_the_list_or_refused(leaving: Leaving) -> None:
    """Neither order leaves a task with somebody who has gone."""
    handover, manager, tomorrow = leaving.received(), leaving.world.service_manager, at("2026-12-01 09:00")

    def give() -> object:
        return give_errand(employee=leaving.person, text="退样品", due_on=tomorrow.date(), by=manager, at=tomorrow)

    told = at_once(lambda: leaving.complete(handover, at=tomorrow), give)
    handover.refresh_from_db()
    left_over = Errand.objects.filter(employee=leaving.person, done_at=None).exists()
    if handover.state == HandoverState.COMPLETED:
        assert told == ["done", "NoLongerHere"] and not left_over
    else:
        assert told == ["NotAllReceived", "done"] and left_over
