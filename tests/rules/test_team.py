"""P.二.3: engineers and inspectors must be more than half of a service team."""

import pytest

from cases.rules.team import Discipline, Member, composition_of, leaders_of, least_specialists
from yibin_service.foundation.regulation.versions import fixture_book

P = fixture_book().by_code("P", "P-试行")


def team(*disciplines: str) -> list[Member]:
    return [Member(Discipline(name), is_leader=place == 0) for place, name in enumerate(disciplines)]


@pytest.mark.parametrize(
    "disciplines",
    [
        ("engineer",),
        ("quality",),
        ("engineer", "quality", "sales"),
        ("engineer", "engineer", "quality", "sales"),
        ("engineer", "quality", "quality", "sales", "other"),
    ],
)
def test_more_than_half_engineers_and_inspectors_is_a_team(disciplines: tuple[str, ...]) -> None:
    assert composition_of(team(*disciplines), P).is_led_by_specialists


@pytest.mark.parametrize(
    "disciplines",
    [
        ("sales",),
        ("engineer", "sales"),
        ("engineer", "quality", "sales", "other"),
        ("engineer", "quality", "sales", "other", "other"),
    ],
)
def test_exactly_half_or_fewer_is_no_team(disciplines: tuple[str, ...]) -> None:
    assert not composition_of(team(*disciplines), P).is_led_by_specialists


def test_nobody_is_no_team() -> None:
    assert not composition_of([], P).is_led_by_specialists


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4)])
def test_the_least_number_of_specialists_follows_the_size(members: int, needed: int) -> None:
    assert least_specialists(members, P) == needed


def test_leaders_are_counted() -> None:
    assert leaders_of(team("engineer", "quality")) == 1
    assert leaders_of([Member(Discipline.ENGINEER, False)]) == 0
