"""The month's report and its notices in a real browser: read, signed, claimed, at both widths."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from penalties.models import MonthReport
from penalties.services.issue_due_reports import issue_due_reports
from penalties.services.post_ledger import post_after_determination
from tests.booked import ISSUED_AT, OCTOBER, booked_case, issued, notice_of, october, settled, signed
from tests.browser.conftest import PHONE, axe, look, sideways
from tests.settled import determine
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.jobs.runner import run_next_job

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
TravelTo = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Previews of other tests' books are forgotten."""
    cache.clear()


def make_files() -> None:
    while run_next_job():
        pass


@pytest.fixture
def sealed(world: World, travel_to: TravelTo) -> MonthReport:
    """October issued by the system, its files made; it is the first of November, 09:00."""
    october(world)
    travel_to(at("2026-11-01 09:00"))
    report = issued(world, OCTOBER, ISSUED_AT)
    make_files()
    return report


def test_the_sealed_month_reads_well(clean_page: Page, login: Login, world: World, sealed: MonthReport) -> None:
    login(world.enterprise_management)
    clean_page.goto(f"{clean_page.address}/reports/2026-10/")
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("2026年10月 售后质量月报")
    expect(clean_page.get_by_text(sealed.figures_hash)).to_be_visible()
    expect(clean_page.get_by_role("link", name="下载 PDF")).to_be_visible()
    expect(clean_page.locator("[data-chart] svg")).to_have_count(2)
    look(clean_page, "report")
    assert axe(clean_page) == []
    clean_page.set_viewport_size(PHONE)
    assert sideways(clean_page) == 0


def test_the_report_is_signed_and_the_units_claim_their_notices(
    clean_page: Page, login: Login, world: World, sealed: MonthReport
) -> None:
    login(world.enterprise_management)
    clean_page.goto(f"{clean_page.address}/reports/2026-10/")
    clean_page.get_by_role("link", name="签收月报").click()
    clean_page.get_by_role("button", name="签收月报").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="签收月报").click()
    expect(clean_page.get_by_text("已签收2026年10月月报，3张通知单已放行")).to_be_visible()
    make_files()

    login(world.workshop4_head)
    notice = notice_of(sealed, world, "workshop_4")
    clean_page.goto(f"{clean_page.address}{notice.get_absolute_url()}")
    expect(clean_page.get_by_text("人民币壹万壹仟零壹拾元整")).to_be_visible()
    look(clean_page, "notice")
    assert axe(clean_page) == []
    clean_page.get_by_role("link", name="认领").click()
    look(clean_page, "notice-answer")
    clean_page.get_by_role("button", name="认领").click()
    expect(clean_page.get_by_text(f"已认领 {notice.number}，由企管办登记扣减")).to_be_visible()


def test_list_notices_and_check_page_at_both_widths(
    clean_page: Page, login: Login, world: World, sealed: MonthReport
) -> None:
    signed(world)
    login(world.auditor)
    for name, path in (("report-list", "/reports/"), ("notice-list", "/notices/"), ("ledger-check", "/ledger/check/")):
        clean_page.goto(f"{clean_page.address}{path}")
        look(clean_page, name)
        assert axe(clean_page) == []
        clean_page.set_viewport_size(PHONE)
        assert sideways(clean_page) == 0


def test_a_held_report_says_what_was_found_and_is_issued_after_correction(
    clean_page: Page, login: Login, world: World, travel_to: TravelTo
) -> None:
    case = booked_case(world, is_determined=False)
    settled(case, world)
    issue_due_reports(at=ISSUED_AT)
    travel_to(at("2026-11-02 10:00"))
    login(world.tech_head)
    clean_page.goto(f"{clean_page.address}/reports/2026-10/")
    expect(clean_page.get_by_text("已确认的结算还没有入账：责任还没有认定").first).to_be_visible()
    look(clean_page, "report-held")
    assert axe(clean_page) == []

    row = determine(case, world)
    post_after_determination(case=case, trigger=f"determination:{row.pk}", by=world.tech_head, at=at("2026-11-02 10:01"))
    clean_page.get_by_role("link", name="签发并封账").click()
    clean_page.get_by_label("迟发说明").fill("案由 11-02 才认定")
    clean_page.get_by_role("button", name="签发并封账").click()
    look(clean_page, "report-issue")
    clean_page.get_by_role("dialog").get_by_role("button", name="签发并封账").click()
    expect(clean_page.get_by_text("已签发2026年10月月报，请企管办签收")).to_be_visible()
    expect(clean_page.get_by_text("对账发现 1项，更正后签发")).to_be_visible()
