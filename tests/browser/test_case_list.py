"""The lists of cases and cards in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.world import World, at
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
NOW = at("2026-11-23 09:42")


@pytest.fixture
def many(world: World, travel_to: Callable) -> World:
    """Sixty cards of ever the same days."""
    travel_to(NOW)
    for number in range(60):
        when = NOW - timedelta(hours=60 - number)
        facts = {"batch_no": f"7A26{number:04d}", "estimated_loss": Decimal(100 * number)}
        if number % 3 == 0:
            facts |= {"machine": world.machine[5], "defect": world.inner_inclusion}
        world.file_card(when, by=world.users["sales_clerk2" if number % 2 else "sales_clerk"], **facts)
    return world


def test_the_list_pages_by_key_and_narrows_by_what_stands_in_the_address(
    clean_page: Page, login: Callable[[User], None], many: World
) -> None:
    page = clean_page
    login(many.tech_engineer)
    page.goto(f"{page.address}/cases/")  # type: ignore[attr-defined]
    expect(page.get_by_role("heading", level=1)).to_have_text("案件 60件")
    expect(page.get_by_text("本页 50件，共 60件")).to_be_visible()
    look(page, "case-list")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    page.set_viewport_size(DESKTOP)
    page.get_by_role("link", name="较早的").click()
    expect(page.get_by_text("本页 10件，共 60件")).to_be_visible()
    page.get_by_label("缺陷").select_option(label="内夹带")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("案件 20件")
    page.get_by_role("link", name="去掉 缺陷：内夹带").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("案件 60件")
    page.get_by_label("查找", exact=True).fill("没有这家")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("没有符合这些条件的案件")).to_be_visible()


def test_a_clerk_sees_the_own_cards_and_the_head_all(
    clean_page: Page, login: Callable[[User], None], many: World
) -> None:
    page = clean_page
    login(many.sales_clerk)
    page.goto(f"{page.address}/cards/")  # type: ignore[attr-defined]
    expect(page.get_by_role("heading", level=1)).to_have_text("我的信息卡 30张")
    login(many.sales_head)
    page.goto(f"{page.address}/cards/")  # type: ignore[attr-defined]
    expect(page.get_by_role("heading", level=1)).to_have_text("本处信息卡 60张")
    page.set_viewport_size(PHONE)
    page.get_by_text("更多条件").click()
    page.get_by_label("经办").select_option(label="杨帆")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("本处信息卡 30张")
    assert sideways(page) == 0
