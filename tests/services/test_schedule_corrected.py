"""The calendar or a roster changed after months were closed: everybody affected is corrected at once, under its reason."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from staff.models import AttendanceDifference, Employee, RequestKind, Schedule
from staff.services import correct_after_schedule
from staff.services.assign_roster import assign_roster
from staff.services.close_month import close_month
from staff.services.correct_closed import SCHEDULE_JOB, correct_closed
from staff.services.set_calendar_day import set_calendar_day
from staff.services.set_wage import set_wage
from staff.services.set_week import set_week
from staff.tasks.attendance import correct_schedule
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.runner import run_next_job
from yibin_service.foundation.jobs.services.repeat_job import NotRepeatable, repeat_job
from yibin_service.foundation.org.calendar import DayKind

pytestmark = pytest.mark.django_db
LATER = at("2026-11-10 10:00")
EIGHTH = OCTOBER_DAYS[0]
WEEK = [(time(8, 30), time(17, 30))] * 5 + [(None, None)] * 2


@pytest.fixture
def office(world: World) -> Department:
    """李某 (6525.00) and 赵某 (4350.00) stayed away on 8 October; October is closed."""
    made = Department(world)
    for person in (made.manager, made.wang):
        made.on_time(person, OCTOBER_DAYS)
    for number, name, wage in (("E-041", "李某", "6525.00"), ("E-042", "赵某", "4350.00")):
        made.on_time(made.person(number, name, wage=wage), OCTOBER_DAYS[1:])
    close_month(month=OCTOBER, by=world.hr, at=AFTER_OCTOBER)
    return made


def differences() -> list[tuple[str, Decimal, str]]:
    rows = AttendanceDifference.objects.order_by("closed__employee__number")
    return [(row.closed.employee.name, row.total, row.reason) for row in rows]


def holiday(office: Department, kind: DayKind = DayKind.REST, on: date = EIGHTH) -> None:
    set_calendar_day(on=on, kind=kind, name="厂休", by=office.world.hr, at=LATER)


def test_a_holiday_entered_late_pays_everybody_back_at_once(office: Department) -> None:
    holiday(office)
    why = "关账后更正日历：2026-10-08 休息"
    assert differences() == [("李某", Decimal("-900.00"), why), ("赵某", Decimal("-600.00"), why)]


def test_a_holiday_taken_back_charges_them_again(office: Department) -> None:
    holiday(office)
    holiday(office, DayKind.ORDINARY)
    assert sum(total for _, total, _ in differences()) == 0 and len(differences()) == 4


def test_a_day_of_an_open_month_corrects_nobody(office: Department) -> None:
    holiday(office, on=date(2026, 11, 5))
    assert differences() == []


def test_a_roster_given_late_corrects_that_person_alone(office: Department) -> None:
    free = Schedule.objects.create(name="星期四休")
    week = [*WEEK[:3], (None, None), *WEEK[4:]]
    set_week(schedule=free, week=week, effective_from=date(2020, 1, 1), by=office.world.hr, at=LATER)
    li = Employee.objects.get(name="李某")
    assign_roster(employee=li, schedule=free, effective_from=EIGHTH, by=office.world.hr, at=LATER)
    assert differences() == [("李某", Decimal("-900.00"), "关账后更正班制：自 2026-10-08 起按「星期四休」上班")]


def test_hours_changed_late_correct_whoever_works_by_them(office: Department) -> None:
    """From the 8th Thursdays are off: four of them, of which only the 8th was missed."""
    week = [*WEEK[:3], (None, None), *WEEK[4:]]
    set_week(schedule=office.roster, week=week, effective_from=EIGHTH, by=office.world.hr, at=LATER)
    assert [(name, total) for name, total, _ in differences()] == [("李某", Decimal("-900.00")), ("赵某", Decimal("-600.00"))]


def test_hours_of_the_next_month_correct_nobody(office: Department) -> None:
    week = [*WEEK[:3], (None, None), *WEEK[4:]]
    set_week(schedule=office.roster, week=week, effective_from=date(2026, 11, 1), by=office.world.hr, at=LATER)
    assert differences() == []


def test_many_people_are_corrected_by_a_job_once(office: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correct_after_schedule, "MOST_AT_ONCE", 3)
    holiday(office)
    assert differences() == []
    job = Job.objects.get(kind=SCHEDULE_JOB)
    assert run_next_job()
    assert [total for _, total, _ in differences()] == [Decimal("-900.00"), Decimal("-600.00")]
    correct_schedule(job=job, progress=lambda done, total: None)
    assert len(differences()) == 2


def test_a_correction_that_failed_is_repeated_from_its_job_without_entering_the_change_again(
    office: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correct_after_schedule, "MOST_AT_ONCE", 3)
    holiday(office)
    Job.objects.update(state=JobState.FAILED, error="没有做成")
    with pytest.raises(NotAllowed):
        repeat_job(job=Job.objects.get(), by=office.world.finance, at=LATER)
    again = repeat_job(job=Job.objects.get(), by=office.world.hr, at=LATER + timedelta(minutes=5))
    assert run_next_job()
    assert [total for _, total, _ in differences()] == [Decimal("-900.00"), Decimal("-600.00")]
    with pytest.raises(NotRepeatable):
        repeat_job(job=again, by=office.world.hr, at=LATER + timedelta(minutes=6))


def test_every_kind_that_may_be_repeated_is_one_there_is() -> None:
    assert set(settings.JOB_REPEATS) <= set(settings.JOB_KINDS)
    assert SCHEDULE_JOB in settings.JOB_REPEATS
    assert all(callable(import_string(path)) for path in settings.JOB_REPEATS.values())


def test_who_is_corrected_before_the_job_comes_is_told_of_both_and_counted_once(
    office: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correct_after_schedule, "MOST_AT_ONCE", 3)
    holiday(office)
    li = Employee.objects.get(name="李某")
    office.granted(li, RequestKind.LEAVE, OCTOBER_DAYS[3])
    correct_closed(employees=[li], since=OCTOBER, trigger="leave", reason="补批事假", by=office.world.hr, at=LATER)
    assert differences() == [("李某", Decimal("-900.00"), "补批事假；关账后更正日历：2026-10-08 休息")]
    run_next_job()
    assert [total for _, total, _ in differences()] == [Decimal("-900.00"), Decimal("-600.00")]


@pytest.mark.parametrize("act", ["calendar", "week", "roster", "wage"])
def test_each_waits_for_a_running_closing(office: Department, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock of attendance is the first thing each takes, before any row."""
    taken: list[str] = []
    world = office.world
    acts = {
        "calendar": ("set_calendar_day", lambda: holiday(office)),
        "week": ("set_week", lambda: set_week(schedule=office.roster, week=WEEK, effective_from=EIGHTH, by=world.hr, at=LATER)),
        "roster": ("assign_roster", lambda: assign_roster(employee=office.wang, schedule=office.roster, effective_from=EIGHTH, by=world.hr, at=LATER)),
        "wage": ("set_wage", lambda: set_wage(employee=office.wang, monthly=Decimal("7000.00"), effective_from=EIGHTH, by=world.hr, at=LATER)),
    }  # fmt: skip
    module, deed = acts[act]

    class Taken(Exception):
        pass

    def take() -> None:
        taken.append(act)
        raise Taken

    monkeypatch.setattr(f"staff.services.{module}.lock_attendance", take)
    with pytest.raises(Taken):
        deed()
    assert taken == [act]
