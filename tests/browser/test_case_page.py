"""The case page in a real browser: whose turn it is, the decision in the dock, the whole story below it."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cases.models import ApprovalStep, Case, CaseState, Customer, HandlingOpinion, OpinionState, StepState
from cases.services.approve_step import approve_step
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.cases_made import ready_case, submitted
from tests.world import World, at
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
TODAY = at("2026-10-13 09:00")


def open_case(page: Page, case: Case, verb: str = "") -> None:
    page.goto(f"{page.address}/cases/{case.number}/{verb}")


def step_of(case: Case, role: str = "deputy_gm") -> ApprovalStep:
    return ApprovalStep.objects.filter(opinion__case=case, role=role).latest("pk")


def fits(page: Page) -> None:
    """No finding of axe and no sideways scroll, at both widths."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    page.set_viewport_size(DESKTOP)


@pytest.fixture
def case(world: World, travel_to: Callable) -> Case:
    """A major case whose draft waits for the deputy."""
    travel_to(TODAY)
    found = ready_case(world, tier="major", loss="36000.00")
    submitted(found, world, improvement="装车前质检员到场方可吊装", improvement_unit=world.unit["warehouse"])
    return found


def test_the_deputy_sees_that_it_is_their_turn_and_what_agreeing_leads_to(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    login(world.deputy_gm)
    open_case(clean_page, case)
    expect(clean_page.get_by_text("轮到您：审批处理意见（第1稿）").first).to_be_visible()
    look(clean_page, "case")
    fits(clean_page)


def test_on_a_phone_the_decision_comes_before_the_material(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    login(world.deputy_gm)
    clean_page.set_viewport_size(PHONE)
    open_case(clean_page, case)
    button = clean_page.get_by_role("button", name="同意第1稿").bounding_box()
    material = clean_page.get_by_role("heading", name="概况").bounding_box()
    assert button and material and button["y"] < material["y"]
    assert button["height"] >= 44


def test_the_deputy_agrees_after_reading_the_consequences(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    login(world.deputy_gm)
    open_case(clean_page, case)
    clean_page.get_by_label("审批意见").fill("同意，抓紧办理")
    clean_page.get_by_role("button", name="同意第1稿").click()
    dialog = clean_page.get_by_role("dialog")
    expect(dialog).to_contain_text("接着送总经理阅示，不影响答复")
    expect(dialog.get_by_role("button", name="先不同意")).to_be_focused()
    dialog.get_by_role("button", name="同意第1稿").click()
    expect(clean_page.get_by_text("已同意第1稿，技术中心可以答复客户")).to_be_visible()
    assert step_of(case).comment == "同意，抓紧办理"


def test_the_harmless_answer_changes_nothing(clean_page: Page, login: Login, world: World, case: Case) -> None:
    login(world.deputy_gm)
    open_case(clean_page, case)
    clean_page.get_by_role("button", name="退回技术中心").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="先不退回").click()
    expect(clean_page.get_by_role("dialog")).to_be_hidden()
    assert step_of(case).state == StepState.PENDING


def test_a_return_goes_round_and_the_second_draft_is_agreed_to(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    login(world.deputy_gm)
    open_case(clean_page, case)
    clean_page.get_by_label("审批意见").fill("外仓倒运费没算进去，补齐单据再报。")
    clean_page.get_by_role("button", name="退回技术中心").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="退回技术中心").click()
    expect(clean_page.get_by_text("已退回第1稿")).to_be_visible()

    login(world.tech_engineer)
    open_case(clean_page, case)
    expect(clean_page.get_by_text("「外仓倒运费没算进去，补齐单据再报。」").first).to_be_visible()
    clean_page.get_by_role("link", name="改写处理意见").first.click()
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("处理意见第2稿")
    clean_page.get_by_label("换的上限（元）").fill("0.928万")
    look(clean_page, "opinion-form")
    fits(clean_page)
    clean_page.get_by_role("button", name="提交处理意见").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="提交处理意见").click()
    expect(clean_page.get_by_text("已提交第2稿，等分管副总经理审批")).to_be_visible()

    login(world.deputy_gm)
    open_case(clean_page, case)
    clean_page.get_by_role("button", name="同意第2稿").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="同意第2稿").click()
    expect(clean_page.get_by_text("已同意第2稿")).to_be_visible()
    look(clean_page, "case-second-draft")
    assert [one.state for one in HandlingOpinion.objects.filter(case=case)] == ["returned", "approved"]


def test_a_failed_submit_keeps_everything_and_leads_to_the_field(
    clean_page: Page, login: Login, world: World, travel_to: Callable
) -> None:
    travel_to(TODAY)
    found = ready_case(world)
    login(world.tech_engineer)
    open_case(clean_page, found, "draft-opinion/")
    clean_page.get_by_label("处理意见", exact=False).first.fill("退回 3卷")
    clean_page.get_by_label("退的上限（元）").fill("一万二")
    clean_page.get_by_role("button", name="存草稿").click()
    summary = clean_page.get_by_role("alert")
    expect(summary).to_contain_text("认不出")
    expect(clean_page.get_by_label("退的上限（元）")).to_have_value("一万二")
    expect(clean_page.get_by_label("处理意见", exact=False).first).to_have_value("退回 3卷")
    clean_page.complaints.clear()  # the browser reports the status 422
    assert not HandlingOpinion.objects.exists()


