"""Inbox, background work, letters and waiver in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import DeadlineBreach
from cases.services.sweep_deadlines import sweep_deadlines
from cases.services.tell_breaches import tell_breaches
from cases.services.warn_deadlines import warn_deadlines
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.clocked_cases import clocked_case
from tests.world import World, at
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.runner import run_next_job
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.notices.models import Letter
from yibin_service.foundation.notices.services import notify

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page: Page) -> None:
    """No finding of axe and no sideways scroll, at both widths."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    page.set_viewport_size(DESKTOP)


def test_messages_are_read_by_opening_them(
    world: World, login: Callable[..., None], clean_page: Any
) -> None:
    clocked_case(world)
    warn_deadlines(at=at("2026-10-10 08:30"))
    sweep_deadlines(at=at("2026-10-15 08:00"))
    tell_breaches(at=at("2026-10-15 08:00"))
    title = "请阅示处理意见：SH-2026-0197 成都锦江区天府大道中段某某彩色印刷包装实业有限责任公司"
    notify(users=[world.tech_head], key="turn", title=title, body="阅示不影响答复。", url="/jobs/", weight="turn", at=database_now())
    login(world.tech_head)
    clean_page.goto(f"{clean_page.address}/inbox/")
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("3条未读消息")
    sound(clean_page)
    look(clean_page, "inbox")

    clean_page.get_by_role("link", name=title).click()
    expect(clean_page).to_have_url(f"{clean_page.address}/jobs/")
    clean_page.goto(f"{clean_page.address}/inbox/")
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("2条未读消息")
    clean_page.get_by_role("button", name="全部标为已读").click()
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("没有未读消息")


def test_an_empty_inbox_says_what_would_be_here(world: World, login: Callable[..., None], clean_page: Any) -> None:
    login(world.finance)
    clean_page.goto(f"{clean_page.address}/inbox/")
    expect(clean_page.get_by_text("还没有消息")).to_be_visible()
    sound(clean_page)


def test_a_job_page_follows_the_work_by_itself(
    world: World, login: Callable[..., None], clean_page: Any, settings: Any, tmp_path: Any
) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.JOB_KINDS = {"write_text": "tests.tasks.handlers.write_text"}
    arguments, title = {"words": "一二三"}, "导出台账：2026年10月，28笔"
    job = request_job(kind="write_text", key="", title=title, arguments=arguments, by=world.finance, at=database_now())
    login(world.finance)
    clean_page.goto(f"{clean_page.address}/jobs/{job.pk}/")
    expect(clean_page.get_by_text("排队中")).to_be_visible()

    Job.objects.update(state=JobState.RUNNING, done=1200, total=5000, attempts=1, beat_at=database_now())
    expect(clean_page.get_by_text("正在做：1,200 / 5,000")).to_be_visible()
    sound(clean_page)
    look(clean_page, "job")

    Job.objects.update(state=JobState.WAITING, beat_at=None)
    run_next_job()
    with clean_page.expect_download() as got:
        clean_page.get_by_role("link", name="下载 结果.txt").click()
    assert got.value.suggested_filename == "结果.txt"
    clean_page.goto(f"{clean_page.address}/jobs/")
    sound(clean_page)


def test_the_administrator_sees_letters_in_trouble(
    world: World, login: Callable[..., None], clean_page: Any
) -> None:
    notify(users=[world.tech_head], key="k", title="题", at=database_now())
    Letter.objects.update(state="unknown", attempts=2, last_error="TimeoutError: timed out")
    login(world.admin)
    clean_page.goto(f"{clean_page.address}/letters/")
    expect(clean_page.get_by_role("cell", name="结果不明")).to_be_visible()
    sound(clean_page)
    look(clean_page, "letters")


def test_a_breach_is_waived_on_its_page(world: World, login: Callable[..., None], clean_page: Any) -> None:
    case = clocked_case(world, filed=at("2026-10-09 17:00"))
    breach = DeadlineBreach.objects.get()
    login(world.deputy_gm)
    clean_page.goto(f"{clean_page.address}/cases/{case.number}/waive-breach/{breach.pk}/")
    sound(clean_page)
    look(clean_page, "waive-breach")
    clean_page.get_by_label("豁免理由").fill("等待客户寄回样品 9 天，已有往来函件")
    clean_page.get_by_role("button", name="豁免这次超期").click()
    expect(clean_page).to_have_url(f"{clean_page.address}/cases/{case.number}/")
    expect(clean_page.get_by_text("已豁免送达技术中心超期")).to_be_visible()
