"""The frame, the parts and their behaviours, in a real browser."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.world import PASSWORD, World
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]


def open_samples(page: Page) -> None:
    page.goto(f"{page.address}/samples/")


def try_to_log_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def samples(clean_page: Page, login: Login, world: World) -> Page:
    login(world.admin)
    open_samples(clean_page)
    return clean_page


def send(page: Page, outcome: str) -> None:
    """Asks the page of samples for an outcome, through the confirmation."""
    page.get_by_label("应答").select_option(outcome)
    page.get_by_role("button", name="提交给技术中心").click()
    page.get_by_role("button", name="签发并封账").click()


def test_a_person_logs_in_and_comes_to_the_page_asked_for(clean_page: Page, world: World) -> None:
    world.let_everyone_log_in()
    clean_page.goto(f"{clean_page.address}/me/")
    expect(clean_page.get_by_text("请先登录")).to_be_visible()
    try_to_log_in(clean_page, "tech_engineer", PASSWORD)
    expect(clean_page.get_by_role("heading", level=1)).to_have_text("何晓梅")


def test_a_wrong_password_is_told_without_saying_which_was_wrong(clean_page: Page, world: World) -> None:
    clean_page.goto(f"{clean_page.address}/login/")
    try_to_log_in(clean_page, "tech_engineer", "not-the-word")
    expect(clean_page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    assert axe(clean_page) == []
    clean_page.complaints.clear()  # the browser reports the status 422


def test_five_wrong_passwords_lock_the_account_out(clean_page: Page, world: World) -> None:
    world.let_everyone_log_in()
    clean_page.goto(f"{clean_page.address}/login/")
    for _ in range(5):
        try_to_log_in(clean_page, "tech_engineer", "not-the-word")
    expect(clean_page.get_by_role("heading", name="登录已暂停")).to_be_visible()
    clean_page.goto(f"{clean_page.address}/login/")
    try_to_log_in(clean_page, "tech_engineer", PASSWORD)
    expect(clean_page.get_by_role("heading", name="登录已暂停")).to_be_visible()
    clean_page.complaints.clear()  # the browser reports the statuses 422 and 429
    cache.clear()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_part_is_accessible_and_fits(samples: Page, size: dict) -> None:
    samples.set_viewport_size(size)
    samples.reload()
    assert axe(samples) == []
    assert sideways(samples) == 0
    assert samples.locator("h1").count() == 1


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_own_page_and_login_are_accessible_and_fit(clean_page: Page, login: Login, world: World, size: dict) -> None:
    clean_page.set_viewport_size(size)
    clean_page.goto(f"{clean_page.address}/login/")
    assert axe(clean_page) == []
    assert sideways(clean_page) == 0
    login(world.sales_clerk)
    clean_page.goto(f"{clean_page.address}/me/")
    assert axe(clean_page) == []
    assert sideways(clean_page) == 0


def test_large_type_makes_every_page_larger_and_still_fits(clean_page: Page, login: Login, world: World) -> None:
    login(world.sales_clerk)
    clean_page.goto(f"{clean_page.address}/me/")
    clean_page.get_by_label("大字号").check()
    clean_page.get_by_role("button", name="保存显示与键盘").click()
    expect(clean_page.get_by_text("已保存")).to_be_visible()
    assert clean_page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "18px"
    clean_page.set_viewport_size(PHONE)
    assert sideways(clean_page) == 0


def test_a_menu_shows_only_what_the_role_may_open(clean_page: Page, login: Login, world: World) -> None:
    login(world.admin)
    clean_page.goto(f"{clean_page.address}/me/")
    menu = clean_page.get_by_role("navigation", name="主导航")
    expect(menu.get_by_role("link", name="基础资料")).to_be_visible()
    login(world.sales_clerk)
    clean_page.reload()
    expect(menu.get_by_role("link", name="基础资料")).to_have_count(0)


def test_the_page_of_samples_is_not_there_for_others(clean_page: Page, login: Login, world: World) -> None:
    login(world.tech_head)
    open_samples(clean_page)
    expect(clean_page.get_by_role("heading", level=1)).to_contain_text("没有这一页")
    clean_page.complaints.clear()  # the browser reports the status 404


def test_the_phone_menu_opens_and_escape_gives_the_focus_back(samples: Page) -> None:
    samples.set_viewport_size(PHONE)
    opener = samples.get_by_role("button", name="菜单", exact=True)
    opener.click()
    expect(samples.get_by_role("navigation", name="主导航")).to_be_visible()
    samples.keyboard.press("Escape")
    expect(samples.get_by_role("navigation", name="主导航")).to_be_hidden()
    expect(opener).to_be_focused()


def test_countdowns_say_in_the_browser_what_the_server_said(samples: Page) -> None:
    with samples.expect_request("**/samples/"):
        samples.reload()
    html = samples.request.get(f"{samples.address}/samples/").text()
    badges = re.findall(r'data-due="([^"]+)".*?<time[^>]*>([^<]+)</time>', html)
    said = samples.eval_on_selector_all(
        ".q-due[data-due]", "badges => badges.map(b => b.querySelector('time').textContent)"
    )
    assert len(said) == len(badges) > 5
    assert [words for _, words in badges] == said


def test_a_countdown_turns_into_the_next_state_by_itself(samples: Page) -> None:
    badge = samples.locator(".q-due--soon[data-due]").first
    samples.evaluate(
        "badge => { badge.dataset.urgent = 86400; document.dispatchEvent(new Event('visibilitychange')); }",
        badge.element_handle(),
    )
    expect(samples.locator("#q-live")).to_contain_text("时限有变化")
    assert "q-due--urgent" in samples.locator(".q-due[data-urgent='86400']").get_attribute("class")


def test_confirming_names_the_consequence_and_the_harmless_verb_has_the_focus(samples: Page) -> None:
    samples.get_by_role("button", name="提交给技术中心").click()
    expect(samples.get_by_role("dialog", name="签发 10月月报？")).to_contain_text("65,827.50 元")
    expect(samples.get_by_role("button", name="先不签发")).to_be_focused()
    samples.keyboard.press("Escape")
    expect(samples.get_by_role("button", name="提交给技术中心")).to_be_focused()


def test_a_sent_act_leads_on_and_says_so_once(samples: Page) -> None:
    act_id = samples.locator("input[name=act_id]").input_value()
    send(samples, "done")
    expect(samples.locator(".q-toast", has_text="已收到")).to_contain_text(act_id)
    assert samples.locator("input[name=act_id]").input_value() != act_id


def test_pressing_twice_sends_once(samples: Page) -> None:
    sent = []
    samples.on("request", lambda request: sent.append(request) if request.url.endswith("/samples/act/") else None)
    samples.route("**/samples/act/", lambda route: (samples.wait_for_timeout(300), route.continue_()))
    samples.get_by_label("应答").select_option("done")
    samples.evaluate(
        "() => { const form = document.getElementById('sample-form'); delete form.dataset.confirm;"
        " form.requestSubmit(); form.requestSubmit(); }"
    )
    expect(samples.locator(".q-toast", has_text="已收到")).to_be_visible()
    assert len(sent) == 1


def test_faults_take_the_focus_and_typing_stays(samples: Page) -> None:
    samples.get_by_label("问题描述").fill("卷面洞穿，每平方米 3—5个")
    samples.get_by_label("扫描件").set_input_files({"name": "单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    send(samples, "mend")
    summary = samples.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("预估损失：请填金额")
    expect(samples.get_by_label("问题描述")).to_have_value("卷面洞穿，每平方米 3—5个")
    assert samples.get_by_label("扫描件").evaluate("field => field.files[0].name") == "单.pdf"
    summary.get_by_role("link", name="预估损失").click()
    expect(samples.get_by_label("预估损失（元）")).to_be_focused()
    assert axe(samples) == []
    samples.complaints.clear()  # the browser reports the status 422


def test_a_stale_page_shows_the_change_and_gives_the_typing_back_after_reloading(samples: Page) -> None:
    samples.get_by_label("问题描述").fill("先看新内容")
    send(samples, "stale")
    expect(samples.get_by_role("alert")).to_contain_text("50% → 60%")
    expect(samples.get_by_label("问题描述")).to_have_value("先看新内容")
    samples.get_by_role("button", name="载入最新，保留我写的").click()
    expect(samples.get_by_text("您刚才写的已填回")).to_be_visible()
    expect(samples.get_by_label("问题描述")).to_have_value("先看新内容")
    samples.complaints.clear()  # the browser reports the status 409


def test_a_fault_of_the_server_leaves_the_page_and_the_act_may_be_sent_again(samples: Page) -> None:
    act_id = samples.locator("input[name=act_id]").input_value()
    samples.get_by_label("问题描述").fill("还在")
    send(samples, "broken")
    expect(samples.get_by_role("alert")).to_contain_text("没有保存：服务器没有响应")
    expect(samples.get_by_role("alert")).to_contain_text(re.compile("编号 E-"))
    expect(samples.get_by_label("问题描述")).to_have_value("还在")
    samples.complaints.clear()
    send(samples, "done")
    expect(samples.locator(".q-toast", has_text="已收到")).to_contain_text(act_id)


def test_a_lost_connection_keeps_the_act_and_its_id_even_over_a_reload(samples: Page, context: BrowserContext) -> None:
    act_id = samples.locator("input[name=act_id]").input_value()
    context.set_offline(True)
    send(samples, "done")
    expect(samples.get_by_role("alert")).to_contain_text("没有连上服务器")
    context.set_offline(False)
    samples.reload()
    assert samples.locator("input[name=act_id]").input_value() == act_id
    send(samples, "done")
    expect(samples.locator(".q-toast", has_text="已收到")).to_contain_text(act_id)
    samples.complaints.clear()  # the browser reports the lost connection


def test_sending_again_after_a_lost_connection_needs_one_press(samples: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    send(samples, "done")
    again = samples.get_by_role("button", name="再提交一次")
    expect(again).to_be_visible()
    context.set_offline(False)
    again.click()
    expect(samples.locator(".q-toast", has_text="已收到")).to_be_visible()
    samples.complaints.clear()


def test_an_expired_log_in_keeps_the_typing_and_says_so(samples: Page, context: BrowserContext, login: Login, world: World) -> None:
    samples.get_by_label("问题描述").fill("写了很久")
    context.clear_cookies(name="sessionid")
    send(samples, "done")
    expect(samples.get_by_role("alert")).to_contain_text("登录已过期")
    login(world.admin, stays=True)
    samples.reload()
    expect(samples.get_by_label("问题描述")).to_have_value("写了很久")
    samples.complaints.clear()


def test_rows_added_to_a_table_come_back_after_an_expired_log_in(
    samples: Page, context: BrowserContext, login: Login, world: World
) -> None:
    drawn = samples.locator("[data-formset=rolls] [data-row]").count()
    for _ in range(2):
        samples.get_by_role("button", name="加一卷").click()
    samples.locator(f"[name=rolls-{drawn + 1}-weight]").fill("1.205")
    context.clear_cookies(name="sessionid")
    send(samples, "done")
    expect(samples.get_by_role("alert")).to_contain_text("登录已过期")
    login(world.admin, stays=True)
    samples.reload()
    expect(samples.locator(f"[name=rolls-{drawn + 1}-weight]")).to_have_value("1.205")
    assert samples.locator("[name=rolls-TOTAL_FORMS]").input_value() == str(drawn + 2)
    samples.complaints.clear()


def test_a_draft_saves_itself_and_waits_in_the_browser_without_network(samples: Page, context: BrowserContext) -> None:
    status = samples.locator("[data-autosave-status]")
    samples.get_by_label("问题描述").press_sequentially("草稿")
    expect(status).to_contain_text(re.compile(r"草稿已保存 \d\d:\d\d"))
    context.set_offline(True)
    samples.get_by_label("问题描述").press_sequentially("再写")
    expect(status).to_contain_text("没有网络，存在本机")
    context.set_offline(False)
    expect(status).to_contain_text(re.compile(r"草稿已保存 \d\d:\d\d"))
    samples.complaints.clear()


def test_the_combobox_is_worked_by_keys_and_not_disturbed_by_an_input_method(samples: Page) -> None:
    box = samples.get_by_role("combobox", name="客户")
    box.press_sequentially("kmdc")
    expect(samples.get_by_role("listbox").get_by_role("option")).to_have_count(3)
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("昆明大成纸品经营部")
    assert samples.locator("#id_customer").input_value() == "2"
    box.fill("新客户")
    samples.get_by_role("option", name="新增客户「新客户」").click()
    assert samples.locator("#id_customer").input_value() == "new"
    expect(samples.get_by_text("新客户：提交时一并登记。")).to_be_visible()


def test_rows_copied_from_excel_fill_the_table_and_its_sum(samples: Page) -> None:
    first = samples.get_by_label("第1卷 卷号")
    first.focus()
    samples.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData('text/plain', '7A-08\\t0.862\\t洞穿\\r\\n7A-09\\t0.858\\t\\r\\n7A-11\\t０.８７１\\t筋边\\r\\n');
          document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(samples.get_by_label("第3卷 卷号")).to_have_value("7A-11")
    expect(samples.locator("[data-sum]")).to_have_text("2.591")
    samples.get_by_role("button", name="去掉第2卷").click()
    expect(samples.locator("[data-sum]")).to_have_text("1.733")
    expect(samples.locator("[data-count-rows]")).to_have_text("2")


def test_files_go_up_one_by_one(samples: Page) -> None:
    samples.locator("[data-upload-url] input[type=file]").set_input_files(
        [
            {"name": "卷标.txt", "mimeType": "text/plain", "buffer": b"label"},
            {"name": "空.txt", "mimeType": "text/plain", "buffer": b"x" * 10},
        ]
    )
    expect(samples.locator("[data-tile]")).to_have_count(2)
    expect(samples.locator("[data-tile]").first).to_contain_text("卷标.txt")


def test_single_keys_work_outside_fields_and_can_be_switched_off(samples: Page, world: World) -> None:
    samples.locator("h1").click()
    samples.keyboard.press("?")
    expect(samples.get_by_role("dialog", name="键盘")).to_be_visible()
    samples.keyboard.press("Escape")
    User.objects.filter(username="admin").update(has_shortcuts=False)
    samples.reload()
    samples.keyboard.press("?")
    expect(samples.get_by_role("dialog", name="键盘")).to_be_hidden()


def test_the_skip_link_is_the_first_stop(samples: Page) -> None:
    samples.keyboard.press("Tab")
    expect(samples.get_by_role("link", name="跳到正文")).to_be_focused()
    samples.keyboard.press("Enter")
    expect(samples.locator("main")).to_be_focused()


def test_charts_are_drawn_under_the_content_policy(samples: Page) -> None:
    expect(samples.locator("[data-chart] svg")).to_have_count(2)


def test_a_long_table_folds_on_the_phone(samples: Page) -> None:
    samples.set_viewport_size(PHONE)
    samples.reload()
    table = samples.locator("table[data-fold]")
    expect(table.locator("tbody tr:visible")).to_have_count(20)
    samples.get_by_role("button", name="再看 20笔").click()
    expect(table.locator("tbody tr:visible")).to_have_count(40)


def test_the_samples_are_pictured(samples: Page) -> None:
    look(samples, "samples")
