"""Two people, or two presses, at the same moment: a month is closed once and whole."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from staff.models import AttendanceMonth, AttendanceRequest, Demerit, RequestState
from staff.services.close_month import close_month
from staff.services.decide_request import decide_request
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World
from yibin_service.foundation.acts.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Department:
    made = Department(World())
    made.wangs_october()
    made.on_time(made.manager, OCTOBER_DAYS)
    return made


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds in threads that start together; 「done」, or the name of the refusal, of each."""
    gate, told = threading.Barrier(len(deeds)), ["" for _ in deeds]

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            deed()
            told[place] = "done"
        except Refused as refused:
            told[place] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def test_two_closings_close_a_month_once(office: Department) -> None:
    hr = office.world.hr
    told = at_once(*[lambda: close_month(month=OCTOBER, by=hr, at=AFTER_OCTOBER)] * 2)
    assert sorted(told) == ["NothingToClose", "done"]
    assert AttendanceMonth.objects.count() == 2
    assert Demerit.objects.count() == 1


def test_an_approval_beside_the_closing_is_in_the_month_or_in_a_difference(office: Department) -> None:
    asked = AttendanceRequest.objects.get(kind="punch")
    AttendanceRequest.objects.filter(pk=asked.pk).update(state=RequestState.WAITING, first_on="2026-10-22", last_on="2026-10-22", side="in", time="08:30")
    hr, manager = office.world.hr, office.world.service_manager
    told = at_once(
        lambda: close_month(month=OCTOBER, by=hr, at=AFTER_OCTOBER),
        lambda: decide_request(request=asked, is_approved=True, answer="", by=manager, at=AFTER_OCTOBER),
    )
    assert told == ["done", "done"]
    row = AttendanceMonth.objects.get(employee=office.wang)
    assert row.standing_result["total_deduction"] == "300.00"
    assert row.deduction + sum(one.total for one in row.corrections.all()) == 300
