"""Triage, team, investigation and determination in a real browser, at the desk and on the phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, EvidenceKind
from cases.rules.intake import Cause
from cases.services.add_evidence import add_evidence
from liability.models import LiabilityDetermination, PackagingStage
from liability.rules.facts import Signer
from liability.services.confirm_determination import override_determination
from liability.services.confirm_finding import confirm_finding
from liability.services.propose_determination import DeterminationContent, ShareInput, propose_determination
from liability.services.record_sign_off import SignOffContent, record_sign_off
from tests.browser.conftest import DESKTOP, PHONE, axe, look, sideways
from tests.cases_made import give_report, give_team, make_case
from tests.uploads import waiting_upload
from tests.world import World, at
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.browser
Login = Callable[[User], None]
NOW = at("2026-10-12 15:00")


@pytest.fixture(autouse=True)
def afternoon(world: World, travel_to: Callable, settings: object) -> None:
    travel_to(NOW)
    settings.AFTER_DETERMINATION = "tests.posting_hook.note"  # type: ignore[attr-defined]


def visit(page: Page, case: Case, verb: str = "") -> None:
    page.goto(f"{page.address}/cases/{case.number}/{verb}")  # type: ignore[attr-defined]


def check_looks(page: Page, name: str) -> None:
    """Pictures of both widths; nothing for axe to find, no sideways scroll."""
    look(page, name)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert axe(page) == [], name
        assert sideways(page) == 0, name
    page.set_viewport_size(DESKTOP)


def investigated(world: World, **changes: object) -> Case:
    case = make_case(world, tier="major", loss="36000.00", **changes)
    give_team(case, world)
    give_report(case, world)
    for kind, colour in ((EvidenceKind.DEFECT, "navy"), (EvidenceKind.ROLL_LABEL, "peru")):
        file = waiting_upload(world.tech_engineer, NOW - timedelta(days=2), colour=colour)
        add_evidence(
            case=case, kind=kind, attachments=[file], caption="夹破处，深 43 mm", by=world.tech_engineer, at=NOW
        )
    return case


def forced(world: World, case: Case) -> LiabilityDetermination:
    signed = SignOffContent(False, True, True, carrier_name="宜宾顺江物流有限公司", form_no="HQ-1008")
    record_sign_off(case=case, content=signed, by=world.tech_engineer, at=NOW)
    content = DeterminationContent(
        cause=Cause.PACKAGING,
        packaging_stage=PackagingStage.DISPATCH,
        forced_by=frozenset({Signer.WAREHOUSE, Signer.CARRIER}),
        missing_evidence_reason="装车照片由监控代替",
    )
    return propose_determination(case=case, content=content, by=world.tech_engineer, at=NOW)


def overridden(world: World) -> Case:
    case = investigated(world)
    row = forced(world, case)
    confirm_finding(case=case, determination_id=row.pk, by=world.deputy_gm, at=NOW)
    shares = [
        ShareInput(world.unit["warehouse"], at_percent(60)),
        ShareInput(world.unit["carrier"], at_percent(40)),
    ]
    override_determination(
        case=case,
        determination_id=row.pk,
        shares=shares,
        reason="装车监控 13:42—13:58 显示物资处装卸班在质检员到场前先行吊装，破损卷均为其抓具所夹。证据 E-01、E-02。",
        by=world.tech_head,
        at=NOW,
    )
    return case


def at_percent(number: int):
    from decimal import Decimal

    return Decimal(number) / 100


def test_a_triage_shows_what_it_leads_to_while_it_is_typed(clean_page: Page, login: Login, world: World) -> None:
    case = make_case(world)
    login(world.tech_engineer)
    visit(clean_page, case, "triage-case/")
    preview = clean_page.locator("#triage-preview")
    expect(preview).to_contain_text("填好直接损失和责任")
    clean_page.get_by_label("直接损失（元）").fill("1.2万")
    clean_page.get_by_label("责任明确", exact=True).check()
    expect(preview).to_contain_text("重大")
    expect(preview).to_contain_text("11-06 24:00")
    check_looks(clean_page, "triage")
    clean_page.get_by_role("button", name="确认分级").click()
    expect(clean_page.get_by_text("已分级为重大")).to_be_visible()


def test_a_team_is_put_together_row_by_row(clean_page: Page, login: Login, world: World) -> None:
    case = make_case(world, tier="larger")
    login(world.tech_engineer)
    visit(clean_page, case, "propose-team/")
    for place, (who, discipline) in enumerate((("李志远（技术中心）", "engineer"), ("唐静（质检处）", "quality")), 1):
        clean_page.get_by_label(f"第{place}名 账号").select_option(label=who)
        clean_page.get_by_label(f"第{place}名 专业").select_option(discipline)
    clean_page.get_by_label("第1名 组长").check()
    clean_page.get_by_role("button", name="加一名").click()
    clean_page.get_by_label("第4名 姓名").fill("老张")
    check_looks(clean_page, "team")
    clean_page.locator("tr[data-row]").nth(3).get_by_role("button", name="去掉").click()
    clean_page.get_by_role("button", name="提交给分管副总经理").click()
    expect(clean_page.get_by_text("已提出服务小组，等分管副总经理批准")).to_be_visible()
    login(world.deputy_gm)
    visit(clean_page, case)
    expect(clean_page.get_by_text("轮到您：批准服务小组").first).to_be_visible()
    check_looks(clean_page, "case-team")
    clean_page.get_by_role("button", name="批准服务小组").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="批准服务小组").click()
    expect(clean_page.get_by_text("已批准，成员已收到消息")).to_be_visible()


def test_a_member_reports_and_photographs_on_the_phone(clean_page: Page, login: Login, world: World) -> None:
    case = make_case(world, tier="larger")
    give_team(case, world)
    login(world.qc_head)
    clean_page.set_viewport_size(PHONE)
    visit(clean_page, case, "file-site-report/")
    clean_page.get_by_label("案由意见").select_option("transport")
    expect(clean_page.locator("#evidence-asked")).to_contain_text("运单")
    check_looks(clean_page, "site-report")
    clean_page.set_viewport_size(PHONE)
    clean_page.get_by_label("缺陷性质").fill("洞穿，每卷 3—5处")
    clean_page.get_by_label("经过与结论").fill("开卷查看属实")
    clean_page.get_by_role("button", name="提交报告").click()
    expect(clean_page.locator("#id_missing_evidence_reason-error")).to_contain_text("还缺")
    clean_page.complaints.clear()  # type: ignore[attr-defined]
    clean_page.get_by_label("缺证说明").fill("客户已开完该卷")
    clean_page.get_by_role("button", name="提交报告").click()
    expect(clean_page.get_by_text("已提交调查报告")).to_be_visible()


def test_evidence_is_uploaded_and_numbered(
    clean_page: Page, login: Login, world: World, tmp_path: object
) -> None:
    from tests.evidence import picture

    case = make_case(world, tier="larger")
    login(world.tech_engineer)
    visit(clean_page, case, "add-evidence/?kind=defect")
    clean_page.locator("#id_uploads").set_input_files(
        {"name": "夹破处.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(640, 480))}
    )
    expect(clean_page.get_by_text("已上传")).to_be_visible()
    check_looks(clean_page, "evidence")
    clean_page.get_by_role("button", name="提交证据").click()
    expect(clean_page.get_by_text("已提交证据 E-01")).to_be_visible()
    expect(clean_page.locator("#s-evidence img")).to_be_visible()


def test_a_determination_is_computed_while_it_is_chosen(clean_page: Page, login: Login, world: World) -> None:
    case = investigated(world)
    record_sign_off(
        case=case,
        content=SignOffContent(False, True, True, carrier_name="顺江物流"),
        by=world.tech_engineer,
        at=NOW,
    )
    login(world.tech_engineer)
    visit(clean_page, case, "propose-determination/")
    preview = clean_page.locator("#determination-preview")
    expect(preview).to_contain_text("四抄车间 70%")
    clean_page.get_by_label("案由").select_option("packaging")
    clean_page.get_by_label("出厂装运").check()
    clean_page.locator("#id_forced_by").get_by_label("物资处").check()
    expect(preview).to_contain_text("物资处 100%")
    check_looks(clean_page, "determination")
    clean_page.get_by_label("缺证说明").fill("装车照片由监控代替")
    clean_page.get_by_role("button", name="提交责任认定").click()
    expect(clean_page.get_by_text("等分管副总经理确认")).to_be_visible()
    login(world.deputy_gm)
    visit(clean_page, case)
    expect(clean_page.get_by_text("轮到您：确认物资处强制发运").first).to_be_visible()
    check_looks(clean_page, "case-finding")


def test_the_head_lays_other_shares_over_the_computed_ones(clean_page: Page, login: Login, world: World) -> None:
    case = investigated(world)
    row = forced(world, case)
    confirm_finding(case=case, determination_id=row.pk, by=world.deputy_gm, at=NOW)
    login(world.tech_head)
    visit(clean_page, case, "confirm-determination/")
    check_looks(clean_page, "confirm-determination")
    clean_page.get_by_role("link", name="人工认定").click()
    clean_page.get_by_label("第1行 比例（%）").fill("60")
    clean_page.get_by_label("第2行 比例（%）").fill("39")
    clean_page.get_by_label("人工认定的理由").fill("监控显示")
    check_looks(clean_page, "override")
    clean_page.get_by_role("button", name="按人工认定确认").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="按人工认定确认").click()
    expect(clean_page.get_by_text("现在是 99%").first).to_be_visible()
    clean_page.complaints.clear()  # type: ignore[attr-defined]
    clean_page.get_by_label("第2行 比例（%）").fill("40")
    clean_page.get_by_role("button", name="按人工认定确认").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="按人工认定确认").click()
    expect(clean_page.get_by_text("已人工认定责任")).to_be_visible()


def test_the_case_shows_computed_and_manual_shares_side_by_side(
    clean_page: Page, login: Login, world: World
) -> None:
    case = overridden(world)
    login(world.tech_head)
    visit(clean_page, case)
    panel = clean_page.locator("#s-liability")
    expect(panel).to_contain_text("+10%")
    expect(panel).to_contain_text("装车监控")
    check_looks(clean_page, "case-liability")


def test_a_plain_confirmation_from_the_dock(clean_page: Page, login: Login, world: World) -> None:
    case = investigated(world)
    content = DeterminationContent(cause=Cause.PAPER_DEFECT, missing_evidence_reason="客户已开完")
    row = propose_determination(case=case, content=content, by=world.tech_engineer, at=NOW)
    login(world.tech_head)
    visit(clean_page, case)
    clean_page.get_by_role("button", name="确认责任认定").click()
    clean_page.get_by_role("dialog").get_by_role("button", name="确认责任认定").click()
    expect(clean_page.get_by_text("已确认责任认定").first).to_be_visible()
    row.refresh_from_db()
    assert row.state == "confirmed"
