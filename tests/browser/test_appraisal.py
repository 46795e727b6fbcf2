"""A month appraised with a complaint from a visit, at both widths."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from staff.services.record_complaint import ComplaintFacts, record_complaint
from staff.services.score_appraisal import score_appraisal
from staff.services.write_self_view import write_self_view
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.field_made import Department
from tests.world import World, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = at("2026-11-05 09:00")
POINTS = {"积极性": "14", "协调性": "9", "忠诚度": "14", "计划能力": "5", "执行能力": "5", "工作品质": "9", "工作绩效": "36"}


@pytest.fixture
def people(world: World, travel_to: Any) -> Department:
    travel_to(NOW)
    made = Department(world)
    order = made.order(at("2026-10-12 08:00"))
    facts = ComplaintFacts(
        kind="manner", received_on=date(2026, 10, 20), told_by="昆明滇池 杨德福", text="到场后态度差。", dispatch=order
    )
    record_complaint(employee=made.engineer, facts=facts, by=world.service_manager, at=at("2026-10-20 10:00"))
    write_self_view(
        employee=made.engineer, month=date(2026, 10, 1), text="走访 6家，处理断纸 3次。", by=world.service_engineer, at=NOW
    )
    return made


def sound(page: Page, name: str) -> None:
    """No finding of axe and no sideways scroll, at both widths."""
    look(page, name)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0


def test_an_appraisal_month_with_a_complaint(
    world: World, people: Department, login: Callable[..., None], clean_page: Page
) -> None:
    page = clean_page
    login(world.service_manager)
    page.goto(f"{page.address}/staff/appraisal/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("10月考核 3人：3人没有评分")
    sound(page, "appraisal-month")
    page.get_by_role("link", name="王海涛", exact=True).click()
    page.get_by_role("link", name="核实", exact=True).click()
    page.get_by_label("本人陈述").fill("机器停着，说话急了。")
    page.get_by_label("核实结论").fill("客户与本人说法一致。")
    sound(page, "complaint-verify")
    page.get_by_role("button", name="属实，计入考核").click()
    expect(page.get_by_text("已核实：属实，计入 2026-10")).to_be_visible()
    page.get_by_role("link", name="评分", exact=True).click()
    for label, points in POINTS.items():
        page.get_by_label(label).fill(points)
    sound(page, "appraisal-score")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("77 分，B 等")
    sound(page, "appraisal-sheet")


def test_the_deputy_countersigns_and_the_person_reads_it_on_the_phone(
    world: World, people: Department, login: Callable[..., None], clean_page: Page
) -> None:
    codes = ("initiative", "cooperation", "loyalty", "planning", "execution", "quality", "performance")
    points = dict(zip(codes, map(Decimal, POINTS.values()), strict=True))
    score_appraisal(employee=people.engineer, month=date(2026, 10, 1), points=points, by=world.service_manager, at=NOW)
    page = clean_page
    login(world.deputy_gm)
    page.goto(f"{page.address}/staff/appraisal/2026-10/sheets/S002/countersign/")
    sound(page, "appraisal-countersign")
    page.get_by_role("button", name="会签", exact=True).click()
    expect(page.get_by_text("已会签 王海涛 10月考核")).to_be_visible()
    page.goto(f"{page.address}/staff/appraisal/years/2026/")
    expect(page.get_by_role("link", name="92 A")).to_be_visible()
    sound(page, "appraisal-year")
