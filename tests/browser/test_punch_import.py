"""A clock's export from the office's desk to the punches, at desktop and phone width."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from staff.models import Punch
from staff.services.enter_demerit import OldDemerit, enter_demerit
from staff.services.set_wage import set_wage
from staff.services.withdraw_wage import withdraw_wage
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.staffed import NOW, Department, workbook
from tests.world import World
from yibin_service.foundation.access.models import User
from yibin_service.foundation.jobs.runner import run_next_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = ("考勤号码", "姓名", "日期", "上班打卡", "下班打卡")


def sound(page: Page, name: str) -> None:
    """No finding of axe and no sideways scroll, at both widths; a picture of each."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    look(page, name)


def export() -> bytes:
    """Three people's fortnight with a press twice, a stranger, a wrong name, and a day nobody pressed."""
    days = (8, 9, 10, 12, 13, 14, 15, 16)
    rows: list[tuple[str, ...]] = [
        (number, name, f"2026/10/{day}", f"08:{20 + day - 8:02}", f"17:{30 + day:02}")
        for day in days
        for number, name in (("0300", "高峰"), ("0312", "王海涛"), ("0315", "李敏"))
    ]
    rows[4] = ("0312", "王海涛", "2026/10/9", "08:52", "未打卡")
    return workbook(HEAD, *rows, rows[0], ("0388", "郑凯", "2026/10/16", "08:30", ""), ("0315", "李明", "2026/10/16", "08:31", ""))


def work() -> None:
    """What the worker does, on a connection of its own: the browser's driver does not let Django ask here."""

    def run() -> None:
        try:
            run_next_job()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)


def test_a_file_is_uploaded_looked_at_and_taken(
    world: World, login: Callable[[User], None], clean_page: Any, settings: Any, tmp_path: Path
) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    Department(world)
    page = clean_page
    login(world.hr)
    page.goto(f"{page.address}/staff/punches/")
    sound(page, "punch-imports-empty")
    page.get_by_role("link", name="导入打卡").first.click()
    page.get_by_role("heading", level=1).wait_for()
    page.goto(f"{page.address}/staff/punches/new/")
    sound(page, "punch-upload")
    file = tmp_path / "十月考勤.xlsx"
    file.write_bytes(export())
    page.locator("input[type=file]").set_input_files(str(file))
    expect(page.locator("input[name=export]")).to_have_count(1)
    page.get_by_role("button", name="开始识别").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    sound(page, "punch-reading")
    work()
    expect(page.get_by_text("认出了什么")).to_be_visible(timeout=15_000)
    sound(page, "punch-preview")
    page.get_by_role("link", name="有问题 2").click()
    expect(page.get_by_text("没有工号 0388 的员工")).to_be_visible()
    expect(page.get_by_text("工号 0315 是李 敏")).to_be_visible()
    sound(page, "punch-faults")
    page.get_by_role("link", name="确认导入").click()
    sound(page, "punch-take")
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.complaints.clear()  # the browser's note on the 422
    page.get_by_label("看过了").check()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入 47 条打卡").first).to_be_visible()
    sound(page, "punch-taken")
    assert Punch.objects.count() == 47


def test_people_rosters_and_the_calendar_fit_desk_and_phone(
    world: World, login: Callable[[User], None], clean_page: Any
) -> None:
    department = Department(world)
    wage = department.wang.wages.get()
    wrong = set_wage(employee=department.wang, monthly=Decimal("5600"), effective_from=date(2026, 9, 1), by=world.hr, at=NOW)
    withdraw_wage(wage=wrong, reason="起日看错", by=world.hr, at=NOW)
    old = OldDemerit(date(2026, 6, 1), date(2026, 7, 3), "宜纸人〔2026〕12号", "纸质档案核对")
    enter_demerit(employee=department.wang, facts=old, by=world.hr, at=NOW)
    page = clean_page
    login(world.hr)
    for name, address in {
        "employees": "/staff/employees/",
        "employee-new": "/staff/employees/new/",
        "employee": f"/staff/employees/{department.wang.pk}/",
        "employee-wage": f"/staff/employees/{department.wang.pk}/wage/",
        "rosters": "/staff/rosters/",
        "roster": f"/staff/rosters/{department.week.pk}/",
        "employee-demerit": f"/staff/employees/{department.wang.pk}/demerits/new/",
        "employee-wage-withdraw": f"/staff/employees/{department.wang.pk}/wage/{wage.pk}/withdraw/",
        "roster-retire": f"/staff/rosters/{department.week.pk}/retire/",
        "roster-week": f"/staff/rosters/{department.week.pk}/week/",
        "calendar": "/staff/calendar/",
        "calendar-day": "/staff/calendar/set/",
    }.items():
        page.goto(f"{page.address}{address}")
        sound(page, name)
