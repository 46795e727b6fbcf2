"""How long a month of attendance takes to judge and to close.

    .venv/bin/python -m pytest -p tests.conftest benchmarks/attendance_months.py -s            (100 people)
    PEOPLE=5000 .venv/bin/python -m pytest -p tests.conftest benchmarks/attendance_months.py -s

Aims: 100 people × 1 month judged in 2 seconds; 5,000 in 60.
"""

import os
import time
from datetime import date

import pytest

from staff.models import Punch
from staff.selectors.judged import judge_months
from staff.services.close_month import close_month
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World

PEOPLE = int(os.environ.get("PEOPLE", "100"))
AIM_SECONDS = 2 if PEOPLE <= 100 else 60 * PEOPLE / 5000
HABITS = (("08:20", "17:40"), ("08:45", "17:35"), ("09:20", "17:31"), ("08:25", None))


@pytest.mark.django_db
def test_a_month_of_many_people_is_judged_and_closed_in_time(world: World) -> None:
    """Everybody punches and reports each day; each has a habit of the four."""
    office = Department(world)
    people = [office.person(f"B-{place:04}", f"员工{place}", wage="6000.00") for place in range(PEOPLE)]
    for place, one in enumerate(people):
        came, went = HABITS[place % len(HABITS)]
        for on in OCTOBER_DAYS:
            office.punch(one, on, came, went)
        office.report(one, OCTOBER_DAYS)
    assert Punch.objects.filter(on__gte=date(2026, 10, 1)).count() >= PEOPLE * len(OCTOBER_DAYS)
    begun = time.perf_counter()
    judged = judge_months(people, OCTOBER, AFTER_OCTOBER)
    took = time.perf_counter() - begun
    begun = time.perf_counter()
    closed = close_month(month=OCTOBER, by=world.hr, at=AFTER_OCTOBER)
    print(f"\n{PEOPLE} people: judged in {took:.2f} s, closed in {time.perf_counter() - begun:.2f} s (aim {AIM_SECONDS} s)")
    assert len(judged) == PEOPLE
    assert closed.closed == PEOPLE + 2
    assert took <= AIM_SECONDS
