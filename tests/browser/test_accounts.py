"""Accounts, role changes, missed clocks and master data in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.services.sweep_deadlines import sweep_deadlines
from cases.services.waive_breach import waive_breach
from penalties.services.sweep_fines import sweep_fines
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.clocked_cases import clocked_case
from tests.world import PASSWORD, World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.services.deactivate_account import deactivate_account
from yibin_service.foundation.access.services.grant_role import grant_role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GIVEN, OWN = "vat-and-wire-77", "only-i-know-it-9"


def sound(page: Page) -> None:
    """No finding of axe and no sideways scroll, at both widths."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    page.set_viewport_size(DESKTOP)


def test_an_account_from_its_opening_to_the_first_own_password(
    world: World, login: Callable[[User], None], clean_page: Any
) -> None:
    page = clean_page
    login(world.admin)
    page.goto(f"{page.address}/accounts/")
    sound(page)
    look(page, "accounts")
    page.get_by_role("link", name="开立账号").click()
    sound(page)
    look(page, "account-new")
    page.get_by_label("姓名").fill("郭亮")
    page.get_by_label("登录名").fill("Guo Liang")
    page.get_by_label("初次密码").fill(GIVEN)
    page.get_by_role("button", name="开立账号").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_value("郭亮")
    expect(page.get_by_label("初次密码")).to_have_value(GIVEN)
    sound(page)
    page.complaints.clear()  # the browser's note on the 422

    page.get_by_label("登录名").fill("guo.liang")
    page.get_by_label("单位").select_option("销售处")
    page.get_by_label("岗位", exact=True).select_option("销售员")
    page.get_by_role("button", name="开立账号").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("郭亮")
    expect(page.get_by_text("已开立 郭亮 的账号 guo.liang，岗位「销售员」")).to_be_visible()
    sound(page)
    look(page, "account")

    page.context.clear_cookies()
    page.goto(f"{page.address}/login/")
    page.get_by_label("用户名").fill("guo.liang")
    page.get_by_label("密码").fill(GIVEN)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.address}/me/")
    expect(page.get_by_text("请先改密码")).to_be_visible()
    sound(page)
    page.get_by_label("现用密码").fill(GIVEN)
    page.get_by_label("新密码", exact=True).fill(OWN)
    page.get_by_label("再填一次新密码").fill(OWN)
    page.get_by_role("button", name="改用新密码").click()
    expect(page.get_by_text("已改密码")).to_be_visible()
    page.goto(f"{page.address}/cards/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("我的信息卡")


def test_a_role_is_given_after_its_consequences_were_read_and_taken_again(
    world: World, login: Callable[[User], None], clean_page: Any
) -> None:
    page = clean_page
    login(world.admin)
    page.goto(f"{page.address}/accounts/{world.sales_clerk.pk}/")
    page.get_by_role("link", name="授予岗位").click()
    page.get_by_label("岗位", exact=True).select_option("销售处长")
    page.get_by_role("button", name="授予岗位").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("岗位马上生效")
    look(page, "role-grant")
    dialog.get_by_role("button", name="授予岗位").click()
    expect(page.get_by_text("已授予 刘玉兰 岗位「销售处长」")).to_be_visible()
    assert world.sales_clerk.roles == {Role.SALES_CLERK, Role.SALES_HEAD}

    for verb, button in (("收回岗位", "收回岗位"), ("停用账号", "停用这个账号"), ("重设密码", "重设密码")):
        page.goto(f"{page.address}/accounts/{world.finance.pk}/")
        page.get_by_role("link", name=verb).click()
        expect(page.get_by_role("button", name=button).first).to_be_visible()
        sound(page)
    page.goto(f"{page.address}/accounts/{world.finance.pk}/deactivate-account/")
    page.get_by_role("button", name="停用这个账号").click()
    page.get_by_role("dialog").get_by_role("button", name="停用这个账号").click()
    expect(page.get_by_text("这个账号已停用")).to_be_visible()
    sound(page)
    assert not world.finance.is_active


def test_enterprise_management_reads_who_was_given_what(
    world: World, login: Callable[[User], None], clean_page: Any
) -> None:
    page = clean_page
    login(world.enterprise_management)
    page.goto(f"{page.address}/role-changes/")
    expect(page.get_by_text("还没有变动")).to_be_visible()
    sound(page)
    grant_role(user=world.sales_clerk, role=Role.SALES_HEAD, by=world.admin, at=at("2026-10-05 09:00"))
    deactivate_account(user=world.hr, by=world.admin, at=at("2026-10-06 09:00"))
    page.reload()
    expect(page.get_by_role("row")).to_have_count(3)
    sound(page)
    look(page, "role-changes")
    page.get_by_label("谁的账号").fill("刘玉兰")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("cell").get_by_role("link", name="刘玉兰").click()
    expect(page.get_by_role("link", name="授予岗位")).to_have_count(0)
    sound(page)


def test_missed_clocks_are_narrowed_and_lead_to_the_case(
    world: World, login: Callable[[User], None], clean_page: Any
) -> None:
    page = clean_page
    case = clocked_case(world, filed=at("2026-10-09 17:00"), opened=at("2026-10-01 08:00"))
    sweep_deadlines(at=at("2026-10-25 08:00"))
    sweep_fines(at=at("2026-10-25 08:10"))
    filing = case.breaches.get(kind="card_filing")
    waive_breach(breach=filing, reason="道路中断三天", by=world.deputy_gm, at=at("2026-10-26 08:00"))
    login(world.deputy_gm)
    page.goto(f"{page.address}/breaches/")
    expect(page.get_by_role("heading", level=1)).to_have_text("超期 3次")
    sound(page)
    look(page, "breaches")
    page.get_by_label("结果").select_option("已豁免")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("已豁免：道路中断三天")).to_be_visible()
    page.get_by_label("截止月份").select_option("2026年10月")
    page.get_by_label("时限").select_option("答复客户")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("没有符合这些条件的超期")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="清除全部条件").click()
    page.get_by_role("link", name=case.number).first.click()
    expect(page).to_have_url(f"{page.address}/cases/{case.number}/")


