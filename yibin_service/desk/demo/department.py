"""The demo's 售后服务部: people, their roster, and two months of the clock, imported as the clock exports them."""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from openpyxl import Workbook

from staff.importers.clock_file import read_clock_file
from staff.models import Employee, PunchImport
from staff.rules.schedule import ScheduledDay
from staff.selectors.schedule import scheduled_days_of
from staff.services.add_employee import add_employee
from staff.services.assign_roster import assign_roster
from staff.services.employee_facts import EmployeeFacts
from staff.services.keep_preview import Understood, keep_preview
from staff.services.set_wage import set_wage
from staff.services.set_week import add_roster
from staff.services.take_punches import take_punches
from staff.services.upload_punches import upload_punches
from staff.tasks.punches import judge_presses
from yibin_service.foundation.access.services.save_master_data import save_master_data
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.org.models import Site, UnitSite
from yibin_service.foundation.org.selectors import CalendarUnknown
from yibin_service.foundation.regulation.clock import local_day, midnight, month_of, previous_month

from .cast import Cast, fixture

SEED = 20260602
ROSTER_SINCE = date(2011, 1, 1)
OFFICE = (time(8, 30), time(17, 30))
WEEK = [OFFICE] * 5 + [(None, None)] * 2
MORNING = timedelta(hours=8, minutes=45)
HEADINGS = ["考勤号码", "姓名", "日期", "打卡时间"]
# Habit → how often, of a hundred days, which day: minutes late, minutes early, or a press forgotten.
HABITS: dict[str, tuple[tuple[int, str], ...]] = {
    "punctual": ((2, "late"),),
    "late": ((12, "late"),),
    "often_late": ((26, "late"), (6, "early")),
    "early": ((10, "early"), (3, "late")),
    "forgets": ((12, "no_out"), (3, "late")),
    "half_day": ((6, "very_late"), (5, "late")),
}
Press = tuple[str, str, date, time]


def load_department(cast: Cast, at: datetime) -> None:
    """Fourteen people with their punches up to the day before `at`: two files taken, the newest still to be decided on."""
    today = local_day(at)
    _lie(cast, midnight(previous_month(today)) + MORNING)
    people = _hire(cast, midnight(previous_month(today)) + MORNING)
    this_month = list(_presses(people, month_of(today), today - timedelta(days=1)))
    newest = max((on for _, _, on, _ in this_month), default=None)
    _import(cast, list(_presses(people, previous_month(today), month_of(today) - timedelta(days=1))), at, is_taken=True)
    _import(cast, [press for press in this_month if press[2] != newest], at, is_taken=True)
    _import(cast, [press for press in this_month if press[2] == newest], at, is_taken=False)


def _lie(cast: Cast, at: datetime) -> None:
    """Both units with people press the clock of one site."""
    site = Site(name="厂本部")
    save_master_data(row=site, by=cast["admin"], at=at)
    for code in ("service", "hr"):
        row = UnitSite(site=site, unit=cast.units[code], effective_from=ROSTER_SINCE)
        save_master_data(row=row, part_of=site, by=cast["admin"], at=at)


def _hire(cast: Cast, at: datetime) -> list[tuple[Employee, str]]:
    """Everybody with the habit that the punches follow; the first is the manager of the rest.

    Nobody enters the own wage: the two of 人力资源 enter each other's.
    """
    hr = cast["hr"]
    roster = add_roster(name="常白班", week=WEEK, effective_from=ROSTER_SINCE, by=hr, at=at)
    people: list[tuple[Employee, str]] = []
    for row in fixture("department"):
        entered = date.fromisoformat(row["entered"])
        unit = row.get("unit", "service")
        facts = EmployeeFacts(
            name=row["name"],
            unit=cast.units[unit],
            post=row["post"],
            manager=people[0][0] if people and unit == "service" else None,
            phone=row["phone"],
            entered_on=entered,
            user=cast[row["account"]] if "account" in row else None,
        )
        employee = add_employee(number=row["number"], facts=facts, by=hr, at=at)
        assign_roster(employee=employee, schedule=roster, effective_from=entered, by=hr, at=at)
        by = cast["hr2"] if row.get("account") == "hr" else hr
        set_wage(employee=employee, monthly=Decimal(row["wage"]), effective_from=entered, by=by, at=at)
        people.append((employee, row["habit"]))
    return people


def _presses(people: list[tuple[Employee, str]], first: date, last: date) -> Iterator[Press]:
    for on, employee, habit in _days(people, first, last):
        rng = Random(f"{SEED}:{employee.number}:{on}")
        coming, going = _times(habit, rng)
        for at in (coming, going):
            if at is not None:
                yield employee.number, employee.name, on, at


def _days(people: list[tuple[Employee, str]], first: date, last: date) -> list[tuple[date, Employee, str]]:
    """In the clock's order: by day, then by number."""
    employees = [employee for employee, _ in people]
    try:
        scheduled: dict[int, Iterable[ScheduledDay]] = dict(scheduled_days_of(employees, first, last))
    except CalendarUnknown:  # played in a year whose holidays nobody has entered yet: nobody came
        return []
    rows = [(day.on, employee, habit) for employee, habit in people for day in scheduled[employee.pk]]
    return sorted(rows, key=lambda row: (row[0], row[1].number))


def _times(habit: str, rng: Random) -> tuple[time | None, time | None]:
    coming = 8 * 60 + 30 - rng.randint(2, 22)
    going: int | None = 17 * 60 + 30 + rng.randint(1, 35)
    lot, bound = rng.randint(1, 100), 0
    for share, what in HABITS[habit]:
        bound += share
        if bound - share < lot <= bound:
            if what == "late":
                coming = 8 * 60 + 30 + rng.randint(3, 24)
            elif what == "very_late":
                coming = 8 * 60 + 30 + rng.randint(42, 88)
            elif what == "early":
                going = 17 * 60 + 30 - rng.randint(4, 22)
            else:
                going = None
    return _clock(coming), _clock(going) if going is not None else None


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _import(cast: Cast, presses: list[Press], at: datetime, *, is_taken: bool) -> None:
    """One file as the clock exports it, read as the worker reads it the morning after; with a stranger if undecided."""
    if not presses:
        return
    hr, last = cast["hr"], presses[-1][2]
    at = min(midnight(last + timedelta(days=1)) + MORNING, at)
    stranger = ("0388", "郑凯", last, presses[-1][3])
    content = io.BytesIO(_workbook(presses if is_taken else [*presses, stranger]))
    name = f"考勤机打卡 {last:%Y-%m}.xlsx" if is_taken else f"考勤机打卡 {last:%Y-%m-%d}.xlsx"
    upload = store_file(content=content, name=name, stream=pending_stream(hr), by=hr, at=at)
    source = upload_punches(attachments=[upload], by=hr, at=at)
    _read(source, content, at)
    if is_taken:
        take_punches(source=source, leaves_out_faults=False, by=hr, at=at)


def _read(source: PunchImport, content: io.BytesIO, at: datetime) -> None:
    read = read_clock_file(content)
    understood = Understood(read.sheet, read.columns, read.row_count)
    keep_preview(source=source, understood=understood, judged=judge_presses(read.presses, at), at=at)
    Job.objects.filter(pk__in=[source.job_id]).update(state=JobState.DONE, attempts=1, started_at=at, finished_at=at)


def _workbook(presses: list[Press]) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("打卡记录")
    sheet.append(HEADINGS)
    for press in presses:
        sheet.append(list(press))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
