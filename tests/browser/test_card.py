"""Writing a card in a real browser, at the desk and on the phone: nothing typed is lost, nothing is filed twice."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from cases.models import CardDraft, Customer, FeedbackCard
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.evidence import picture
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
NOW = at("2026-11-23 09:42")
DESCRIPTION = "11月19日下午上机印刷教辅封二，三卷均有洞穿，孔径 2–4 mm，断纸 6 次，停机约 40 分钟。"
WIDTHS = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])


@pytest.fixture
def clerk_page(clean_page: Page, login: Login, world: World, travel_to: Callable) -> Page:
    travel_to(NOW)
    Customer.objects.filter(pk=world.customer.pk).update(
        region="云南昆明", contact_name="杨德福", contact_phone="138 0871 2206"
    )
    login(world.sales_clerk)
    clean_page.goto(f"{clean_page.address}/cards/new/")  # type: ignore[attr-defined]
    return clean_page


def forgive(page: Page) -> None:
    """The browser notes every answer of refusal and every cut; those were wanted."""
    page.wait_for_timeout(200)
    wanted = ("status of 4", "ERR_CONNECTION_RESET")
    page.complaints[:] = [one for one in page.complaints if not any(word in one for word in wanted)]  # type: ignore[attr-defined]


def pick_customer(page: Page) -> None:
    box = page.locator("#id_customer-box")
    box.press_sequentially("kmdc")
    expect(page.get_by_role("option").first).to_contain_text("昆明滇池印务有限公司")
    box.press("Enter")
    expect(box).to_have_value("昆明滇池印务有限公司")


def write_roll(page: Page, row: int, roll_no: str, tonnes: str, note: str = "") -> None:
    page.locator(f"[name=lines-{row}-roll_no]").fill(roll_no)
    page.locator(f"[name=lines-{row}-tonnes]").fill(tonnes)
    page.locator(f"[name=lines-{row}-note]").fill(note)


def write_card(page: Page, world: World) -> None:
    """Everything but the loss and the photos."""
    pick_customer(page)
    page.get_by_label("收到意见时间").fill("2026-11-20T10:30")
    page.get_by_label("收到时间依据").select_option("record")
    page.get_by_label("产品", exact=True).select_option(label="双胶纸 70 g/m²")
    page.get_by_label("批号").fill("7A261103")
    write_roll(page, 0, "7A261103-08", "0.862", "洞穿，每平方米 3–5个")
    page.get_by_role("button", name="加一卷").click()
    write_roll(page, 1, "7A261103-09", "0.858")
    page.get_by_label("缺陷", exact=True).select_option(label="洞穿")
    page.get_by_label(re.compile("^开包时间")).fill("2026-11-19T15:00")
    page.get_by_label("时间依据", exact=True).select_option("statement")
    page.get_by_label("问题描述").fill(DESCRIPTION)


def add_photo(page: Page, tmp_path: Path, name: str = "洞穿特写.jpg", colour: str = "gray") -> None:
    photo = tmp_path / name
    photo.write_bytes(picture("JPEG", (1200, 900), colour))
    page.locator("#id_attachments").set_input_files(photo)
    expect(page.get_by_text(name)).to_be_visible()
    expect(page.get_by_text("已上传").last).to_be_visible()


@WIDTHS
def test_a_clerk_files_a_card_with_photos(
    clerk_page: Page, world: World, tmp_path: Path, size: dict[str, int]
) -> None:
    page = clerk_page
    page.set_viewport_size(size)
    write_card(page, world)
    add_photo(page, tmp_path)
    page.get_by_label("预估直接损失（元）").fill("0.82万")
    page.get_by_label("问题描述").focus()
    expect(page.get_by_text("读作 8,200.00 元")).to_be_visible()
    assert page.get_by_label("机台", exact=True).input_value() == str(world.machine[7].pk), "guessed from the roll"
    assert page.get_by_label("客户联系人").input_value() == "杨德福", "taken over from the customer"
    assert page.get_by_label("内在质量").is_checked(), "the defect tells the kind of problem"
    clocks = page.locator("#card-clocks")
    expect(clocks).to_contain_text(re.compile("剩 4[78]分钟"))
    expect(clocks).to_contain_text("按时 · 早2天4小时")
    expect(clocks).to_contain_text("较大")
    expect(page.locator("#card-foot-due")).to_contain_text(re.compile("离 72小时截止 剩 4[78]分钟"))
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    assert axe(page) == []
    assert sideways(page) == 0
    if size is DESKTOP:
        look(page, "card-form")
    page.get_by_role("button", name="提交给技术中心").click()
    page.wait_for_url("**/cases/SH-2026-0001/")
    expect(page.get_by_text("已提交给技术中心，编号 SH-2026-0001")).to_be_visible()
    card = FeedbackCard.objects.get()
    assert card.lines.count() == 2
    assert Attachment.objects.get().stream == card.cases.get().stream
    assert sideways(page) == 0
    expect(page.locator("#s-overview")).to_contain_text("随卡照片与文件 1个")
    if size is DESKTOP:
        look(page, "card-filed")


def test_what_is_changed_while_the_clocks_are_on_their_way_shows_in_them_too(clerk_page: Page) -> None:
    page, held = clerk_page, []
    page.route("**/cards/clocks/**", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request("**/cards/clocks/**"):
        page.get_by_label("收到意见时间").fill("2026-11-20T10:30")
        page.get_by_label("预估直接损失（元）").focus()
    page.get_by_label("预估直接损失（元）").fill("8200")
    page.get_by_label("问题描述").focus()
    page.wait_for_timeout(400)  # longer than the page waits before it asks
    with page.expect_response("**/cards/clocks/**estimated_loss=8200**"):
        held[0].continue_()
    expect(page.locator("#card-clocks")).to_contain_text("较大")


def test_a_card_written_without_network_is_offered_when_a_new_one_is_begun(
    clerk_page: Page, world: World, context: BrowserContext, login: Login
) -> None:
    page, address = clerk_page, f"{clerk_page.address}/cards/new/"  # type: ignore[attr-defined]
    context.set_offline(True)
    page.get_by_label("问题描述").fill(DESCRIPTION)
    for row in (0, 1, 2):
        page.get_by_role("button", name="加一卷").click()
        write_roll(page, row, f"7A261103-0{row}", "0.862")
    expect(page.locator("[data-autosave-status]")).to_contain_text("没有网络，存在本机")
    page.wait_for_function("() => Object.values(localStorage).some((copy) => copy.includes('7A261103-02'))")
    page.close()
    clerk_page.complaints.clear()  # type: ignore[attr-defined]  # the browser reports the lost connection
    context.set_offline(False)
    login(world.sales_clerk2)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("本机有一份没有送出的草稿")).to_have_count(0)
    login(world.sales_clerk)
    page.goto(address)
    page.get_by_role("button", name="取回这份草稿").click()
    expect(page.get_by_label("问题描述")).to_have_value(DESCRIPTION)
    expect(page.locator("[name=lines-2-roll_no]")).to_have_value("7A261103-02")
    expect(page.get_by_text(re.compile(r"草稿已保存 \d\d"))).to_be_visible()
    assert CardDraft.objects.get().typed["lines-2-roll_no"] == ["7A261103-02"]
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("本机有一份没有送出的草稿")).to_have_count(0)


def test_what_is_wrong_is_told_and_everything_typed_is_kept_with_its_photos(
    clerk_page: Page, world: World, tmp_path: Path
) -> None:
    page = clerk_page
    write_card(page, world)
    add_photo(page, tmp_path)
    page.wait_for_url("**/cards/drafts/*/")
    page.get_by_label(re.compile("^开包时间")).fill("2026-11-21T15:00")
    page.locator("[name=lines-1-tonnes]").fill("８７１公斤")
    page.get_by_label("问题描述").fill("有洞")
    page.get_by_role("button", name="提交给技术中心").click()
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("还有 3处要改，卡没有提交；您填的内容都在")
    expect(page.locator("[name=lines-1-tonnes]")).to_have_value("８７１公斤")
    expect(page.get_by_label("问题描述")).to_have_value("有洞")
    expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile(r"草稿已保存 \d"))
    assert CardDraft.objects.get().typed["description"] == ["有洞"]
    expect(page.get_by_text("洞穿特写.jpg")).to_be_visible()
    expect(page.locator("#card-clocks")).to_contain_text("等开包时间更正")
    page.evaluate("() => scrollTo(0, 0)")
    look(page, "card-form-errors")
    page.set_viewport_size(PHONE)
    assert axe(page) == []
    assert sideways(page) == 0
    forgive(page)
    summary.get_by_role("link", name=re.compile("问题描述")).click()
    expect(page.get_by_label("问题描述")).to_be_focused()
    assert not FeedbackCard.objects.exists()


def test_a_double_click_files_once(clerk_page: Page, world: World) -> None:
    page = clerk_page
    write_card(page, world)
    page.get_by_label("预估直接损失（元）").fill("8200")
    page.get_by_role("button", name="提交给技术中心").dblclick()
    page.wait_for_url("**/cases/SH-2026-0001/")
    assert FeedbackCard.objects.count() == 1


@pytest.mark.parametrize("lost", ["the request", "the answer"])
def test_after_a_lost_connection_the_card_is_sent_again_and_filed_once(
    clerk_page: Page, world: World, lost: str
) -> None:
    page = clerk_page
    write_card(page, world)
    page.get_by_label("预估直接损失（元）").fill("8200")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    cut = {"left": 1}

    def break_once(route: Route) -> None:
        if route.request.method != "POST" or not cut["left"]:
            return route.continue_()
        cut["left"] = 0
        if lost == "the answer":
            route.fetch()  # the server has done it; the browser never hears of it
        return route.abort("connectionreset")

    page.route(re.compile(r"/cards/drafts/[0-9a-f-]+/$"), break_once)
    page.get_by_role("button", name="提交给技术中心").click()
    expect(page.get_by_text("没有保存：没有连上服务器")).to_be_visible()
    expect(page.get_by_label("问题描述")).to_have_value(DESCRIPTION)
    assert FeedbackCard.objects.count() == (1 if lost == "the answer" else 0)
    with page.expect_response(re.compile("/cards/clocks/")):
        page.locator("#card-form").dispatch_event("draft:saved")
    page.wait_for_timeout(100)  # what the page fetches for itself takes no word away
    page.get_by_role("button", name="再提交一次").click()
    page.wait_for_url("**/cases/SH-2026-0001/")
    assert FeedbackCard.objects.count() == 1
    forgive(page)


def test_a_draft_saves_itself_and_comes_back_after_a_reload(clerk_page: Page, world: World, tmp_path: Path) -> None:
    page = clerk_page
    write_card(page, world)
    add_photo(page, tmp_path)
    page.wait_for_url("**/cards/drafts/*/")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.wait_for_timeout(2200)
    assert CardDraft.objects.get().typed["description"] == [DESCRIPTION]
    page.reload()
    expect(page.get_by_label("问题描述")).to_have_value(DESCRIPTION)
    expect(page.locator("#id_customer-box")).to_have_value("昆明滇池印务有限公司")
    expect(page.locator("[name=lines-1-roll_no]")).to_have_value("7A261103-09")
    expect(page.get_by_text("洞穿特写.jpg")).to_be_visible()
    page.goto(f"{page.address}/cards/")  # type: ignore[attr-defined]
    expect(page.get_by_text("没有提交的草稿 1份")).to_be_visible()
    look(page, "card-list")


def test_rolls_are_pasted_from_excel(clerk_page: Page) -> None:
    page = clerk_page
    page.get_by_role("button", name="从 Excel 粘贴多行").click()
    rows = "卷号\t重量\t门幅\t现象\n7A261103-08\t0.862\t1.240\t洞穿\n7A261103-09\t0.858\t1.240\t\n5B1\t1.100\t1.560\t筋边\n"
    page.get_by_label("复制的内容").fill(rows)
    page.get_by_role("button", name="填进表里").click()
    expect(page.locator("[name=lines-2-roll_no]")).to_have_value("5B1")
    expect(page.locator("[name=lines-0-note]")).to_have_value("洞穿")
    expect(page.locator("output[data-sum=tonnes]")).to_have_text("2.820")
    assert "7号机" in page.get_by_label("机台", exact=True).locator("option:checked").inner_text()
    assert "5号机" in page.locator("[name=lines-2-machine] option:checked").inner_text(), "its own machine"


def test_a_new_customer_is_added_while_the_card_is_written(clerk_page: Page, world: World) -> None:
    page = clerk_page
    write_card(page, world)
    box = page.locator("#id_customer-box")
    box.fill("重庆长江包装有限公司")
    page.get_by_role("option", name=re.compile("新增客户")).click()
    page.get_by_label(re.compile("^地区")).fill("重庆")
    page.get_by_label("预估直接损失（元）").fill("8200")
    page.get_by_role("button", name="提交给技术中心").click()
    page.wait_for_url("**/cases/SH-2026-0001/")
    assert Customer.objects.get(name="重庆长江包装有限公司").region == "重庆"


def test_a_likely_duplicate_is_warned_about_while_writing_and_can_be_filed(clerk_page: Page, world: World) -> None:
    page = clerk_page
    world.file_card(at("2026-11-22 09:00"), batch_no="7A261103")
    write_card(page, world)
    expect(page.locator("#card-duplicates")).to_contain_text("7天内同一客户、同一批号、同一缺陷已有 SH-2026-0001")
    page.get_by_label("预估直接损失（元）").fill("8200")
    with page.expect_response(re.compile("/cards/clocks/")):  # what is typed is saved anew, and the clocks follow
        page.get_by_role("button", name="提交给技术中心").click()
    page.wait_for_timeout(200)
    page.get_by_role("button", name="确是新问题，仍要提交").click()
    page.wait_for_url("**/cases/SH-2026-0002/")
    forgive(page)


def test_a_renamed_programme_is_refused_in_its_tile_and_the_card_stays(
    clerk_page: Page, world: World, tmp_path: Path
) -> None:
    page = clerk_page
    programme = tmp_path / "照片.jpg"
    programme.write_bytes(b"MZ\x90\x00" + b"\x00" * 400)
    page.locator("#id_attachments").set_input_files(programme)
    expect(page.get_by_text("的内容是程序，不能收")).to_be_visible()
    page.get_by_role("button", name="不传了").click()
    expect(page.get_by_text("的内容是程序，不能收")).not_to_be_visible()
    assert not Attachment.objects.exists()
    forgive(page)


def test_a_time_is_corrected_by_the_clerk_and_answered_by_technical_centre(
    clerk_page: Page, login: Login, world: World
) -> None:
    page = clerk_page
    case = world.file_card(at("2026-11-22 09:00"))
    address = f"{page.address}/cases/{case.number}"  # type: ignore[attr-defined]
    page.goto(f"{address}/amend-card/")
    look(page, "card-amend")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    page.get_by_label("收到意见时间").fill("2026-11-21T15:30")
    page.get_by_label("更正的原因").fill("通话记录是 15:30")
    page.get_by_role("button", name="提交更正").click()
    page.wait_for_url(f"{address}/")
    expect(page.get_by_text("已提出时间更正，等技术中心答复")).to_be_visible()
    login(world.tech_engineer)
    page.goto(f"{address}/answer-amendment/")
    expect(page.get_by_text("2026-11-21 15:30").first).to_be_visible()
    look(page, "card-answer")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    page.get_by_label("采用新时间").check()
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("已采用新时间，时限已重算")).to_be_visible()
    expect(page.locator("#s-overview")).to_contain_text("第2版")


@pytest.mark.parametrize("verb", ["withdraw-card", "reassign-card"])
def test_the_heads_acts_on_a_card_fit_both_widths(clerk_page: Page, login: Login, world: World, verb: str) -> None:
    page = clerk_page
    case = world.file_card(at("2026-11-22 09:00"))
    login(world.sales_head)
    page.goto(f"{page.address}/cases/{case.number}/{verb}/")  # type: ignore[attr-defined]
    look(page, verb)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
    page.goto(f"{page.address}/customers/")  # type: ignore[attr-defined]
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert sideways(page) == 0
