"""工作台 in a real browser: one queue by its ends, what was handed on, 催办."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from cases.models import ApprovalStep, Case
from cases.services.acknowledge_step import acknowledge_step
from cases.services.draft_opinion import draft_opinion
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.cases_made import content, make_case, ready_case, submitted
from tests.world import World, at
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
TODAY = at("2026-10-13 09:00")


@pytest.fixture
def desk(world: World, travel_to: Callable) -> dict[str, Case]:
    """A late reply, one to be answered, a draft, an opinion to write, and two in the deputy's hands."""
    travel_to(TODAY)
    late = ready_case(world, tier="minor", loss="640.00")
    submitted(late, world, return_ceiling=None, exchange_ceiling=Decimal("640.00"))
    answer = ready_case(world, tier="larger", loss="6400.00", filed_at=at("2026-10-09 08:15"))
    opinion = submitted(answer, world, on=at("2026-10-12 17:00"))
    acknowledge_step(step=ApprovalStep.objects.get(opinion=opinion), by=world.deputy_gm, at=at("2026-10-12 18:00"))
    draft = ready_case(world, tier="larger", loss="9480.00", filed_at=at("2026-10-08 11:00"))
    draft_opinion(case=draft, content=content(), by=world.tech_engineer, at=at("2026-10-12 10:00"))
    ready_case(world, tier="larger", loss="3260.00", filed_at=at("2026-10-10 11:00"))
    chain = ready_case(world, tier="major", loss="36000.00")
    submitted(chain, world, on=at("2026-10-10 16:35"))
    read = ready_case(world, tier="larger", loss="7000.00", filed_at=at("2026-10-06 11:00"))
    submitted(read, world, on=at("2026-10-12 16:35"))
    make_case(world, loss="950.00", filed_at=TODAY - timedelta(minutes=45))
    return {"late": late, "answer": answer, "chain": chain}


def open_desk(page: Page) -> None:
    page.goto(f"{page.address}/")


@pytest.mark.parametrize("who", ["tech_engineer", "deputy_gm", "sales_clerk", "enterprise_management", "admin"])
def test_each_role_finds_its_own_queue(clean_page: Page, login: Login, world: World, desk: dict, who: str) -> None:
    login(getattr(world, who))
    open_desk(clean_page)
    expect(clean_page.get_by_role("heading", level=1)).to_contain_text("等我办理")
    look(clean_page, f"workbench-{who}")
    for size in (DESKTOP, PHONE):
        clean_page.set_viewport_size(size)
        assert axe(clean_page) == []
        assert sideways(clean_page) == 0


def test_a_reminder_is_one_press_and_then_shown_as_sent(
    clean_page: Page, login: Login, world: World, desk: dict
) -> None:
    login(world.tech_engineer)
    open_desk(clean_page)
    clean_page.get_by_role("button", name=f"催办 {desk['chain'].number}").click()
    expect(clean_page.get_by_text("已催办周建华：审批处理意见（第1稿）")).to_be_visible()
    expect(clean_page.get_by_text("今天已催")).to_be_visible()


def test_news_is_announced_in_a_strip_and_nothing_moves(
    clean_page: Page, login: Login, world: World, desk: dict
) -> None:
    login(world.deputy_gm)
    clean_page.clock.install()
    open_desk(clean_page)
    rows = clean_page.locator(".q-todo > li")
    before = rows.all_inner_texts()
    submitted(ready_case(world, tier="major", loss="20000.00"), world, on=TODAY)
    clean_page.clock.fast_forward(61_000)
    strip = clean_page.get_by_text("有 1件新到，点此更新")
    expect(strip).to_be_visible()
    assert len(rows.all_inner_texts()) == len(before)
    clean_page.get_by_role("link", name="点此更新").click()
    expect(rows).to_have_count(len(before) + 1)


def test_the_most_pressing_thing_has_the_one_filled_button(
    clean_page: Page, login: Login, world: World, desk: dict
) -> None:
    login(world.tech_engineer)
    open_desk(clean_page)
    first = clean_page.locator(".q-todo > li").first
    expect(first).to_contain_text(desk["late"].number)
    expect(first).to_contain_text("超期")
    expect(clean_page.locator(".q-main .btn-primary")).to_have_count(1)