def test_two_windows_of_one_person_decide_once(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    login(world.deputy_gm)
    open_case(clean_page, case)
    other = clean_page.context.new_page()
    other.goto(f"{clean_page.address}/cases/{case.number}/")
    for page in (clean_page, other):
        page.get_by_role("button", name="同意第1稿").click()
        page.get_by_role("dialog").get_by_role("button", name="同意第1稿").click()
        page.wait_for_timeout(400)
    expect(other.get_by_text("没有重复").first).to_be_visible()
    clean_page.complaints.clear()
    assert HandlingOpinion.objects.get(case=case).state == OpinionState.APPROVED


def test_the_meetings_decision_is_entered_with_its_scan(
    clean_page: Page, login: Login, world: World, travel_to: Callable, tmp_path: Path
) -> None:
    travel_to(TODAY)
    found = ready_case(world, tier="extra_major", is_extra_major=True)
    submitted(found, world)
    approve_step(step=step_of(found), by=world.deputy_gm, at=at("2026-10-12 09:00"))
    scan = tmp_path / "纪要.png"
    from PIL import Image

    Image.new("RGB", (60, 80), "white").save(scan)
    login(world.meeting_secretary)
    open_case(clean_page, found)
    clean_page.get_by_role("link", name="登记公司办公会决定").first.click()
    clean_page.get_by_label("会议时间").fill("2026-10-13T08:30")
    clean_page.get_by_label("会议纪要号").fill("办〔2026〕31号")
    clean_page.locator("input[type=file]").set_input_files(scan)
    expect(clean_page.get_by_text("已上传")).to_be_visible()
    look(clean_page, "meeting-form")
    fits(clean_page)
    clean_page.get_by_role("button", name="同意这一稿").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="同意这一稿").click()
    expect(clean_page.get_by_text("已登记办公会决定")).to_be_visible()
    assert Case.objects.get(pk=found.pk).state == CaseState.APPROVED


def test_the_reply_says_what_it_leads_to_and_moves_the_case_on(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    approve_step(step=step_of(case), by=world.deputy_gm, at=at("2026-10-12 09:00"))
    login(world.tech_engineer)
    open_case(clean_page, case)
    clean_page.get_by_role("link", name="答复客户").first.click()
    look(clean_page, "reply-form")
    fits(clean_page)
    clean_page.get_by_role("button", name="答复客户").click()
    dialog = clean_page.get_by_role("dialog")
    expect(dialog).to_contain_text("答复时限停走")
    dialog.get_by_role("button", name="答复客户").click()
    expect(clean_page.get_by_text("已答复客户，接着由刘玉兰登记送达、办理结算")).to_be_visible()
    assert Case.objects.get(pk=case.pk).state == CaseState.REPLIED


def test_a_reader_reads_and_the_whole_timeline_comes_on_demand(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    approve_step(step=step_of(case), by=world.deputy_gm, at=at("2026-10-12 09:00"))
    login(world.general_manager)
    open_case(clean_page, case)
    clean_page.get_by_label("阅示意见").fill("注意客户关系")
    clean_page.get_by_role("button", name="已阅第1稿").click()
    expect(clean_page.get_by_text("已阅示第1稿")).to_be_visible()
    assert step_of(case, "general_manager").state == StepState.ACKNOWLEDGED


def test_the_longest_names_and_sums_do_not_push_the_page_sideways(
    clean_page: Page, login: Login, world: World, case: Case
) -> None:
    Customer.objects.filter(pk=case.customer_id).update(name="西双版纳傣族自治州勐腊县磨憨口岸跨境包装印刷材料进出口贸易有限责任公司昆明分")
    case.card.lines.update(roll_no="7A202610180000123456")
    Case.objects.filter(pk=case.pk).update(direct_loss=Decimal("99999999.99"))
    HandlingOpinion.objects.filter(case=case).update(return_ceiling=Decimal("99999999.99"), text="卷" * 400)
    login(world.deputy_gm)
    for path in (f"/cases/{case.number}/", "/", "/search/?q=西双"):
        clean_page.goto(f"{clean_page.address}{path}")
        for size in (DESKTOP, PHONE):
            clean_page.set_viewport_size(size)
            assert sideways(clean_page) == 0
        expect(clean_page.get_by_text("昆明分").first).to_be_visible()
    look(clean_page, "search")


def test_large_type_loses_nothing(clean_page: Page, login: Login, world: World, case: Case) -> None:
    User.objects.filter(pk=world.deputy_gm.pk).update(has_large_type=True)
    login(world.deputy_gm)
    open_case(clean_page, case)
    for size in (DESKTOP, PHONE):
        clean_page.set_viewport_size(size)
        assert sideways(clean_page) == 0
        expect(clean_page.get_by_role("button", name="同意第1稿")).to_be_visible()
