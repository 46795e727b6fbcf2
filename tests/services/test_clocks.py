"""Clocks of a case: opened, met, moved, ended; a late act breaches by itself."""

import pytest

from cases.models import CaseState, ClockKind, DeadlineBreach
from cases.selectors.deadlines import clocks_of
from cases.services.end_clocks import end_clocks
from cases.services.meet_clock import meet_clock
from cases.services.move_reply_due import move_reply_due
from cases.services.recompute_clocks import recompute_clocks
from cases.services.sweep_deadlines import sweep_deadlines
from tests.clocked_cases import clock, clocked_case
from tests.world import World, at
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.selectors import events_of

pytestmark = pytest.mark.django_db
CARD, REPORT, REPLY = ClockKind.CARD_FILING, ClockKind.USER_REPORT, ClockKind.REPLY
PROVISIONAL = at("2026-10-11 00:00")  # delivered on 7 October, three days


def breaches(case: object) -> list[tuple[str, object, object]]:
    rows = DeadlineBreach.objects.filter(case=case).order_by("id")  # type: ignore[misc]
    return [(row.kind, row.due_at, row.acted_at) for row in rows]


def test_a_card_in_time_opens_three_clocks_and_breaches_none(world: World) -> None:
    case = clocked_case(world)
    assert [(row.kind, row.due_at, row.acted_at, row.unit_of_count) for row in clocks_of(case)] == [
        (CARD, at("2026-10-08 09:00"), case.filed_at, "hours"),
        (REPORT, at("2026-10-07 08:00"), case.card.received_by_sales_at, "hours"),
        (REPLY, PROVISIONAL, None, "days"),
    ]
    assert clock(case, REPLY).is_provisional
    assert breaches(case) == []


@pytest.mark.parametrize(("filed", "is_late"), [("2026-10-08 09:00:00", False), ("2026-10-08 09:00:01", True)])
def test_the_card_is_late_one_second_after_72_hours(world: World, filed: str, is_late: bool) -> None:
    case = clocked_case(world, filed=at(filed))
    assert breaches(case) == ([(CARD, at("2026-10-08 09:00"), at(filed))] if is_late else [])


def test_a_late_card_breaches_in_the_same_transaction_dated_when_due(world: World) -> None:
    case = clocked_case(world, filed=at("2026-10-09 17:00"))
    breach = DeadlineBreach.objects.get(case=case)
    assert (breach.unit, breach.clause) == (world.unit["sales"], "P.二.1")
    assert breach.detected_at == at("2026-10-09 17:00")
    event = Event.objects.get(stream=case.stream, verb="record_breach")
    assert (event.actor, event.happened_at) == (None, at("2026-10-08 09:00"))
    assert event.text == "送达技术中心超期：截止 2026-10-08 09:00"


def test_a_late_report_of_the_customer_is_nobodys_breach_and_nobody_is_told(world: World) -> None:
    case = clocked_case(world, opened=at("2026-10-01 08:00"))
    breach = DeadlineBreach.objects.get(case=case)
    assert (breach.kind, breach.unit) == (REPORT, None)
    assert breach.told_at is not None


@pytest.mark.parametrize(("when", "is_late"), [("2026-10-11 00:00:00", False), ("2026-10-11 00:00:01", True)])
def test_a_reply_at_24_00_of_the_last_day_is_in_time(world: World, when: str, is_late: bool) -> None:
    case = clocked_case(world)
    meet_clock(case=case, kind=REPLY, acted_at=at(when), at=at(when))
    assert clock(case, REPLY).acted_at == at(when)
    assert breaches(case) == ([(REPLY, PROVISIONAL, at(when))] if is_late else [])


def test_a_late_reply_completes_the_breach_the_sweep_recorded(world: World) -> None:
    case = clocked_case(world)
    sweep_deadlines(at=at("2026-10-12 00:00"))
    meet_clock(case=case, kind=REPLY, acted_at=at("2026-10-13 10:00"), at=at("2026-10-13 10:00"))

    assert breaches(case) == [(REPLY, PROVISIONAL, at("2026-10-13 10:00"))]
    assert DeadlineBreach.objects.get(case=case).unit == world.unit["technical_center"]
    assert events_of(case.stream).filter(verb="record_breach").count() == 1


def test_a_clock_is_met_once(world: World) -> None:
    case = clocked_case(world)
    meet_clock(case=case, kind=REPLY, acted_at=at("2026-10-09 10:00"), at=at("2026-10-09 10:00"))
    meet_clock(case=case, kind=REPLY, acted_at=at("2026-10-19 10:00"), at=at("2026-10-19 10:00"))
    assert clock(case, REPLY).acted_at == at("2026-10-09 10:00")
    assert breaches(case) == []


def test_triage_in_time_moves_the_reply_and_ends_the_provision(world: World) -> None:
    case = clocked_case(world)
    move_reply_due(case=case, due_at=at("2026-10-23 00:00"), at=at("2026-10-08 10:00"))
    reply = clock(case, REPLY)
    assert (reply.due_at, reply.is_provisional, reply.breached_at) == (at("2026-10-23 00:00"), False, None)
    assert breaches(case) == []


