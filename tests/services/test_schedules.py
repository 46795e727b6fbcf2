"""The days people are to be there, and their punches, from rows."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staff.models import Employee, Punch
from staff.selectors.month_facts import last_judged_days
from staff.selectors.punches import punches_of
from staff.selectors.schedule import scheduled_days, scheduled_days_of, without_roster
from staff.services.assign_roster import assign_roster
from staff.services.take_punches import take_punches
from tests.staffed import NOW, Department, employed, left, office_week, read_in, workbook
from tests.world import World
from yibin_service.foundation.org.models import CalendarDay
from yibin_service.foundation.org.selectors import CalendarUnknown, is_workday

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def department(world: World) -> Department:
    return Department(world)


def days(employee: Employee, first: date = FIRST, last: date = LAST) -> list[int]:
    return [day.on.day for day in scheduled_days(employee, first, last)]


def test_october_has_its_holidays_off_and_its_make_up_saturday_on(department: Department) -> None:
    assert days(department.wang) == [8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30]


def test_a_day_entered_by_hand_wins_over_the_published_calendar(department: Department) -> None:
    CalendarDay.objects.create(on=date(2026, 10, 12), is_workday=False)
    CalendarDay.objects.create(on=date(2026, 10, 17), is_workday=True)
    assert days(department.wang)[2:9] == [10, 13, 14, 15, 16, 17, 19]


def test_days_begin_with_the_entry_and_end_with_the_leaving(department: Department) -> None:
    world = department.world
    late = employed(world, "0400", "赵强", entered_on=date(2026, 10, 14))
    assign_roster(employee=late, schedule=department.week, effective_from=FIRST, by=world.hr, at=NOW)
    assert days(left(late, date(2026, 10, 20))) == [14, 15, 16, 19, 20]


def test_a_change_of_roster_holds_from_its_day(department: Department) -> None:
    world = department.world
    empty = office_week(world, "下月起", since=date(2026, 11, 1))
    assign_roster(employee=department.wang, schedule=empty, effective_from=date(2026, 10, 15), by=world.hr, at=NOW)
    assert days(department.wang) == [8, 9, 10, 12, 13, 14]


def test_whoever_has_no_roster_is_named(department: Department) -> None:
    without = employed(department.world, "0400", "赵强")
    later = employed(department.world, "0401", "孙亮")
    assign_roster(employee=later, schedule=department.week, effective_from=FIRST + timedelta(1), by=department.world.hr, at=NOW)
    assert without_roster([department.wang, without, later], FIRST, LAST) == {without.pk, later.pk}
    assert days(without) == []


def test_many_people_take_as_few_queries_as_one(department: Department) -> None:
    people = list(Employee.objects.all())
    with CaptureQueriesContext(connection) as asked:
        found = scheduled_days_of(people, FIRST, LAST)
    assert len(asked) == 3
    assert {len(those) for those in found.values()} == {18}


def test_a_year_that_neither_knows_is_an_error_and_no_guess(department: Department) -> None:
    with pytest.raises(CalendarUnknown):
        days(department.wang, date(2031, 1, 1), date(2031, 1, 31))


@pytest.mark.parametrize(("rests", "is_known"), [(12, False), (13, True)])
def test_a_year_is_known_once_as_many_rests_are_entered_as_the_law_has(
    department: Department, rests: int, is_known: bool
) -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(on=date(2031, 5, 1) + timedelta(days=i), is_workday=False) for i in range(rests)
    )
    if is_known:
        assert len(days(department.wang, date(2031, 1, 1), date(2031, 1, 31))) == 23
        assert is_workday(date(2031, 1, 6)) and not is_workday(date(2031, 1, 5))
    else:
        with pytest.raises(CalendarUnknown, match="12 天"):
            days(department.wang, date(2031, 1, 1), date(2031, 1, 31))


def test_punches_are_paired_by_the_shift_of_the_day_in_one_query(
    department: Department, settings: Any, tmp_path: Any
) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    rows = [("0312", "2026-10-08 08:41"), ("0312", "2026-10-08 17:35"), ("0312", "2026-10-09 17:31"), ("0315", "2026-10-09 08:20")]
    source = read_in(department.world.hr, workbook(("工号", "日期时间"), *rows))
    take_punches(source=source, leaves_out_faults=False, by=department.world.hr, at=NOW)
    people = [department.wang, department.li]
    scheduled = scheduled_days_of(people, FIRST, LAST)
    with CaptureQueriesContext(connection) as asked:
        found = punches_of(people, FIRST, LAST, scheduled)
    assert len(asked) == 1
    wang, li = department.wang.pk, department.li.pk
    assert {key: (one.clock_in, one.clock_out) for key, one in found.items()} == {
        (wang, date(2026, 10, 8)): (time(8, 41), time(17, 35)),
        (wang, date(2026, 10, 9)): (None, time(17, 31)),
        (li, date(2026, 10, 9)): (time(8, 20), None),
    }
    assert Punch.objects.count() == 4


def test_each_unit_is_judged_up_to_its_own_newest_punches(department: Department) -> None:
    """售后服务部 brought its clock to the 20th, the warehouse to the 10th: the warehouse is not absent in between."""
    world = department.world
    there = employed(world, "0410", "钱某")
    there.unit = world.unit["warehouse"]
    there.save()
    for one, on in ((department.wang, date(2026, 10, 20)), (there, date(2026, 10, 10))):
        Punch.objects.create(employee=one, on=on, at=time(8, 20), source=read_in(world.hr, workbook(("工号", "日期时间"), (one.number, f"{on} 08:20"))))
    people = [department.wang, there]
    until = last_judged_days(people, FIRST, date(2026, 10, 25))
    assert [until[one.pk].day for one in people] == [20, 10]
    over = last_judged_days(people, FIRST, date(2026, 11, 1))
    assert set(over.values()) == {LAST}
