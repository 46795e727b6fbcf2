"""Settlement to ledger in a real browser: agreed, carried out, confirmed, looked up, exported, at both widths."""

import io
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from cases.models import ClockKind
from penalties.models import Settlement
from penalties.models.ledger import LedgerEntry
from penalties.services.propose_fines import propose_fines
from penalties.services.reverse_entry import reverse_entry
from tests.browser.conftest import PHONE, axe, look, sideways
from tests.settled import (
    agreed,
    breach,
    claim,
    compensation,
    confirmed,
    content,
    exchange,
    executed,
    expense,
    receipt,
    settling_case,
)
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.jobs.runner import run_next_job

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
NOW = at("2026-10-25 10:00")


@pytest.fixture(autouse=True)
def morning(world: World, travel_to: Callable[[datetime], None]) -> None:
    travel_to(NOW)


def fits(page: Page, name: str) -> None:
    """Pictures, accessibility and no sideways scroll at both widths."""
    look(page, name)
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(100)
    assert (axe(page), sideways(page)) == ([], 0)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_settlement_is_agreed_with_the_amount_counted_while_it_is_written(
    clean_page: Page, login: Login, world: World
) -> None:
    case = settling_case(world)
    login(world.sales_clerk)
    clean_page.goto(f"{clean_page.address}/cases/{case.number}/agree-settlement/")
    clean_page.get_by_label("3.250 吨").check()
    clean_page.get_by_label("吨数").fill("3.25")
    expect(clean_page.locator("#settlement-preview")).to_contain_text("3,900.00 元")
    fits(clean_page, "agree-settlement")
    clean_page.get_by_role("button", name="约定这笔结算").click()
    expect(clean_page.get_by_text("已约定第1笔结算：退 3.250 吨，3,900.00 元")).to_be_visible()
    assert Settlement.objects.count() == 1


def test_choosing_another_way_asks_for_its_own_figures(clean_page: Page, login: Login, world: World) -> None:
    case = settling_case(world)
    login(world.sales_clerk)
    clean_page.goto(f"{clean_page.address}/cases/{case.number}/agree-settlement/")
    expect(clean_page.get_by_label("运输费")).to_be_hidden()
    clean_page.get_by_label("换", exact=True).check()
    expect(clean_page.get_by_label("运输费")).to_be_visible()
    expect(clean_page.get_by_label("吨数")).to_be_hidden()


def test_the_second_person_sees_what_will_be_posted_before_confirming(
    clean_page: Page, login: Login, world: World
) -> None:
    case = settling_case(world)
    executed(case, world)
    login(world.sales_head)
    clean_page.goto(f"{clean_page.address}/cases/{case.number}/confirm-settlement/1/")
    expect(clean_page.get_by_text("2,730.00").first).to_be_visible()
    fits(clean_page, "confirm-settlement")
    clean_page.get_by_role("button", name="确认结算").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="确认结算").click()
    expect(clean_page.get_by_text("已确认第1笔结算，记入台账 3笔（第1—3笔）")).to_be_visible()
    assert LedgerEntry.objects.count() == 3


def full_case(world: World) -> str:
    """A case with everything of money on it, reversed and entered anew once; its number."""
    case = settling_case(world, ceilings=("99999", "99999", "99999"), tier="major", loss="36000.00")
    confirmed(case, world)
    wrong = case.settlements.get()
    reverse_entry(entry=LedgerEntry.objects.get(sequence=2), reason="磅单读错，实为 2.350 吨", by=world.tech_head, at=NOW)
    confirmed(case, world, content(case, replaces_id=wrong.pk))
    confirmed(case, world, compensation(case, 2, price="6350.00", method="output"))
    expense(case, world)
    agreed(case, world, exchange(case, 3))
    breach(case, world, ClockKind.REPLY, due_at=at("2026-10-23 00:00"))
    propose_fines(case=case, at=NOW)
    return case.number


def test_the_case_page_shows_all_of_its_money(clean_page: Page, login: Login, world: World) -> None:
    number = full_case(world)
    other = settling_case(world, cause="transport")
    confirmed(other, world)
    receipt(claim(other, world), world, "1500.00")
    login(world.tech_head)
    clean_page.goto(f"{clean_page.address}/cases/{number}/")
    clean_page.get_by_text("台账 15笔").click()
    fits(clean_page, "case-money")
    clean_page.goto(f"{clean_page.address}/cases/{other.number}/")
    fits(clean_page, "case-claim")


def test_the_ledger_is_filtered_read_and_exported(clean_page: Page, login: Login, world: World) -> None:
    full_case(world)
    confirmed(settling_case(world, cause="transport"), world)
    login(world.enterprise_management)
    clean_page.goto(f"{clean_page.address}/ledger/")
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("退赔换台账")
    fits(clean_page, "ledger")
    clean_page.get_by_label("类别").select_option(label="红冲与更正")
    clean_page.get_by_role("button", name="筛选").click()
    expect(clean_page.get_by_role("link", name="去掉 类别：红冲与更正 条件")).to_be_visible()
    clean_page.get_by_role("button", name="导出这 4笔").click()
    clean_page.wait_for_url("**/jobs/**")
    run_next_job()
    with clean_page.expect_download() as download:
        clean_page.get_by_role("link", name="下载").click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["台账"]
    assert [sheet.cell(row, 13).value for row in range(3, 8)] == [-2730, -1170, 2730, 1170, 0]


def test_one_entry_leads_to_its_case_clause_and_reversal(clean_page: Page, login: Login, world: World) -> None:
    full_case(world)
    login(world.tech_head)
    clean_page.goto(f"{clean_page.address}/ledger/8/")
    fits(clean_page, "ledger-entry")
    clean_page.get_by_role("link", name="红冲", exact=True).click()
    clean_page.get_by_label("理由").fill("重量仍不对")
    fits(clean_page, "reverse-entry")
    clean_page.get_by_role("button", name="红冲并取消原事实").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="红冲", exact=True).click()
    expect(clean_page.get_by_text("已请原登记人重新登记")).to_be_visible()


def test_lists_of_money_and_the_closing_list_read_well(clean_page: Page, login: Login, world: World) -> None:
    full_case(world)
    other = settling_case(world, cause="transport")
    confirmed(other, world)
    waiting = receipt(claim(other, world), world, "1500.00")
    for who, path, name in (
        (world.sales_head, "/settlements/", "settlements"),
        (world.finance, "/claims/", "claims"),
        (world.finance, f"/cases/{other.number}/confirm-receipt/{waiting.pk}/", "confirm-receipt"),
        (world.enterprise_management, "/breaches/", "breaches"),
        (world.tech_head, f"/cases/{other.number}/close-case/", "close-case"),
        (world.sales_clerk, f"/cases/{other.number}/open-claim/", "open-claim"),
        (world.tech_engineer, f"/cases/{other.number}/record-expense/", "record-expense"),
    ):
        login(who)
        clean_page.goto(f"{clean_page.address}{path}")
        fits(clean_page, name)
