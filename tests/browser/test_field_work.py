"""Field work in a real browser: on the phone, without network, with a drawn signature."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from staff.models import CustomerVisit, DailyReport, DispatchState, ServiceRecord
from staff.rules.field_work import next_week
from staff.services.move_dispatch import accept_dispatch
from staff.services.record_visit import record_visit
from staff.services.submit_plan import PlannedThing, submit_plan
from tests.browser.conftest import PHONE, axe, look, sideways
from tests.field_made import Department, visit_facts
from tests.world import World
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.regulation.clock import local_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Login = Callable[[Any], None]


@pytest.fixture
def people(world: World) -> Department:
    return Department(world)


def kept_at_hand(page: Page, count: int) -> None:
    """Waits until the phone holds the pages it may need on the road."""
    page.wait_for_function(
        "async (count) => (await (await caches.open('pages-1')).keys()).length >= count", arg=count
    )


def ready(page: Page) -> None:
    """Opens the workbench so that the worker rules the pages and has fetched those to be kept."""
    page.goto(page.address)  # type: ignore[attr-defined]
    page.evaluate("() => navigator.serviceWorker.ready")


def test_a_daily_report_written_without_network_is_sent_once(
    world: World, people: Department, login: Login, context: BrowserContext, clean_page: Page
) -> None:
    login(world.service_engineer)
    clean_page.set_viewport_size(PHONE)
    ready(clean_page)
    kept_at_hand(clean_page, 2)
    clean_page.reload()  # the styles and scripts of the page lie there too, now that the worker rules it
    clean_page.goto(f"{clean_page.address}/staff/daily-reports/new/")  # type: ignore[attr-defined]
    context.set_offline(True)
    clean_page.goto(f"{clean_page.address}/staff/daily-reports/new/")  # type: ignore[attr-defined]
    clean_page.get_by_label("当天工作").fill("在山里，没有信号。")
    clean_page.get_by_role("button", name="提交给经理").click()
    expect(clean_page.locator("#q-strip")).to_contain_text("日报已存在本机")
    assert not DailyReport.objects.exists()
    context.set_offline(False)
    expect(clean_page.locator("#q-strip")).to_contain_text("已送出 1份：日报")
    clean_page.goto(clean_page.address)  # type: ignore[attr-defined]
    clean_page.wait_for_timeout(500)
    assert DailyReport.objects.get().text == "在山里，没有信号。"
    clean_page.complaints.clear()  # type: ignore[attr-defined]  # the network that was cut


def test_two_reports_written_one_after_the_other_without_network_are_both_kept_and_sent(
    world: World, people: Department, login: Login, context: BrowserContext, clean_page: Page
) -> None:
    """Both from the one page the phone holds."""
    login(world.service_engineer)
    ready(clean_page)
    kept_at_hand(clean_page, 2)
    clean_page.reload()
    address = f"{clean_page.address}/staff/daily-reports/new/"  # type: ignore[attr-defined]
    clean_page.goto(address)
    context.set_offline(True)
    today = local_day(database_now())
    for days_ago, text in ((1, "昨天在山里。"), (0, "今天还在山里。")):
        clean_page.goto(address)
        clean_page.locator("#id_on").fill((today - timedelta(days=days_ago)).isoformat())
        clean_page.get_by_label("当天工作").fill(text)
        clean_page.get_by_role("button", name="提交给经理").click()
        expect(clean_page.locator("#q-strip")).to_contain_text("日报已存在本机")
    context.set_offline(False)
    expect(clean_page.locator("#q-strip")).to_contain_text("已送出 2份：日报、日报")
    assert set(DailyReport.objects.values_list("text", flat=True)) == {"昨天在山里。", "今天还在山里。"}
    clean_page.complaints.clear()  # type: ignore[attr-defined]  # the network that was cut


def test_a_service_record_with_signature_and_photo_waits_on_the_phone(
    world: World, people: Department, login: Login, context: BrowserContext, clean_page: Page, tmp_path: Any
) -> None:
    from tests.evidence import picture

    photo = tmp_path / "现场.jpg"
    photo.write_bytes(picture())
    order = people.order(database_now())
    accept_dispatch(dispatch=order, by=world.service_engineer, at=database_now())
    login(world.service_engineer)
    clean_page.set_viewport_size(PHONE)
    ready(clean_page)
    kept_at_hand(clean_page, 3)
    address = f"{clean_page.address}/staff/dispatches/{order.number}/record/"  # type: ignore[attr-defined]
    clean_page.goto(address)
    assert axe(clean_page) == []
    assert sideways(clean_page) == 0
    context.set_offline(True)
    clean_page.goto(address)
    clean_page.get_by_label("做了什么").fill("换接纸架刀片，开机正常。")
    done = clean_page.get_by_label("这张派工单到此完工")
    clean_page.get_by_label("部分解决").check()
    expect(done).not_to_be_checked()
    clean_page.get_by_label("已解决").check()
    expect(done).to_be_checked()
    clean_page.get_by_label("客户签字人").fill("杨德福")
    clean_page.locator("#id_photos").set_input_files(str(photo))
    expect(clean_page.get_by_text("没有传上")).to_be_visible()
    sign(clean_page)
    clean_page.get_by_role("button", name="提交维修服务单").click()
    expect(clean_page.locator("#q-strip")).to_contain_text("维修服务单已存在本机")
    context.set_offline(False)
    expect(clean_page.locator("#q-strip")).to_contain_text("已送出 1份")
    record = ServiceRecord.objects.get()
    order.refresh_from_db()
    assert (order.state, record.signer_name) == (DispatchState.DONE, "杨德福")
    assert record.signature is not None
    assert Attachment.objects.filter(stream=order.stream).count() == 2
    clean_page.complaints.clear()  # type: ignore[attr-defined]  # the network that was cut


def test_a_lost_answer_is_asked_for_again_and_nothing_is_written_twice(
    world: World, people: Department, login: Login, clean_page: Page
) -> None:
    login(world.service_engineer)
    lost: list[int] = []

    def lose(route: Any) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    clean_page.route("**/staff/daily-reports/new/", lose)
    clean_page.goto(f"{clean_page.address}/staff/daily-reports/new/")  # type: ignore[attr-defined]
    clean_page.get_by_label("当天工作").fill("答复丢在路上。")
    clean_page.get_by_role("button", name="提交给经理").click()
    expect(clean_page.locator("#q-strip")).to_contain_text("日报已存在本机")
    assert DailyReport.objects.count() == len(lost) == 1
    clean_page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(clean_page.locator("#q-strip")).to_contain_text("已送出 1份：日报")
    assert DailyReport.objects.count() == 1
    clean_page.complaints.clear()  # type: ignore[attr-defined]  # the answer that was lost


def sign(page: Page) -> None:
    """Two strokes on the pad."""
    pad = page.locator("[data-sign] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for offset in (40, 90):
        page.mouse.move(box["x"] + offset, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + offset + 30, box["y"] + 60, steps=4)
        page.mouse.up()


def test_what_the_server_refuses_is_given_back_to_be_mended(
    world: World, people: Department, login: Login, context: BrowserContext, clean_page: Page
) -> None:
    login(world.service_engineer)
    ready(clean_page)
    clean_page.goto(f"{clean_page.address}/staff/visits/new/")  # type: ignore[attr-defined]
    context.set_offline(True)
    clean_page.get_by_label("客户", exact=True).select_option(str(world.customer.pk))
    clean_page.get_by_label("不满意", exact=True).check()
    clean_page.get_by_label("付款正常").check()
    clean_page.get_by_label("没有问到").check()
    clean_page.get_by_role("button", name="提交回访").click()
    expect(clean_page.locator("#q-strip")).to_contain_text("回访已存在本机")
    context.set_offline(False)
    expect(clean_page.locator("#q-strip")).to_contain_text("没有收下")
    clean_page.get_by_role("button", name="取回修改").click()
    clean_page.get_by_label("质量反映说明").fill("掉粉")
    clean_page.get_by_role("button", name="提交回访").click()
    clean_page.wait_for_url("**/staff/visits/due/")
    assert CustomerVisit.objects.get().quality_text == "掉粉"
    clean_page.complaints.clear()  # type: ignore[attr-defined]  # the network that was cut


def test_what_was_kept_goes_when_somebody_logs_out(
    world: World, people: Department, login: Login, context: BrowserContext, clean_page: Page
) -> None:
    login(world.service_engineer)
    ready(clean_page)
    kept_at_hand(clean_page, 2)
    context.clear_cookies()
    clean_page.goto(f"{clean_page.address}/login/")  # type: ignore[attr-defined]
    clean_page.wait_for_function("async () => !(await caches.has('pages-1'))")


def test_the_pages_of_field_work_at_both_widths(
    world: World, people: Department, login: Login, clean_page: Page
) -> None:
    now = database_now()
    order = people.arrived(now)
    engineer = world.service_engineer
    record_visit(employee=people.engineer, facts=visit_facts(world, now), by=engineer, at=now)
    week = next_week(now.date())
    plan = submit_plan(
        employee=people.engineer, week=week, items=[PlannedThing(on=week, text="走访大理")], by=engineer, at=now
    )
    login(world.service_manager)
    pages = {
        "dispatches": "dispatches/",
        "dispatch": f"dispatches/{order.number}/",
        "dispatch-new": "dispatches/new/",
        "daily-reports": "daily-reports/",
        "daily-report-new": "daily-reports/new/",
        "feedback": "feedback/",
        "plans": "plans/",
        "plan": f"plans/{plan.pk}/",
        "plan-decide": f"plans/{plan.pk}/decide/",
        "plan-write": f"plans/write/{week:%Y-%m-%d}/",
        "visits-due": "visits/due/",
        "visits": "visits/",
        "visit-new": "visits/new/",
        "customer": f"customers/{world.customer.pk}/",
        "profile-new": f"customers/{world.customer.pk}/keep/",
        "collections": "collections/",
        "opinion": "opinion-sheets/new/",
    }
    found = {}
    for name, path in pages.items():
        clean_page.goto(f"{clean_page.address}/staff/{path}")  # type: ignore[attr-defined]
        faults = axe(clean_page)
        clean_page.set_viewport_size(PHONE)
        faults += [*axe(clean_page), *([f"sideways {sideways(clean_page)}"] if sideways(clean_page) else [])]
        look(clean_page, f"field-{name}")
        if faults:
            found[name] = faults
    assert found == {}
