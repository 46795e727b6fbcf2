"""Takes the pictures of docs/screenshots from the demo: `make screenshots`, or with a running product's address as argument.

Without an address it starts a product of its own in a temporary folder and ends it afterwards.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
TARGET = CHECKOUT / "docs" / "screenshots"
PASSWORD = "yanshi-2026"
SIZES = {"1440": {"width": 1440, "height": 1000}, "390": {"width": 390, "height": 844}}
STARTED_WITHIN = 600


def workbench(page: Page) -> None:
    page.wait_for_selector("h1")


def card_form(page: Page) -> None:
    """A card half written: the clocks beside it are running."""
    page.goto("/cards/new/")
    page.locator("#id_customer-box").press_sequentially("jyyw", delay=30)
    page.locator("#id_customer-list [role=option]").first.click()
    received = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(hours=20)
    page.locator("[name=received_by_sales_at]").fill(f"{received:%Y-%m-%dT%H:%M}")
    page.locator("[name=received_known_by]").select_option("record")
    page.locator("[name=product]").select_option(label="双胶纸 70 g/m²")
    page.locator("[name=batch_no]").fill("7A261118")
    page.locator("[name='lines-0-roll_no']").fill("7A261118-03")
    page.locator("[name='lines-0-tonnes']").fill("0.862")
    page.locator("[name='lines-0-note']").fill("洞穿，每卷 3—5处")
    page.locator("[name=estimated_loss]").fill("0.42万")
    page.wait_for_timeout(1500)
    page.evaluate("scrollTo(0, 0)")


def case_page(page: Page) -> None:
    """A case whose opinion waits for this person."""
    page.locator("main a.q-verb", has_text="审批处理意见").first.click()


def ledger(page: Page) -> None:
    page.goto("/ledger/")


def report(page: Page) -> None:
    """The newest sealed month."""
    page.goto("/reports/")
    sealed = page.locator("main tr:has-text('签')").locator("a[href^='/reports/2']")
    page.goto(sealed.first.get_attribute("href") or "/reports/")
    page.wait_for_timeout(800)


def attendance(page: Page) -> None:
    """The department's month."""
    page.goto("/staff/attendance/")


def own_month(page: Page) -> None:
    """What the engineer reads of the own month."""
    page.goto("/staff/attendance/")


def handover(page: Page) -> None:
    """The handover that is under way."""
    page.goto("/staff/handovers/")
    page.locator("main table a").first.click()


def appraisal(page: Page) -> None:
    page.goto("/staff/appraisal/")


# picture: whose page it is, and how to get there from the workbench
PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "workbench": ("tech_engineer", workbench),
    "card-form": ("sales_clerk", card_form),
    "case": ("deputy_gm", case_page),
    "ledger": ("enterprise_management", ledger),
    "report": ("enterprise_management", report),
    "attendance": ("service_manager", attendance),
    "own-month": ("service_engineer", own_month),
    "handover": ("service_manager", handover),
    "appraisal": ("service_manager", appraisal),
}


def take(browser: Browser, address: str) -> None:
    """Every picture in both widths."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (user, walk) in PICTURES.items():
        for width, size in SIZES.items():
            context = browser.new_context(
                base_url=address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", is_mobile=width == "390"
            )
            page = context.new_page()
            log_in(page, user)
            walk(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=TARGET / f"{name}-{width}.png")
            print(f"docs/screenshots/{name}-{width}.png")
            context.close()


def log_in(page: Page, user: str) -> None:
    page.goto("/login/")
    page.locator("[name=username]").fill(user)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


@contextlib.contextmanager
def product() -> Iterator[str]:
    """The address of a product with the demo, in a folder that goes away."""
    folder = Path(tempfile.mkdtemp(prefix="yibin-pictures-"))
    folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = os.environ | {"VAR_DIR": str(folder / "var"), "PORT": str(port)}
    for name in ("DATABASE_URL", "REDIS_URL", "DEMO"):
        surroundings.pop(name, None)
    running = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=CHECKOUT, env=surroundings)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", running)
    finally:
        running.terminate()
        running.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(address: str, running: subprocess.Popen[bytes]) -> str:
    """The address once it answers. Ends the script where the product does not start."""
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/readyz", timeout=5):
            return address
        time.sleep(1)
    sys.exit("系统没有启动，没有拍图。")


def main() -> None:
    address = contextlib.nullcontext(sys.argv[1]) if len(sys.argv) > 1 else product()
    with address as found, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"]
        chinese = os.environ | {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}  # the pickers of dates speak it
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments, env=chinese)
        take(browser, found)
        browser.close()


if __name__ == "__main__":
    main()
