"""A department with people, rosters and clock exports, for tests of attendance."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import F
from openpyxl import Workbook

from staff.models import Employee, PunchImport, Schedule
from staff.services.add_employee import add_employee
from staff.services.assign_roster import assign_roster
from staff.services.employee_facts import EmployeeFacts
from staff.services.set_wage import set_wage
from staff.services.set_week import add_roster
from staff.services.upload_punches import upload_punches
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.runner import run_next_job

ENTERED = date(2026, 1, 1)
NOW = at("2026-10-20 09:00")
OFFICE = (time(8, 30), time(17, 30))
WEEK = [OFFICE] * 5 + [(None, None)] * 2


def employed(world: World, number: str, name: str, who: str = "", unit: str = "service", **changes: Any) -> Employee:
    """A person of 售后服务部 (or `unit`) on the payroll since January; `who` is the account's name."""
    facts: dict[str, Any] = {
        "name": name,
        "unit": world.unit[unit],
        "post": "技术支持",
        "manager": None,
        "phone": "",
        "entered_on": ENTERED,
        "user": world.users[who] if who else None,
    }
    return add_employee(number=number, facts=EmployeeFacts(**facts | changes), by=world.hr, at=NOW)


def left(employee: Employee, on: date) -> Employee:
    """The person as after a handover completed on that day."""
    Employee.objects.filter(pk=employee.pk).update(left_on=on, version=F("version") + 1)
    return Employee.objects.get(pk=employee.pk)


def office_week(world: World, name: str = "常白班", since: date = ENTERED) -> Schedule:
    """08:30–17:30 from Monday to Friday."""
    return add_roster(name=name, week=WEEK, effective_from=since, by=world.hr, at=NOW)


class Department:
    """`wang` (王海涛, 0312, the engineer's account), `gao` (the manager) and `li`, all on the office week and paid."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.week = office_week(world)
        self.gao = employed(world, "0300", "高峰", "service_manager", post="经理")
        self.wang = employed(world, "0312", "王海涛", "service_engineer", manager=self.gao)
        self.li = employed(world, "0315", "李 敏", manager=self.gao)
        for person, wage in ((self.gao, "8200"), (self.wang, "5220"), (self.li, "4800")):
            assign_roster(employee=person, schedule=self.week, effective_from=ENTERED, by=world.hr, at=NOW)
            set_wage(employee=person, monthly=Decimal(wage), effective_from=ENTERED, by=world.hr, at=NOW)


def workbook(*rows: Sequence[Any], title: str = "打卡") -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def uploaded(by: User, content: bytes, name: str = "打卡.xlsx", when: datetime = NOW) -> Any:
    """The file in the hands of `by`, as the upload button leaves it."""
    return store_file(content=io.BytesIO(content), name=name, stream=pending_stream(by), by=by, at=when)


def read_in(by: User, content: bytes, name: str = "打卡.xlsx", when: datetime = NOW) -> PunchImport:
    """The import of the file once the worker has read it."""
    source = upload_punches(attachments=[uploaded(by, content, name, when)], by=by, at=when)
    assert run_next_job()
    source.refresh_from_db()
    return source
