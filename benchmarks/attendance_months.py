"""How long a month of attendance takes to judge and to close.

    .venv/bin/python -m pytest benchmarks/attendance_months.py -s            (100 people)
    PEOPLE=5000 .venv/bin/python -m pytest benchmarks/attendance_months.py -s

Aims: 100 people × 1 month judged and closed in 2 seconds; 5,000 in 60, with progress.
"""

import os
import time
from collections.abc import Iterator
from datetime import date
from datetime import time as clock
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from staff.models import DailyReport, Employee, EmployeeSchedule, Punch, Wage
from staff.selectors.judged import judge_months
from staff.services.close_month import close_month
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World

pytest_plugins = ["tests.servers", "tests.clock", "tests.standing", "tests.evidence"]
PEOPLE = int(os.environ.get("PEOPLE", "100"))
AIM_SECONDS = 2 if PEOPLE <= 100 else 60 * PEOPLE / 5000
# In time, late every day, absent for half of every day, without a going: proposals and demerits of every second person.
HABITS = (
    (clock(8, 20), clock(17, 40)),
    (clock(8, 45), clock(17, 35)),
    (clock(9, 20), clock(17, 31)),
    (clock(8, 25), None),
)
SINCE = date(2024, 3, 1)


def made(office: Department) -> list[Employee]:
    """Everybody punches and reports each day; each has a habit of the four."""
    unit = office.world.unit["service"]
    people = Employee.objects.bulk_create(
        Employee(number=f"B-{place:04}", name=f"员工{place}", unit=unit, entered_on=SINCE) for place in range(PEOPLE)
    )
    EmployeeSchedule.objects.bulk_create(
        EmployeeSchedule(employee=one, schedule=office.roster, effective_from=SINCE) for one in people
    )
    Wage.objects.bulk_create(Wage(employee=one, effective_from=SINCE, monthly=Decimal(6000)) for one in people)
    by, when = office.world.hr, AFTER_OCTOBER
    DailyReport.objects.bulk_create(
        DailyReport(employee=one, on=on, text="现场服务", sent_by=by, sent_at=when, entered_at=when)
        for one in people
        for on in OCTOBER_DAYS
    )
    Punch.objects.bulk_create(_presses(people, office), batch_size=10_000)
    return people


def _presses(people: list[Employee], office: Department) -> Iterator[Punch]:
    for place, one in enumerate(people):
        for on in OCTOBER_DAYS:
            for at in HABITS[place % len(HABITS)]:
                if at is not None:
                    yield Punch(employee=one, on=on, at=at, source=office.source)


@pytest.mark.django_db
def test_a_month_of_many_people_is_judged_and_closed_in_time(world: World) -> None:
    people = made(Department(world))
    reverse("attendance")  # a server has read its addresses long before
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does of itself some time after an import
    begun = time.perf_counter()
    judged = judge_months(people, OCTOBER, AFTER_OCTOBER)
    took = time.perf_counter() - begun
    told: list[tuple[int, int]] = []
    begun = time.perf_counter()
    closed = close_month(month=OCTOBER, by=world.hr, at=AFTER_OCTOBER, progress=lambda *far: told.append(far))
    closing = time.perf_counter() - begun
    print(
        f"\n{PEOPLE} people: judged in {took:.2f} s; judged and closed in {closing:.2f} s,"
        f" progress told {len(told)} times (aim {AIM_SECONDS} s)"
    )
    assert len(judged) == PEOPLE
    assert closed.closed == PEOPLE + 2
    assert told[-1] == (PEOPLE + 2, PEOPLE + 2)
    assert closing <= AIM_SECONDS
