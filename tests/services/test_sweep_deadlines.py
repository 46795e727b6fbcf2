"""The sweep: once, dated when due though the product stood still for days, beside late acts and other sweeps."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from cases.models import Case, ClockKind, DeadlineBreach, SweepRun
from cases.services.lock_case import lock_case
from cases.services.meet_clock import meet_clock
from cases.services.sweep_deadlines import sweep_deadlines
from tests.clocked_cases import clock, clocked_case
from tests.world import World, at
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

DUE = at("2026-10-11 00:00")
REPLY = ClockKind.REPLY


def together(*deeds: Callable[[], object]) -> None:
    """Each on a connection of its own, all at once."""
    ready = threading.Barrier(len(deeds))
    faults: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            deed()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults, faults


@pytest.mark.django_db
@pytest.mark.parametrize(("when", "recorded"), [("2026-10-11 00:00:00", 0), ("2026-10-11 00:00:01", 1)])
def test_a_clock_that_ends_now_is_not_yet_missed(world: World, when: str, recorded: int) -> None:
    clocked_case(world)
    assert sweep_deadlines(at=at(when)).recorded == recorded


@pytest.mark.django_db
def test_a_breach_is_dated_when_due_though_the_product_stood_still_for_days(world: World) -> None:
    case = clocked_case(world)
    sweep_deadlines(at=at("2026-10-10 23:59"))
    swept = sweep_deadlines(at=at("2026-10-15 08:00"))

    breach = DeadlineBreach.objects.get(case=case)
    assert (breach.due_at, breach.detected_at, breach.clause) == (DUE, at("2026-10-15 08:00"), "P.二.2")
    assert breach.unit == world.unit["technical_center"]
    assert breach.found_after_gap == "系统时钟从 2026-10-10 23:59 到 2026-10-15 08:00"
    assert clock(case, REPLY).breached_at == DUE
    assert swept.gap is not None
    event = Event.objects.get(stream=case.stream, verb="record_breach")
    assert event.text == "答复客户超期：截止 2026-10-10 24:00"
    assert (event.actor, event.actor_title, event.happened_at) == (None, "系统", DUE)
    assert event.changes == []


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "seconds", "is_gap"), [(6, 0, False), (6, 1, True)])
def test_a_silence_counts_as_a_gap_after_six_hours(world: World, hours: int, seconds: int, is_gap: bool) -> None:
    sweep_deadlines(at=DUE)
    swept = sweep_deadlines(at=DUE + timedelta(hours=hours, seconds=seconds))
    assert (swept.gap is not None) == is_gap
    told = InboxMessage.objects.filter(user=world.admin, title__contains="系统时钟从")
    assert told.exists() == is_gap
    assert (SweepRun.objects.get().gap_from == DUE) == is_gap


@pytest.mark.django_db
def test_what_fell_due_before_the_gap_is_not_marked_by_it(world: World) -> None:
    case = clocked_case(world)
    sweep_deadlines(at=at("2026-10-05 08:00"))
    SweepRun.objects.update(ran_at=at("2026-10-12 08:00"))  # as if the row had been locked until then
    sweep_deadlines(at=at("2026-10-13 08:00"))
    assert DeadlineBreach.objects.get(case=case).found_after_gap == ""


@pytest.mark.django_db
def test_an_act_after_a_gap_and_before_the_next_sweep_is_marked_too(world: World) -> None:
    case = clocked_case(world)
    sweep_deadlines(at=at("2026-10-10 12:00"))
    meet_clock(case=case, kind=REPLY, acted_at=at("2026-10-15 08:00"), at=at("2026-10-15 08:00"))
    assert DeadlineBreach.objects.get(case=case).found_after_gap == "系统时钟从 2026-10-10 12:00 到 2026-10-15 08:00"


@pytest.mark.django_db
def test_a_second_sweep_finds_nothing(world: World) -> None:
    clocked_case(world)
    assert sweep_deadlines(at=at("2026-10-12 00:00")).recorded == 1
    assert sweep_deadlines(at=at("2026-10-12 00:01")).recorded == 0
    assert DeadlineBreach.objects.count() == 1


@pytest.mark.django_db
def test_a_sweep_of_nothing_asks_three_things(world: World, django_assert_max_num_queries: Callable) -> None:  # type: ignore[type-arg]
    clocked_case(world)
    sweep_deadlines(at=at("2026-10-10 00:00"))
    with django_assert_max_num_queries(5):  # savepoint, mark, units, record, release
        sweep_deadlines(at=at("2026-10-10 00:01"))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_record_each_breach_once(world: World) -> None:
    for _ in range(30):
        clocked_case(world)
    late = at("2026-10-12 00:00")
    together(*[lambda: sweep_deadlines(at=late)] * 4)
    assert DeadlineBreach.objects.count() == 30
    assert Event.objects.filter(verb="record_breach").count() == 30


def answer(case: Case) -> None:
    late = at("2026-10-12 00:00")
    with transaction.atomic():
        locked = lock_case(case_id=case.pk)
        meet_clock(case=locked, kind=REPLY, acted_at=late, at=late)


@pytest.mark.django_db(transaction=True)
def test_a_late_answer_and_the_sweep_at_once_make_one_breach(world: World) -> None:
    cases = [clocked_case(world) for _ in range(6)]
    late = at("2026-10-12 00:00")
    deeds: list[Callable[[], object]] = [lambda case=case: answer(case) for case in cases]  # type: ignore[misc]
    together(*deeds, lambda: sweep_deadlines(at=late), lambda: sweep_deadlines(at=late))
    assert DeadlineBreach.objects.count() == 6
    assert {breach.acted_at for breach in DeadlineBreach.objects.all()} == {late}


@pytest.mark.django_db(transaction=True)
def test_a_case_somebody_acts_on_is_left_to_the_next_sweep(world: World) -> None:
    case = clocked_case(world)
    late = at("2026-10-12 00:00")
    with transaction.atomic():
        lock_case(case_id=case.pk)
        together(lambda: sweep_deadlines(at=late))
        assert not DeadlineBreach.objects.exists()
    assert sweep_deadlines(at=late).recorded == 1