def test_master_data_are_changed_without_a_complaint_of_the_content_policy(
    world: World, login: Callable[[User], None], clean_page: Any
) -> None:
    page = clean_page
    login(world.admin)
    unit = world.unit["warehouse"]
    for path, name in (
        ("", "master-data"),
        ("cases/customer/", "master-data-customers"),
        ("org/unit/add/", "master-data-unit-new"),
        (f"org/unit/{unit.pk}/change/", "master-data-unit"),
        (f"cases/defect/{world.hole.pk}/history/", "master-data-history"),
    ):
        page.goto(f"{page.address}/admin/{path}")
        look(page, name)
    page.goto(f"{page.address}/admin/org/unit/{unit.pk}/change/")
    page.locator("#names-group .add-row a").click()
    page.locator("#id_names-0-name").fill("物资供应处")
    page.locator("#id_names-0-effective_from").fill("2026-03-01")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("成功")).to_be_visible()
    unit.refresh_from_db()
    assert unit.name == "物资供应处"


def test_a_locked_out_person_is_let_in_again_by_a_reset(
    world: World, clean_page: Any, login: Callable[[User], None]
) -> None:
    page = clean_page
    world.let_everyone_log_in()

    def try_in(password: str) -> int:
        page.goto(f"{page.address}/login/")
        page.get_by_label("用户名").fill("sales_clerk")
        page.get_by_label("密码").fill(password)
        with page.expect_navigation() as answer:
            page.keyboard.press("Enter")
        return answer.value.status

    assert {try_in("not-the-password") for _ in range(4)} == {422}
    assert [try_in("not-the-password"), try_in(PASSWORD)] == [429, 429]
    login(world.admin)
    page.goto(f"{page.address}/accounts/{world.sales_clerk.pk}/reset-password/")
    page.get_by_label("新的初次密码").fill(GIVEN)
    page.get_by_role("button", name="重设密码").click()
    page.get_by_role("dialog").get_by_role("button", name="重设密码").click()
    expect(page.get_by_text("已重设 刘玉兰 的密码")).to_be_visible()
    page.context.clear_cookies()
    page.complaints.clear()  # the browser's notes on 422 and 429 above
    try_in(GIVEN)
    expect(page).to_have_url(f"{page.address}/me/")
