"""The figures of a month, worked out by hand; which month a fact falls into."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseState, ClockKind
from penalties.models import CompensateMethod
from penalties.models.ledger import LedgerEntry
from penalties.rules.month import Month
from penalties.selectors.month_clocks import clock_figures
from penalties.selectors.month_details import case_table, claim_table, entry_table, late_table, open_table, rows_of
from penalties.selectors.month_figures import month_figures, month_summary
from penalties.services.post_ledger import post_after_determination
from penalties.services.reverse_entry import reverse_entry
from tests.booked import NOVEMBER, OCTOBER, booked_case, column, fined_for_late_reply, october, settled, spent
from tests.cases_made import make_case
from tests.settled import breach, compensation, determine
from tests.world import World, at

END = at("2026-11-01 08:00")
pytestmark = pytest.mark.django_db


def test_the_month_of_four_cases_is_as_worked_out_by_hand(world: World) -> None:
    october(world)
    figures = month_figures(OCTOBER, END)
    summary = figures["summary"]
    assert {key: summary[key] for key in ("return", "compensate", "exchange", "expense", "income", "loss")} == {
        "return": "3900.00",
        "compensate": "7800.00",
        "exchange": "770.00",
        "expense": "1800.00",
        "income": "0.00",
        "loss": "14270.00",
    }
    assert (summary["recovered"], summary["fines"]) == ("500.00", "200.00")
    assert (summary["filed"], summary["settled"], summary["closed"], summary["open"]) == (4, 3, 0, 4)
    assert column(figures["units"], "name", "total") == {
        "技术中心": "200.00",
        "四抄车间": "11010.00",
        "质检处": "2490.00",
        "承运单位": "500.00",
        "公司": "270.00",
    }
    assert figures["unit_totals"] == {
        "share": "13500.00",
        "outstanding": "270.00",
        "fine": "200.00",
        "recovery": "500.00",
        "correction": "0.00",
        "total": "14470.00",
        "tonnes": "0.000",
    }
    assert column(figures["machines"], "name", "amount") == {"7号": "14270.00"}
    assert figures["customers"][0]["cases"] == 3


def test_units_without_a_bonus_are_marked(world: World) -> None:
    october(world)
    units = month_figures(OCTOBER, END)["units"]
    assert {unit["name"] for unit in units if not unit["has_bonus"]} == {"公司", "承运单位"}


def test_losses_are_listed_largest_first_with_their_part_of_the_whole(world: World) -> None:
    big, small = booked_case(world), booked_case(world)
    Case.objects.filter(pk=small.pk).update(machine=world.machine[5], workshop=world.unit["workshop_3"])
    settled(big, world)
    settled(small, world)
    machines = month_figures(OCTOBER, END)["machines"]
    assert [(row["name"], row["amount"], row["part"]) for row in machines] == [
        ("7号", "3900.00", "0.5455"),
        ("5号", "3250.00", "0.4545"),
    ]


def test_output_taken_off_a_workshop_is_shown_in_tonnes(world: World) -> None:
    case = booked_case(world)
    settled(case, world, compensation(case, 3, method=CompensateMethod.OUTPUT))
    figures = month_figures(OCTOBER, END)
    assert column(figures["units"], "name", "tonnes") == {"四抄车间": "1.050", "质检处": "0.000"}
    assert column(figures["units"], "name", "total") == {"四抄车间": "0.00", "质检处": "2340.00"}


def test_a_reversal_stands_in_a_column_of_its_own_and_takes_the_loss_back(world: World) -> None:
    case = booked_case(world)
    settled(case, world)
    entry = LedgerEntry.objects.get(side="loss")
    reverse_entry(entry=entry, reason="过磅有错", by=world.tech_head, at=at("2026-10-25 09:00"))
    figures = month_figures(OCTOBER, END)
    assert figures["summary"]["loss"] == "0.00"
    assert column(figures["units"], "name", "share") == {"四抄车间": "2730.00", "质检处": "1170.00"}
    assert column(figures["units"], "name", "correction") == {"四抄车间": "-2730.00", "质检处": "-1170.00"}
    assert column(figures["units"], "name", "total") == {"四抄车间": "0.00", "质检处": "0.00"}


@pytest.mark.parametrize(
    "filed, of_october, of_november",
    [
        ("2026-10-31 23:59", 1, 0),
        ("2026-11-01 00:00", 0, 1),
        ("2026-11-01 07:59", 0, 1),
        ("2026-10-01 00:00", 1, 0),
        ("2026-09-30 23:59", 0, 0),
    ],
)
def test_a_card_counts_in_the_month_of_the_mills_clock(
    world: World, filed: str, of_october: int, of_november: int
) -> None:
    make_case(world, filed_at=at(filed))
    assert month_summary(OCTOBER, END)["filed"] == of_october
    assert month_summary(NOVEMBER, END)["filed"] == of_november


@pytest.mark.parametrize(("on", "month"), [(date(2026, 10, 31), OCTOBER), (date(2026, 11, 1), NOVEMBER)])
def test_an_entry_counts_in_the_month_of_its_fact(world: World, on: date, month: Month) -> None:
    settled(booked_case(world), world, on=on)
    assert [month_summary(one, END)["loss"] for one in (OCTOBER, NOVEMBER)] == [
        "3900.00" if one == month else "0.00" for one in (OCTOBER, NOVEMBER)
    ]


@pytest.mark.parametrize(
    "closed, is_open", [("2026-10-31 23:59", False), ("2026-11-01 00:00", True), (None, True)]
)
def test_what_was_open_at_the_end_of_the_month_counts_whenever_it_was_filed(
    world: World, closed: str | None, is_open: bool
) -> None:
    case = make_case(world, filed_at=at("2026-08-10 10:00"), tier="larger")
    if closed:
        Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_at=at(closed))
    assert month_summary(OCTOBER, END)["open"] == int(is_open)
    assert [row["case"] for row in rows_of(open_table(OCTOBER))] == [case.number] * is_open


def test_a_withdrawn_card_is_not_open(world: World) -> None:
    case = make_case(world)
    Case.objects.filter(pk=case.pk).update(state=CaseState.WITHDRAWN)
    assert month_summary(OCTOBER, END)["open"] == 0


def replies(month: Month, when: datetime = END) -> dict[str, int]:
    rows = [row for row in clock_figures(month, when) if row["title"] == "答复 较大"]
    return {name: rows[0][name] for name in ("due", "met", "late", "waived", "running")}


@pytest.mark.parametrize(("due", "month"), [("2026-11-01 00:00", OCTOBER), ("2026-11-01 00:01", NOVEMBER)])
def test_a_period_that_ends_at_midnight_belongs_to_its_last_day(world: World, due: str, month: Month) -> None:
    case = make_case(world, tier="larger")
    case.deadlines.filter(kind=ClockKind.REPLY).update(due_at=at(due), acted_at=at("2026-10-20 10:00"))
    assert [replies(one)["met"] for one in (OCTOBER, NOVEMBER)] == [int(one == month) for one in (OCTOBER, NOVEMBER)]


def test_deadlines_are_met_late_waived_or_stopped(world: World) -> None:
    met, late, waived, nothing, stopped = (make_case(world, tier="larger") for _ in range(5))
    due = met.deadlines.get(kind=ClockKind.REPLY).due_at
    for case, acted in ((met, due), (late, due + timedelta(seconds=1)), (waived, due + timedelta(days=1))):
        case.deadlines.filter(kind=ClockKind.REPLY).update(acted_at=acted)
    breach(late, world, ClockKind.REPLY)
    breach(nothing, world, ClockKind.REPLY)
    breach(waived, world, ClockKind.REPLY, waived_by=world.deputy_gm, waived_at=END, waiver_reason="等样品")
    stopped.deadlines.filter(kind=ClockKind.REPLY).update(ended_at=due)
    assert replies(OCTOBER) == {"due": 4, "met": 1, "late": 2, "waived": 1, "running": 0}
    assert [row["outcome"] for row in rows_of(late_table(OCTOBER))] == ["无罚款", "无罚款", "已豁免：等样品"]


def test_a_deadline_not_yet_due_is_neither_met_nor_late(world: World) -> None:
    make_case(world, tier="larger")
    assert replies(OCTOBER, at("2026-10-12 10:00"))["running"] == 1


def test_a_breach_whose_due_instant_moved_away_stays_counted(world: World) -> None:
    case = make_case(world, tier="larger")
    breach(case, world, ClockKind.REPLY, due_at=at("2026-10-11 00:00"))
    case.deadlines.filter(kind=ClockKind.REPLY).update(acted_at=at("2026-10-20 10:00"))
    assert replies(OCTOBER) == {"due": 2, "met": 1, "late": 1, "waived": 0, "running": 0}


def test_rows_add_up_to_the_figures(world: World) -> None:
    october(world)
    entries = rows_of(entry_table(OCTOBER))
    assert sum(Decimal(row["amount"]) for row in entries if row["side"] == "loss") == Decimal("14270.00")
    assert sum(Decimal(row["amount"]) for row in entries if row["side"] == "charge") == Decimal("14470.00")
    cases = rows_of(case_table(OCTOBER))
    assert [(row["return"], row["compensate"], row["exchange"], row["loss"]) for row in cases] == [
        ("3900.00", "0.00", "0.00", "5700.00"),
        ("0.00", "7800.00", "0.00", "7800.00"),
        ("0.00", "0.00", "770.00", "770.00"),
    ]
    claim = rows_of(claim_table(OCTOBER))[0]
    assert (claim["amount"], claim["received"], claim["state"]) == ("5000.00", "500.00", "追偿中")


def test_six_months_stand_side_by_side(world: World) -> None:
    case = booked_case(world, filed_at=at("2026-08-03 10:00"))
    settled(case, world, on=date(2026, 8, 20))
    fined_for_late_reply(booked_case(world), world)
    months = month_figures(OCTOBER, END)["months"]
    assert [row["month"] for row in months] == ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
    assert [row["loss"] for row in months] == ["0.00", "0.00", "0.00", "3900.00", "0.00", "0.00"]
    assert [row["fines"] for row in months] == ["0.00"] * 5 + ["200.00"]


def test_a_redetermination_moves_the_difference_not_the_loss(world: World) -> None:
    case = booked_case(world)
    settled(case, world)
    row = determine(case, world, cause="hidden")
    post_after_determination(case=case, trigger=f"determination:{row.pk}", by=world.tech_head, at=at("2026-10-28 09:00"))
    figures = month_figures(OCTOBER, END)
    assert column(figures["units"], "name", "total") == {"四抄车间": "3510.00", "质检处": "390.00"}
    assert figures["summary"]["loss"] == "3900.00"


def test_a_bigger_month_asks_no_more_questions(world: World, django_assert_max_num_queries: Callable) -> None:
    settled(booked_case(world), world)
    with CaptureQueriesContext(connection) as few:
        month_figures(OCTOBER, END)
    for number in range(3):
        spent(booked_case(world), world, "10.00", f"CL-{number}")
        settled(booked_case(world), world)
    with django_assert_max_num_queries(len(few)):
        month_figures(OCTOBER, END)
