"""The month of `figures.py` played in a real Chromium by every role, to the workbook they download."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.evidence import picture
from tests.stories import figures
from tests.stories.beat import played
from tests.stories.script import Fields, Step
from tests.stories.workbook import differences
from tests.world import World
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
PATIENCE = 30_000  # milliseconds; the machine may be busy with other tests


def test_three_cases_played_in_the_browser_come_to_the_figures_worked_out_by_hand(
    clean_page: Page, login: Login, world: World, travel_to: Callable, tmp_path: Path
) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(picture(colour="teal"))
    for step in played(world, travel_to):
        login(world.users[step.who])
        act(clean_page, step, photo)
    login(world.enterprise_management)
    clean_page.goto(f"{clean_page.address}/reports/2026-10/")
    with clean_page.expect_download(timeout=PATIENCE) as download:
        clean_page.get_by_role("link", name="Excel").first.click()
    download.value.save_as(tmp_path / "月报.xlsx")
    assert differences(load_workbook(tmp_path / "月报.xlsx"), figures.WORKBOOK) == []


def act(page: Page, step: Step, photo: Path) -> None:
    """Open the act's page, fill it in, press its button, and be told that it is done."""
    page.goto(page.address + step.address)
    form = page.locator("main form:has(input[name=act_id]):has(button[type=submit])").first
    expect(form, str(step)).to_be_visible()
    fill(page, form, step.fields)
    for place, row in enumerate(step.rows):
        add_rows(form, step.rows_name, place)
        fill(page, form, {f"{step.rows_name}-{place}-{name}": value for name, value in row.items()})
    for name in step.files:
        form.locator(f"#id_{name}").set_input_files(photo)
        expect(form.locator(f"input[type=hidden][name={name}]"), str(step)).to_have_count(1, timeout=PATIENCE)
    press(page, form, step)


def add_rows(form: Locator, prefix: str, place: int) -> None:
    """One more row where the table has not enough."""
    if form.locator(f"tbody > tr [name^={prefix}-{place}-]").count() == 0:
        form.locator("[data-add-row]").click()


def fill(page: Page, form: Locator, fields: Fields) -> None:
    for name, value in fields.items():
        put(page, form.locator(f"[name='{name}']"), value)


def put(page: Page, control: Locator, value: Any) -> None:
    """Choose or type, whatever the control is."""
    kind = control.first.evaluate("e => e.type || e.tagName.toLowerCase()")
    if kind in {"radio", "checkbox"}:
        chosen = value if isinstance(value, list) else [value]
        for one in chosen:
            box = control.first if isinstance(one, bool) else control.and_(page.locator(f"[value='{one}']"))
            box.set_checked(one is not False)
    elif kind == "select-one":
        control.select_option(str(value))
    elif kind == "hidden":
        pick(page, control)
    else:
        control.fill(str(value))


def pick(page: Page, control: Locator) -> None:
    """The customer, from the list that typing opens."""
    box = page.locator(f"#{control.get_attribute('id')}-box")
    box.press_sequentially("kmdc", delay=20)
    page.get_by_role("option", name=figures.KUNMING).click()


def press(page: Page, form: Locator, step: Step) -> None:
    """The button, and where a dialog asks again, its yes. A refusal would leave the page where it is."""
    name, value = step.button or ("", "")
    chosen = form.locator(f"button[name={name}][value={value}]") if name else form.locator("button.btn-primary[type=submit]")
    chosen.first.click()
    told, yes = page.locator(".q-toast"), page.locator("dialog[open] [data-dialog-yes]")
    expect(told.or_(yes).first, str(step)).to_be_visible(timeout=PATIENCE)
    if yes.count():
        yes.click()
    expect(told.first, str(step)).to_contain_text("已", timeout=PATIENCE)
