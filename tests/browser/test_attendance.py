"""Attendance in a real browser: the person's month on the phone, asking, objecting, the department, closing."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from staff.models import AttendanceMonth, AttendanceRequest, Objection, RequestState
from tests.attendance_made import AFTER_OCTOBER, OCTOBER_DAYS, Department
from tests.browser.conftest import PHONE, axe, look, sideways
from tests.world import World
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
SHEET = "/staff/attendance/2026-10/sheets/E-017/"


@pytest.fixture
def office(world: World, travel_to: Callable[[datetime], None]) -> Department:
    travel_to(AFTER_OCTOBER)
    made = Department(world)
    made.wangs_october()
    made.on_time(made.manager, OCTOBER_DAYS)
    made.person("E-040", "失联者", wage="4350.00")
    made.person("E-041", "没有工资的人")
    return made


def sound(page: Page) -> None:
    """No finding for accessibility, nothing wider than the phone."""
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    assert sideways(page) == 0
    assert axe(page) == []


def test_the_own_month_reads_well_at_both_widths(clean_page: Page, login: Login, office: Department) -> None:
    login(office.world.service_engineer)
    clean_page.goto(f"{clean_page.address}/staff/attendance/")
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("王海涛 10月考勤")
    expect(clean_page.get_by_text("08:41 到，应 08:30，晚 11分")).to_be_visible()
    look(clean_page, "attendance")
    sound(clean_page)


def test_leave_is_asked_for_on_the_phone_and_approved(clean_page: Page, login: Login, office: Department) -> None:
    login(office.world.service_engineer)
    clean_page.set_viewport_size(PHONE)
    clean_page.goto(f"{clean_page.address}{SHEET}")
    clean_page.get_by_role("link", name="补卡 / 请假 / 外勤").click()
    clean_page.get_by_label("自", exact=True).fill("2026-11-05")
    clean_page.get_by_label("至", exact=True).fill("2026-11-05")
    clean_page.get_by_label("事由").fill("看病")
    look(clean_page, "attendance-ask")
    clean_page.set_viewport_size(PHONE)
    clean_page.get_by_role("button", name="申请请假").click()
    expect(clean_page.get_by_text("已申请事假 11-05，等经理审批")).to_be_visible()
    sound(clean_page)
    login(office.world.service_manager)
    request = AttendanceRequest.objects.get(state=RequestState.WAITING)
    clean_page.goto(f"{clean_page.address}/staff/attendance/requests/{request.pk}/decide/")
    sound(clean_page)
    clean_page.get_by_role("button", name="批准申请").click()
    expect(clean_page.get_by_text("已批准王海涛的事假 11-05")).to_be_visible()


def test_an_objection_is_made_on_the_phone_and_answered(clean_page: Page, login: Login, office: Department) -> None:
    login(office.world.service_engineer)
    clean_page.set_viewport_size(PHONE)
    clean_page.goto(f"{clean_page.address}{SHEET}")
    clean_page.get_by_role("link", name="提异议").first.click()
    clean_page.get_by_label("异议", exact=True).fill("班车晚点，车队有记录")
    clean_page.get_by_role("button", name="提异议").click()
    expect(clean_page.get_by_text("已提异议，等经理答复")).to_be_visible()
    login(office.world.service_manager)
    clean_page.goto(f"{clean_page.address}/staff/attendance/objections/{Objection.objects.get().pk}/answer/")
    sound(clean_page)
    clean_page.get_by_label("答复", exact=True).fill("没有车队的记录，维持")
    clean_page.get_by_role("button", name="答复异议").click()
    expect(clean_page.get_by_text("已答复王海涛的异议：维持")).to_be_visible()


def test_the_department_is_one_row_a_person_and_hr_closes_it(clean_page: Page, login: Login, office: Department) -> None:
    login(office.world.hr)
    clean_page.goto(f"{clean_page.address}/staff/attendance/2026-10/")
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("10月考勤 4人")
    look(clean_page, "attendance-department")
    sound(clean_page)
    clean_page.goto(f"{clean_page.address}/staff/attendance/2026-10/close/")
    look(clean_page, "attendance-close")
    sound(clean_page)
    clean_page.get_by_role("button", name="关账", exact=True).click()
    dialog = clean_page.get_by_role("dialog")
    expect(dialog).to_contain_text("10月考勤关账？")
    dialog.get_by_role("button", name="关账", exact=True).click()
    expect(clean_page.get_by_text("已关账 3人")).to_be_visible()
    assert AttendanceMonth.objects.count() == 3
