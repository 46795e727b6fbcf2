"""The demo's 售后服务部: everybody paid and on a roster, two months of punches, a file still to be decided on."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from staff.models import Employee, ImportState, Punch, PunchImport
from staff.selectors.people import wage_on
from staff.selectors.schedule import without_roster
from tests.world import at
from yibin_service.desk.demo.cast import Cast
from yibin_service.desk.demo.department import load_department
from yibin_service.foundation.access.services.load_accounts import load_accounts
from yibin_service.foundation.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: pytest.FixtureRequest, tmp_path: object) -> Cast:
    settings.EVIDENCE_DIR = tmp_path  # type: ignore[attr-defined]
    for command in ("load_units", "load_regulation", "load_catalogue"):
        call_command(command, stdout=StringIO())
    load_accounts(at=at("2026-08-01 08:00"))
    return Cast(at("2026-09-01 08:00"))


def test_the_department_has_people_a_roster_and_two_months_of_punches(cast: Cast) -> None:
    load_department(cast, at("2026-11-23 15:00"))
    people = list(Employee.objects.filter(unit__kind="service"))
    assert len(people) == 12
    assert without_roster(people, date(2026, 10, 1), date(2026, 11, 30)) == set()
    assert all(wage_on(person, date(2026, 10, 31)) for person in people)
    assert cast["service_engineer"].employee.name == "王海涛"
    assert [wage_on(cast[who].employee, date(2026, 10, 31)) for who in ("hr", "hr2")] == [5500, 5100]
    days = sorted(set(Punch.objects.values_list("on", flat=True)))
    assert (days[0], days[-1]) == (date(2026, 10, 8), date(2026, 11, 19))


def test_the_newest_day_waits_to_be_decided_on_with_a_stranger_in_it(cast: Cast) -> None:
    load_department(cast, at("2026-11-23 15:00"))
    assert list(PunchImport.objects.order_by("pk").values_list("state", flat=True)) == [
        ImportState.TAKEN,
        ImportState.TAKEN,
        ImportState.READ,
    ]
    waiting = PunchImport.objects.get(state=ImportState.READ)
    assert (waiting.first_on, waiting.fault_count) == (date(2026, 11, 20), 1)
    assert not Job.objects.exclude(state=JobState.DONE).exists()


@pytest.mark.parametrize("moment", ["2026-11-01 09:00", "2026-11-02 09:00", "2027-03-10 09:00"])
def test_the_department_is_there_on_any_day(cast: Cast, moment: str) -> None:
    load_department(cast, at(moment))
    assert Employee.objects.count() == 14
