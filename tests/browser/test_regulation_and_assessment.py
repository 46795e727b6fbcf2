"""制度参数 and 试算 in a real browser: accessible, fitting, and answering."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.world import World
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
PAGES = [
    "/regulation/",
    "/regulation/versions/P-试行/",
    "/regulation/versions/P-试行/draft/",
    "/regulation/compare/?before=P-试行&after=P-试行",
    "/regulation/clauses/P.三.5乙/",
    "/assessment/",
    "/staff/assessment/",
]


@pytest.fixture
def office(clean_page: Page, login: Login, world: World) -> Page:
    login(world.enterprise_management)
    return clean_page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_fits(office: Page, size: dict) -> None:
    office.set_viewport_size(size)
    for address in PAGES:
        office.goto(f"{office.address}{address}")
        assert axe(office) == [], address
        assert sideways(office) == 0, address
        assert office.locator("h1").count() == 1, address


def fill_case(page: Page) -> None:
    page.goto(f"{page.address}/assessment/")
    page.get_by_label("销售处收到意见").fill("2026-10-05T09:00:00")
    page.get_by_label("信息卡送达技术中心").fill("2026-10-07T10:00:00")
    page.get_by_label("截至").fill("2026-10-20T09:00:00")
    page.get_by_label("直接损失（元）").fill("6,750")
    page.get_by_label("生产车间").fill("四抄车间")
    page.get_by_label("纸机（号）").fill("7")
    page.get_by_label("原因").select_option("paper_defect")
    page.get_by_label("第1笔 方式").select_option("return")
    page.get_by_label("第1笔 数量（吨）").fill("3.25")
    page.get_by_label("第1笔 回抄").check()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_typed_case_is_judged_with_its_derivation(office: Page, size: dict) -> None:
    office.set_viewport_size(size)
    fill_case(office)
    office.get_by_role("button", name="试算", exact=True).click()
    expect(office.get_by_role("heading", name="试算结果")).to_be_visible()
    expect(office.locator("#result")).to_contain_text("2,730.00")
    expect(office.get_by_text("3,900.00 元 × 0.7000 = 2,730.00 元").first).to_be_visible()
    assert axe(office) == [] and sideways(office) == 0
    look(office, "assessment")


def test_a_fault_is_told_at_its_field_and_the_list_leads_there(office: Page) -> None:
    fill_case(office)
    office.get_by_label("纸机（号）").fill("6")
    office.get_by_role("button", name="试算", exact=True).click()
    summary = office.get_by_role("alert")
    expect(summary).to_contain_text("没有 6号纸机的回抄费标准")
    summary.get_by_role("link").first.click()
    expect(office.get_by_label("纸机（号）")).to_be_focused()
    assert axe(office) == []
    office.complaints.clear()  # the browser reports the status 422


def test_rows_can_be_added_and_a_cause_opens_its_questions(office: Page) -> None:
    office.goto(f"{office.address}/assessment/")
    expect(office.get_by_label("外包装破损在哪一段")).to_be_hidden()
    office.get_by_label("原因").select_option("packaging")
    expect(office.get_by_label("外包装破损在哪一段")).to_be_visible()
    office.get_by_role("button", name="加一笔").click()
    expect(office.get_by_label("第3笔 方式")).to_be_visible()


def test_a_version_is_drafted_edited_and_compared(office: Page) -> None:
    office.goto(f"{office.address}/regulation/versions/P-试行/")
    office.get_by_role("link", name="从这一版拟新版本").click()
    office.get_by_label("版本代号").fill("P-2099")
    office.get_by_label("施行首日").fill("2099-01-01")
    office.get_by_role("button", name="存为草案").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("改草案")
    assert axe(office) == []
    office.get_by_label("信息卡送达期限（小时）").fill("48")
    office.get_by_role("button", name="存草案").click()
    expect(office.get_by_text("已存草案 P-2099")).to_be_visible()
    look(office, "regulation-version")
    assert axe(office) == []
    office.get_by_role("link", name="P-试行（2000-01-01 起）").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("P-2099 比 P-试行 改了 1处")
