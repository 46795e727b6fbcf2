"""A month appraised with a complaint from a case: recorded, heard, verified, deducted, signed; at both widths."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, TeamMember
from staff.services.score_appraisal import score_appraisal
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.cases_made import give_team, make_case
from tests.field_made import Department
from tests.world import World, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = at("2026-11-05 09:00")
SHEET = "/staff/appraisal/2026-10/sheets/S002/"
POINTS = {"积极性": "14", "协调性": "9", "忠诚度": "14", "计划能力": "5", "执行能力": "5", "工作品质": "9", "工作绩效": "36"}


@pytest.fixture
def people(world: World, travel_to: Any) -> Department:
    travel_to(NOW)
    return Department(world)


@pytest.fixture
def case(world: World, people: Department) -> Case:
    """In hand, with 高峰 and 王海涛 in its team and an order given for it."""
    case = make_case(world, tier="larger", filed_at=at("2026-10-12 08:00"))
    team = give_team(case, world)
    for user in (world.service_manager, world.service_engineer):
        name, unit = user.display_name, user.unit
        TeamMember.objects.create(proposal=team, user=user, name=name, unit=unit, discipline="engineer")
    people.order(at("2026-10-13 08:00"), case=case)
    return case


def sound(page: Page, name: str) -> None:
    """No finding of axe and no sideways scroll, at both widths."""
    look(page, name)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0


def test_a_complaint_of_a_case_is_heard_verified_and_taken_off(
    world: World, people: Department, case: Case, login: Callable[..., None], clean_page: Page
) -> None:
    page = clean_page
    login(world.service_engineer)
    page.set_viewport_size(PHONE)
    page.goto(f"{page.address}{SHEET}self-view/")
    page.get_by_label("自评", exact=True).fill("走访 6家，处理断纸 3次。")
    page.get_by_role("button", name="提交自评").click()
    expect(page.get_by_text("已提交 10月自评")).to_be_visible()
    login(world.service_manager)
    page.set_viewport_size(DESKTOP)
    page.goto(f"{page.address}/cases/{case.number}/")
    expect(page.get_by_role("region", name="派工").get_by_role("link", name="PG-2026-0001")).to_be_visible()
    sound(page, "case-with-dispatches")
    page.get_by_role("link", name="登记客户投诉").click()
    page.get_by_label("员工").select_option(label="王海涛")
    page.get_by_label("投诉什么").select_option(label="到场或答复不及时")
    page.get_by_label("接到日期").fill("2026-10-20")
    page.get_by_label("投诉人").fill("昆明滇池 杨德福")
    page.get_by_label("内容").fill("约好九点，下午两点才到。")
    sound(page, "complaint-record")
    page.get_by_role("button", name="登记投诉").click()
    expect(page.get_by_text(f"案件 {case.number} · 待核实")).to_be_visible()
    page.get_by_role("link", name="核实", exact=True).click()
    page.get_by_label("本人陈述").fill("路上堵车，没有先打电话。")
    page.get_by_label("核实结论").fill("客户与本人说法一致。")
    sound(page, "complaint-verify")
    page.get_by_role("button", name="属实，计入考核").click()
    expect(page.get_by_text("已核实：属实，计入 2026-10")).to_be_visible()
    page.get_by_role("link", name="评分", exact=True).click()
    expect(page.get_by_text("走访 6家，处理断纸 3次。")).to_be_visible()
    for label, points in POINTS.items():
        page.get_by_label(label).fill(points)
    sound(page, "appraisal-score")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("77 分，B 等")
    expect(page.get_by_text("+ 36 − 投诉 1次 × 15 = 77 分").first).to_be_visible()
    sound(page, "appraisal-sheet")


def test_the_deputy_countersigns_and_the_person_reads_it_on_the_phone(
    world: World, people: Department, login: Callable[..., None], clean_page: Page
) -> None:
    codes = ("initiative", "cooperation", "loyalty", "planning", "execution", "quality", "performance")
    points = dict(zip(codes, map(Decimal, POINTS.values()), strict=True))
    score_appraisal(employee=people.engineer, month=date(2026, 10, 1), points=points, by=world.service_manager, at=NOW)
    page = clean_page
    login(world.deputy_gm)
    page.goto(f"{page.address}/staff/appraisal/2026-10/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("10月考核 3人：2人没有评分")
    sound(page, "appraisal-month")
    page.goto(f"{page.address}{SHEET}countersign/")
    sound(page, "appraisal-countersign")
    page.get_by_role("button", name="会签", exact=True).click()
    expect(page.get_by_text("已会签 王海涛 10月考核")).to_be_visible()
    page.goto(f"{page.address}/staff/appraisal/years/2026/")
    expect(page.get_by_role("link", name="92 A")).to_be_visible()
    sound(page, "appraisal-year")
    login(world.service_engineer)
    page.set_viewport_size(PHONE)
    page.goto(f"{page.address}/staff/appraisal/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("92 分，A 等")
