"""The case page in a real browser: whose turn it is, the decision in the dock, the whole story below it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, CaseState, OpinionState
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.cases_made import ready_case, submitted
from tests.world import World, at
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
TODAY = at("2026-10-13 09:00")


def open_case(page: Page, case: Case) -> None:
    page.goto(f"{page.address}/cases/{case.number}/")


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
    for size in (DESKTOP, PHONE):
        clean_page.set_viewport_size(size)
        assert axe(clean_page) == []
        assert sideways(clean_page) == 0
