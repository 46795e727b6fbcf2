"""From when to when a 派工单 counts as field work."""

from datetime import date, datetime

import pytest

from staff.rules.field_work import days_at_customer
from tests.world import at

ARRIVED, DUE = at("2026-11-02 10:00"), at("2026-11-05 10:00")


@pytest.mark.parametrize(
    ("ended", "worked_until", "last"),
    [
        ("2026-11-02 16:00", None, 2),
        ("2026-11-03 00:00", None, 3),
        ("2026-11-09 09:00", None, 9),
        (None, None, 5),
        (None, "2026-11-04 17:00", 5),
        (None, "2026-11-06 17:00", 6),
    ],
)
def test_an_order_counts_from_arrival_to_its_end_or_until_it_is_due_or_last_worked_on(
    ended: str | None, worked_until: str | None, last: int
) -> None:
    found = days_at_customer(ARRIVED, at(ended) if ended else None, DUE, at(worked_until) if worked_until else None)
    assert found == (date(2026, 11, 2), date(2026, 11, last))


def test_who_arrives_after_the_order_was_due_has_that_day_alone() -> None:
    late: datetime = at("2026-11-08 10:00")
    assert days_at_customer(late, None, DUE, None) == (date(2026, 11, 8), date(2026, 11, 8))
