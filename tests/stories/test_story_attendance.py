"""October 2026 of sixty people, from the clock's file to payroll's workbook, in a real Chromium.

人力资源 at the desk imports, closes and downloads; the person on the phone objects and asks for leave late; the manager
at the desk puts it right. The workbook is compared cell by cell with what was worked out by hand.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from staff.models import AttendanceRequest, Objection, Punch
from tests.browser.conftest import DESKTOP, PHONE, look, sideways
from tests.stories import attendance_figures as figures
from tests.stories.attendance_stage import Stage
from tests.stories.clock_export import FAULTS, export, new_presses, presses_twice
from tests.stories.workbook import differences
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.jobs.runner import run_next_job

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
NOW = at("2026-11-03 09:00")
PATIENCE = 15_000  # milliseconds; the machine may be busy with other tests
SHEET = "/staff/attendance/2026-10/sheets/0302/"


def test_sixty_peoples_month_goes_from_the_clock_to_payroll(
    clean_page: Page, login: Login, world: World, travel_to: Callable, settings: Any, tmp_path: Path
) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    travel_to(NOW)
    Stage(world)
    page: Any = clean_page

    def becomes(user: User) -> None:
        """The next person sits down: the last one's page, which still asks for its progress, is put away first."""
        page.goto("about:blank")
        login(user)

    becomes(world.hr)
    the_file_is_imported(page, tmp_path)
    becomes(world.service_engineer)
    the_person_objects_and_asks(page)
    becomes(world.service_manager)
    the_manager_puts_it_right(page)
    becomes(world.service_engineer)
    the_person_sees_it(page)
    becomes(world.hr)
    saved = the_month_is_closed_and_downloaded(page, tmp_path)
    assert differences(load_workbook(saved), figures.WORKBOOK, without=set()) == []


def the_file_is_imported(page: Any, folder: Path) -> None:
    """Uploaded, read, looked at, taken without the rows nobody can be charged with."""
    file = folder / "考勤记录2026年10月.csv"
    file.write_bytes(export())
    page.goto(f"{page.address}/staff/punches/new/")
    page.locator("input[type=file]").set_input_files(str(file))
    expect(page.locator("input[name=export]")).to_have_count(1)
    page.get_by_role("button", name="开始识别").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    work()
    expect(page.get_by_text("认出了什么")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("link", name=f"已有或重复 {presses_twice()}")).to_be_visible()
    look(page, "story-punch-preview")
    page.get_by_role("link", name=f"有问题 {len(FAULTS)}").click()
    for words in ("没有工号 399 的员工", "2026-10-19 入职", "2026-10-16 离职", "晚于现在", "工号 342 是龙飞", "历上没有"):
        expect(page.get_by_text(words).first).to_be_visible()
    page.get_by_role("link", name=f"确认导入 {new_presses():,}条").click()
    page.get_by_label("看过了").check()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text(f"已导入 {new_presses()} 条打卡").first).to_be_visible(timeout=PATIENCE)
    assert Punch.objects.count() == new_presses()


def the_person_objects_and_asks(page: Any) -> None:
    """On the phone: the own month, an objection to the 9th, leave for the 22nd asked for late."""
    page.set_viewport_size(PHONE)
    page.goto(f"{page.address}{SHEET}")
    expect(page.get_by_role("heading", level=1)).to_have_text("王海涛 10月考勤")
    expect(page.get_by_text(figures.WANG_BEFORE).first).to_be_visible()
    assert sideways(page) == 0
    page.locator("tr", has_text="08:52 到").get_by_role("link", name="提异议").click()
    page.get_by_label("异议", exact=True).fill("8:25 已在三号库验收，库房有签到")
    page.get_by_role("button", name="提异议").click()
    expect(page.get_by_text("已提异议，等经理答复")).to_be_visible()
    page.get_by_role("link", name="补卡 / 请假 / 外勤").click()
    page.get_by_label("假别").select_option("sick")
    for label in ("自", "至"):
        page.get_by_label(label, exact=True).fill("2026-10-22")
    page.get_by_label("事由").fill("急诊，补病历")
    page.get_by_role("button", name="申请请假").click()
    expect(page.get_by_text("已申请病假 10-22，等经理审批")).to_be_visible()


def the_manager_puts_it_right(page: Any) -> None:
    """At the desk: the time of coming corrected, the late leave approved."""
    page.set_viewport_size(DESKTOP)
    page.goto(f"{page.address}/staff/attendance/objections/{Objection.objects.get().pk}/answer/")
    page.get_by_label("处理").select_option("in")
    page.get_by_label("更正为").fill("08:25")
    page.get_by_label("答复", exact=True).fill("库房签到属实")
    page.get_by_role("button", name="答复异议").click()
    expect(page.get_by_text("已答复王海涛的异议：采纳")).to_be_visible()
    request = AttendanceRequest.objects.get(employee__number="0302", kind="leave")
    page.goto(f"{page.address}/staff/attendance/requests/{request.pk}/decide/")
    page.get_by_role("button", name="批准申请").click()
    expect(page.get_by_text("已批准王海涛的病假 10-22")).to_be_visible()


def the_person_sees_it(page: Any) -> None:
    """On the phone the month is judged anew."""
    page.set_viewport_size(PHONE)
    page.goto(f"{page.address}{SHEET}")
    expect(page.get_by_text(figures.WANG_AFTER).first).to_be_visible()
    expect(page.get_by_text(figures.WANG_BEFORE)).to_have_count(0)
    look(page, "story-attendance-mended")


def the_month_is_closed_and_downloaded(page: Any, folder: Path) -> Path:
    """Closed once, whoever lacks a wage left open and named; then the workbook for payroll."""
    page.set_viewport_size(DESKTOP)
    page.goto(f"{page.address}/staff/attendance/2026-10/close/")
    expect(page.get_by_text("熊伟").first).to_be_visible()
    page.get_by_role("button", name="关账", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="关账", exact=True).click()
    expect(page.get_by_text(figures.CLOSED)).to_be_visible(timeout=PATIENCE)
    page.goto(f"{page.address}/staff/attendance/2026-10/export/")
    page.locator("button[name=format][value=xlsx]").click()
    page.wait_for_url("**/jobs/**")
    work()
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("link", name="下载").first.click(timeout=PATIENCE)
    download.value.save_as(folder / "工资用表.xlsx")
    return folder / "工资用表.xlsx"


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
