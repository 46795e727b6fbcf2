"""By when a request of attendance waits for its decision."""

from datetime import date, time

import pytest

from staff.rules.requests import decide_before
from tests.world import at

TENTH = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("starts", "asked", "due"),
    [
        (None, "2026-11-09 16:00", "2026-11-10 00:00"),
        (None, "2026-11-09 23:59", "2026-11-10 00:00"),
        (None, "2026-11-10 00:00", None),
        (None, "2026-11-12 08:00", None),
        (time(13, 30), "2026-11-10 13:29", "2026-11-10 13:30"),
        (time(13, 30), "2026-11-10 13:30", None),
    ],
)
def test_it_waits_until_the_time_away_begins_and_without_an_end_once_that_has_begun(
    starts: time | None, asked: str, due: str | None
) -> None:
    assert decide_before(TENTH, starts, at(asked)) == (at(due) if due else None)
