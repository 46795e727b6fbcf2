"""The demo's stage: many lives in the order of time, up to the end and no further."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.world import at
from yibin_service.desk.demo.load import first_month
from yibin_service.desk.demo.stage import Stage, office_hour

MORNING = at("2026-11-02 09:00")


def life(name: str, hours: tuple[int, ...], told: list[str]) -> Iterator[datetime]:
    for hour in hours:
        yield MORNING + timedelta(hours=hour)
        told.append(f"{name}{hour}")


def test_lives_are_resumed_in_the_order_of_time() -> None:
    told: list[str] = []
    stage = Stage()
    stage.add(life("a", (0, 5), told))
    stage.add(life("b", (2, 3), told))
    stage.play(MORNING + timedelta(hours=9))
    assert told == ["a0", "b2", "b3", "a5"]


def test_what_would_come_after_the_end_stays_undone() -> None:
    told: list[str] = []
    stage = Stage()
    stage.add(life("a", (0, 5, 6), told))
    stage.play(MORNING + timedelta(hours=5))
    assert told == ["a0", "a5"]


@pytest.mark.parametrize(
    ("moment", "worked"),
    [
        ("2026-11-02 07:59", "2026-11-02 08:59"),
        ("2026-11-02 08:00", "2026-11-02 08:00"),
        ("2026-11-02 17:59", "2026-11-02 17:59"),
        ("2026-11-02 18:00", "2026-11-03 08:00"),
    ],
)
def test_acts_fall_into_working_time(moment: str, worked: str) -> None:
    assert office_hour(at(moment)) == at(worked)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "first"),
    [("2026-11-23 15:00", "2026-09"), ("2026-12-01 07:00", "2026-09"), ("2026-12-01 10:30", "2026-10")],
)
def test_two_months_are_sealed_when_the_demo_ends(end: str, first: str, world: object) -> None:
    assert first_month(at(end)).label == first