def test_triage_after_the_provisional_due_records_its_breach_and_runs_on(world: World) -> None:
    case = clocked_case(world)
    move_reply_due(case=case, due_at=at("2026-10-23 00:00"), at=at("2026-10-11 00:00:01"))
    assert breaches(case) == [(REPLY, PROVISIONAL, None)]
    assert clock(case, REPLY).breached_at is None

    sweep_deadlines(at=at("2026-10-24 00:00"))
    assert [due for _, due, _ in breaches(case)] == [PROVISIONAL, at("2026-10-23 00:00")]


def test_a_due_that_is_already_past_leaves_the_old_one_standing(world: World) -> None:
    case = clocked_case(world)
    move_reply_due(case=case, due_at=at("2026-10-23 00:00"), at=at("2026-10-08 10:00"))
    move_reply_due(case=case, due_at=PROVISIONAL, at=at("2026-10-20 10:00"))
    assert clock(case, REPLY).due_at == at("2026-10-23 00:00")
    assert breaches(case) == []


def test_a_due_of_this_very_instant_is_not_past(world: World) -> None:
    case = clocked_case(world)
    move_reply_due(case=case, due_at=at("2026-10-23 00:00"), at=at("2026-10-08 10:00"))
    move_reply_due(case=case, due_at=PROVISIONAL, at=PROVISIONAL)
    assert clock(case, REPLY).due_at == PROVISIONAL


def test_an_answered_case_keeps_its_due_whatever_the_triage(world: World) -> None:
    case = clocked_case(world)
    meet_clock(case=case, kind=REPLY, acted_at=at("2026-10-09 10:00"), at=at("2026-10-09 10:00"))
    move_reply_due(case=case, due_at=at("2026-10-23 00:00"), at=at("2026-10-10 10:00"))
    assert clock(case, REPLY).due_at == PROVISIONAL


def test_a_withdrawn_case_is_never_late_afterwards(world: World) -> None:
    case = clocked_case(world)
    end_clocks(case=case, at=at("2026-10-08 12:00"))
    assert sweep_deadlines(at=at("2026-11-30 00:00")).recorded == 0
    assert breaches(case) == []


def test_what_was_missed_before_the_withdrawal_stays_missed(world: World) -> None:
    case = clocked_case(world)
    end_clocks(case=case, at=at("2026-10-11 00:00:01"))
    assert breaches(case) == [(REPLY, PROVISIONAL, None)]


@pytest.mark.parametrize("state", [CaseState.WITHDRAWN, CaseState.VOID, CaseState.CLOSED])
def test_the_sweep_leaves_cases_that_are_over_alone(world: World, state: CaseState) -> None:
    case = clocked_case(world)
    case.state = state
    case.save(update_fields=["state"])
    assert sweep_deadlines(at=at("2026-11-30 00:00")).recorded == 0


def amend_receipt(case: object, text: str) -> None:
    card = case.card  # type: ignore[attr-defined]
    card.received_by_sales_at = at(text)
    card.save(update_fields=["received_by_sales_at"])


def test_an_amended_receipt_overturns_the_breach_that_rested_on_the_old_one(world: World) -> None:
    case = clocked_case(world, filed=at("2026-10-08 12:00"))
    amend_receipt(case, "2026-10-05 15:00")
    recompute_clocks(case=case, at=at("2026-10-10 09:00"))

    breach = DeadlineBreach.objects.get(case=case)
    assert breach.overturned_at == at("2026-10-10 09:00")
    assert not breach.stands
    card = clock(case, CARD)
    assert (card.starts_at, card.due_at, card.breached_at) == (at("2026-10-05 15:00"), at("2026-10-08 15:00"), None)


def test_an_amended_receipt_may_make_the_card_late(world: World) -> None:
    case = clocked_case(world, opened=at("2026-10-03 12:00"))
    amend_receipt(case, "2026-10-04 09:00")
    recompute_clocks(case=case, at=at("2026-10-10 09:00"))
    assert breaches(case) == [(CARD, at("2026-10-07 09:00"), case.filed_at)]


def test_a_receipt_amended_back_makes_the_old_breach_hold_again(world: World) -> None:
    case = clocked_case(world, filed=at("2026-10-08 12:00"))
    for text in ("2026-10-05 15:00", "2026-10-05 09:00"):
        amend_receipt(case, text)
        recompute_clocks(case=case, at=at("2026-10-10 09:00"))
    assert DeadlineBreach.objects.get(case=case).stands


def test_recomputing_unchanged_times_changes_nothing(world: World) -> None:
    case = clocked_case(world, filed=at("2026-10-08 12:00"))
    recompute_clocks(case=case, at=at("2026-10-10 09:00"))
    assert DeadlineBreach.objects.get(case=case).stands
    assert events_of(case.stream).count() == 1
