"""A person leaves through handover, at both widths."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from staff.models import Employee, WorkHandover
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.handover_made import LAST_DAY, Leaving
from tests.world import World, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def leaving(world: World, travel_to: Any) -> Leaving:
    travel_to(at("2026-11-30 16:00"))
    return Leaving(world)


def sound(page: Page, name: str) -> None:
    """No finding of axe and no sideways scroll, at both widths."""
    look(page, name)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0


def narrow(page: Page) -> None:
    """No sideways scroll on the phone."""
    page.set_viewport_size(PHONE)
    assert sideways(page) == 0


def test_a_person_leaves_through_handover(
    world: World, leaving: Leaving, login: Callable[..., None], clean_page: Page
) -> None:
    page = clean_page
    login(world.hr)
    page.goto(f"{page.address}/staff/employees/{leaving.person.pk}/")
    page.get_by_role("link", name="开立移交").click()
    page.get_by_label("离职最后一天或调职日期").fill("2026-11-30")
    page.get_by_label("总接收人").select_option(str(leaving.receiver.pk))
    narrow(page)
    page.get_by_role("button", name="开立移交").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("王海涛 离职移交：移交中")
    sound(page, "handover")

    login(leaving.reload())  # on the phone from here on
    page.goto(f"{page.address}/")
    page.get_by_role("link", name="移交工作", exact=True).click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(5)
    narrow(page)
    page.get_by_role("button", name="移交", exact=True).click()
    expect(page.get_by_text("已移交 5项", exact=True)).to_be_visible()

    login(leaving.receiver)
    page.goto(f"{page.address}{WorkHandover.objects.get().get_absolute_url()}")
    page.get_by_role("link", name="接收 5项").click()
    sound(page, "handover-receive")
    page.get_by_role("button", name="接收", exact=True).click()
    expect(page.get_by_text("已接收 5项", exact=True)).to_be_visible()

    login(world.hr)
    page.goto(f"{page.address}/staff/handovers/")
    narrow(page)
    page.get_by_role("link", name="YJ-2026-0001").click()
    page.get_by_role("link", name="完成移交").click()
    page.get_by_role("button", name="完成移交").first.click()
    sound(page, "handover-complete")
    page.get_by_role("dialog").get_by_role("button", name="完成移交").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("王海涛 离职移交：已完成")
    narrow(page)
    assert Employee.objects.get(pk=leaving.person.pk).left_on == LAST_DAY and not leaving.reload().is_active
