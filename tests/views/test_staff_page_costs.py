"""Pages and files of a department ask as much for many people as for few."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staff.models import AttendanceRequest, RequestKind
from staff.reports.attendance_workbook import attendance_workbook
from staff.selectors.payroll import payroll_of
from staff.services.close_month import close_month
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.views.acting import client_of
from tests.world import World

pytestmark = pytest.mark.django_db
LATE = [("08:41", "17:32"), ("08:52", "17:40"), ("09:14", "17:50")]


@pytest.fixture
def office(world: World, travel_to: Any) -> Department:
    travel_to(AFTER_OCTOBER)
    return Department(world).whole_october()


def engage(office: Department, numbers: range) -> None:
    """People with a wage so low that their deductions are flagged, late and absent in October."""
    for number in numbers:
        one = office.person(f"E-{number}", f"员工{number}", wage="1000.00", manager=office.manager)
        for day, (came, went) in zip(OCTOBER_DAYS[:-2], LATE * 6, strict=False):
            office.punch(one, day, came, went)


def queries_of(world: World, who: str, address: str) -> int:
    client = client_of(world, who)
    client.get(address)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


HR_TOO = [
    "attendance/2026-10/", "attendance/2026-11/", "appraisal/2026-10/", "appraisal/years/2026/", "employees/",
    "attendance/requests/", "handovers/",
]  # fmt: skip
PAGES = [(who, address) for address in HR_TOO for who in ("hr", "service_manager")]


@pytest.mark.parametrize(("who", "address"), [*PAGES, ("service_manager", "daily-reports/"), ("service_manager", "plans/")])
def test_a_page_of_the_department_asks_as_much_for_many_people(
    world: World, office: Department, who: str, address: str
) -> None:
    engage(office, range(100, 102))
    few = queries_of(world, who, f"/staff/{address}")
    engage(office, range(102, 112))
    assert queries_of(world, who, f"/staff/{address}") == few


def test_the_files_for_payroll_ask_as_much_for_many_people(world: World, office: Department) -> None:
    taken = []
    for number, month_end in ((100, 103), (103, 112)):
        engage(office, range(number, month_end))
        close_month(month=OCTOBER, by=world.hr, at=AFTER_OCTOBER)
        with CaptureQueriesContext(connection) as asked:
            payroll = payroll_of(world.hr, OCTOBER)
            assert len(payroll.rows) == month_end - 98
            assert any(row.flags for row in payroll.rows)
            attendance_workbook(payroll, at=AFTER_OCTOBER)
        taken.append(len(asked))
    assert taken[0] == taken[1]


def test_the_list_of_requests_asks_as_much_for_many_deciders(world: World, office: Department) -> None:
    taken = []
    for number, decided_by in enumerate(["hr", "service_manager", "deputy_gm", "sales_head", "tech_head"]):
        day = OCTOBER_DAYS[number]
        asked = office.granted(office.wang, RequestKind.FIELD, day)
        AttendanceRequest.objects.filter(pk=asked.pk).update(decided_by=world.users[decided_by])
        taken.append(queries_of(world, "service_manager", "/staff/attendance/requests/"))
    assert set(taken) == {taken[0]}
