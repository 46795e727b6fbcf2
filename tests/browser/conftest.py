"""Browser tests: a real Chromium against a live server, with the small mill of `tests.world` behind it.

`login(user)` opens a session without typing a password. `clean_page` is a page whose console, content policy and server
answers are watched: what they complain of fails the test. `axe(page)` gives the accessibility findings, `look(page, name)`
takes the pictures of both widths.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.crypto import get_random_string
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from yibin_service.foundation.access.models import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
# The shell without windows: the same engine, for two thirds of the work.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), BROWSERS[0])
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOOKS = os.environ.get("LOOKS")  # a folder for the pictures of `look`
expect.set_options(timeout=20_000)  # milliseconds: a busy machine draws late, and what never comes fails all the same


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, which is installed by `make test`; no sandbox, since CI may be root."""
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN", "--force-color-profile=srgb"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """A Chinese browser in the mill's time zone."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESKTOP}


@pytest.fixture(autouse=True)
def answers_at_hand(transactional_db: None, live_server: LiveServer) -> Iterator[None]:
    """Before the tables are emptied, the server ends what a page had still asked for: else the two lock each other out."""
    yield
    end, rounds = time.monotonic() + 10, 0
    while rounds < 2 and time.monotonic() < end:
        rounds = 0 if _others_at_work() else rounds + 1
        time.sleep(0.03)


def _others_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def login(context: BrowserContext, live_server: LiveServer) -> Callable[..., None]:
    """`login(world.tech_head)`: from now on the browser is this person, and on no page (`stays=True`: where it was).

    Who logs out leaves the page; what it still fetched in the background must not be asked for in the next person's name.
    """
    secret = get_random_string(32)  # one for all people of a test: a late answer to the last one's page changes nothing

    def log_in(user: User, *, stays: bool = False) -> None:
        for page in [] if stays else context.pages:
            page.goto("about:blank")
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.clear_cookies()
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: secret}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])

    return log_in


@pytest.fixture
def clean_page(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """A page that may be opened by path; at the end nothing was refused by the policy, thrown or answered with a fault.

    A test that expects a complaint empties `page.complaints` after having looked at it.
    """
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda got: complaints.append(f"{got.status} {got.url}") if got.status >= 500 else None)
    page.complaints = complaints  # type: ignore[attr-defined]
    page.address = live_server.url  # type: ignore[attr-defined]
    yield page
    assert complaints == []


def axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA: one line a finding, with the first place.

    The window is made as high as the page meanwhile: what happens to lie half under a sticky bar can be scrolled free.
    """
    page.wait_for_load_state()  # after a click the next page may have begun and not yet have a body
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    try:
        return _findings(page)
    finally:
        page.set_viewport_size(size)


def _findings(page: Page) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("levels => window.axe.run(document, {runOnly: levels})", LEVELS)
    return [
        f"{one['id']}: {one['help']} · {one['nodes'][0]['html'][:160]} · {one['nodes'][0]['failureSummary']}"
        for one in found["violations"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    page.wait_for_load_state()
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def look(page: Page, name: str) -> None:
    """Pictures of the whole page at both widths for whoever wants to see them: `LOOKS=var/looks make test`."""
    for size in (DESKTOP, PHONE) if LOOKS else ():
        page.set_viewport_size(size)
        page.wait_for_timeout(150)
        page.screenshot(path=Path(LOOKS) / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(DESKTOP)
