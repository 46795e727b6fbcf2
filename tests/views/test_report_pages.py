"""Pages of month reports and notices: who opens them, what they say, what they do."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from penalties.models import DeductionNotice, MonthReport, NoticeState, ReportState
from penalties.selectors.report_page import ReportView
from penalties.services.answer_notice import answer_notice
from penalties.views.reports import figure_cards
from tests.booked import ISSUED_AT, booked_case, issued, october, settled, signed
from tests.settled import determine
from tests.world import World, at
from yibin_service.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
TravelTo = Callable[[datetime], None]
NOTICE = "/notices/KJ-2026-10-02/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Previews of other tests' books are forgotten."""
    cache.clear()


@pytest.fixture
def sealed(world: World, travel_to: TravelTo) -> World:
    october(world)
    travel_to(at("2026-11-01 09:00"))
    issued(world)
    return world


def as_(world: World, who: str) -> Client:
    client = Client()
    client.force_login(getattr(world, who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(world: World, who: str, path: str) -> tuple[int, str]:
    response = as_(world, who).get(path)
    return response.status_code, response.content.decode()


def send(world: World, who: str, path: str, act_id: uuid.UUID | None = None, **fields: Any) -> Any:
    return as_(world, who).post(path, {"act_id": str(act_id or uuid.uuid4()), **fields})


READERS = {"tech_engineer", "tech_head", "deputy_gm", "general_manager", "enterprise_management", "auditor", "finance"}
EVERYBODY = READERS | {"sales_clerk", "sales_head", "workshop4_head", "meeting_secretary", "hr", "service_engineer", "admin"}


@pytest.mark.parametrize("path", ["/reports/", "/reports/2026-10/", "/ledger/check/"])
def test_reports_are_for_those_who_read_reports(sealed: World, path: str) -> None:
    opened = {who for who in EVERYBODY if page(sealed, who, path)[0] == 200}
    refused = {who for who in EVERYBODY if page(sealed, who, path)[0] == 403}
    assert opened == READERS
    assert refused == EVERYBODY - READERS


def test_the_sealed_month_shows_its_seal_and_its_figures(sealed: World) -> None:
    status, text = page(sealed, "auditor", "/reports/2026-10/")
    assert status == 200
    for words in ("系统 11-01 08:00 签发", MonthReport.objects.get().figures_hash, "14,270.00", "11,010.00", "14,470.00", "8 / 8 通过"):
        assert words in text
    assert "签收月报" not in text


def test_the_one_whose_turn_it_is_has_the_one_primary_button(sealed: World) -> None:
    text = page(sealed, "enterprise_management", "/reports/2026-10/")[1]
    assert text.count("btn-primary") == 1
    assert "/reports/2026-10/sign/" in text


def test_the_open_month_is_a_preview(sealed: World) -> None:
    status, text = page(sealed, "enterprise_management", "/reports/2026-11/")
    assert status == 200
    assert "还没有结束，这是预览" in text
    assert "12-01 08:00 系统对账" in text


def test_a_preview_is_read_again_once_something_happened(sealed: World) -> None:
    assert "本月还没有入账" in page(sealed, "auditor", "/reports/2026-11/")[1]
    settled(booked_case(sealed), sealed, on=date(2026, 11, 1))
    assert "3,900.00" in page(sealed, "auditor", "/reports/2026-11/")[1]


@pytest.mark.parametrize("label", ["2026-12", "2026-09", "2026-13", "x", "2026-1"])
def test_a_month_that_is_none_of_ours_is_not_found(sealed: World, label: str) -> None:
    status, text = page(sealed, "auditor", f"/reports/{label}/")
    assert (status, "没有这个月的月报" in text) == (404, True)


def test_an_empty_house_has_a_page_for_the_present_month(world: World, travel_to: TravelTo) -> None:
    travel_to(at("2026-11-05 09:00"))
    assert "本月还没有入账" in page(world, "auditor", "/reports/2026-11/")[1]
    assert page(world, "auditor", "/reports/")[0] == 200
    assert page(world, "auditor", "/notices/")[0] == 200
    assert page(world, "auditor", "/ledger/check/")[0] == 200


def test_the_sealed_page_asks_few_questions(sealed: World) -> None:
    client = as_(sealed, "enterprise_management")
    client.get("/reports/2026-10/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/reports/2026-10/")
    assert len(asked) <= 22


def test_signing_by_the_page_releases_the_notices_once(sealed: World) -> None:
    act_id = uuid.uuid4()
    for _ in range(2):
        response = send(sealed, "enterprise_management", "/reports/2026-10/sign/", act_id)
        assert (response.status_code, response["Location"]) == (302, "/reports/2026-10/")
    assert MonthReport.objects.get().state == ReportState.SIGNED
    response = send(sealed, "enterprise_management", "/reports/2026-10/sign/")
    assert response.status_code == 409
    assert "没有重复" in response.content.decode()


@pytest.mark.parametrize("who", ["tech_head", "workshop4_head", "auditor"])
def test_nobody_else_signs(sealed: World, who: str) -> None:
    assert send(sealed, who, "/reports/2026-10/sign/").status_code == 403
    assert MonthReport.objects.get().state == ReportState.ISSUED


def test_a_held_month_names_the_finding_and_keeps_what_was_typed(world: World, travel_to: TravelTo) -> None:
    case = booked_case(world, is_determined=False)
    settled(case, world)
    issued(world)
    travel_to(at("2026-11-02 09:00"))
    text = page(world, "tech_head", "/reports/2026-10/")[1]
    assert "1项待处理" in text and f"/cases/{case.number}/" in text
    response = send(world, "tech_head", "/reports/2026-10/issue/", delay_note="案由补认定")
    assert response.status_code == 422
    assert "案由补认定" in response.content.decode()
    assert "对账还有 1项没有处理" in response.content.decode()
    determine(case, world, cause="user_misuse")
    assert MonthReport.objects.get().state == ReportState.HELD


def test_checking_by_the_page_asks_the_worker(sealed: World) -> None:
    response = send(sealed, "auditor", "/reports/2026-11/check/")
    job = Job.objects.get(kind="ledger_check")
    assert response["Location"] == f"/jobs/{job.pk}/"


def test_notices_are_listed_with_exact_sums_and_filters(sealed: World) -> None:
    signed(sealed)
    text = page(sealed, "enterprise_management", "/notices/")[1]
    assert "奖金扣减通知单 3张" in text and "13,700.00" in text
    answer_notice(
        notice=DeductionNotice.objects.get(number="KJ-2026-10-02"), by=sealed.workshop4_head, at=at("2026-11-01 10:00")
    )
    text = page(sealed, "enterprise_management", "/notices/?month=2026-10&state=acknowledged")[1]
    assert "奖金扣减通知单 1张" in text and "KJ-2026-10-03" not in text
    assert "没有符合条件的通知单" in page(sealed, "enterprise_management", "/notices/?state=deducted")[1]
    assert page(sealed, "enterprise_management", "/notices/?month=x&state=y&page=zzz")[0] == 200


def test_a_unit_sees_its_own_notice_only(sealed: World) -> None:
    assert "还没有通知单" in page(sealed, "workshop4_head", "/notices/")[1]
    assert page(sealed, "workshop4_head", NOTICE)[0] == 404
    signed(sealed)
    assert "奖金扣减通知单 1张" in page(sealed, "workshop4_head", "/notices/")[1]
    assert page(sealed, "workshop4_head", NOTICE)[0] == 200
    assert page(sealed, "qc_head", NOTICE)[0] == 404
    assert page(sealed, "sales_clerk", NOTICE)[0] == 403


def test_the_notice_reads_as_its_sheet(sealed: World) -> None:
    signed(sealed)
    text = page(sealed, "workshop4_head", NOTICE)[1]
    for words in ("四抄车间 2026年10月 扣减 11,010.00 元", "人民币壹万壹仟零壹拾元整", "P.三.5甲", "轮到您：认领", "11-08 24:00"):
        assert words in text
    assert "等四抄车间负责人认领" in page(sealed, "auditor", NOTICE)[1]


def test_the_whole_life_by_the_pages(sealed: World) -> None:
    signed(sealed)
    assert send(sealed, "workshop4_head", f"{NOTICE}answer/", objection="第3笔不是我车间的").status_code == 302
    assert send(sealed, "tech_head", f"{NOTICE}answer-objection/", answer="卷号首位为 7，维持").status_code == 302
    early = send(sealed, "enterprise_management", f"{NOTICE}record-deduction/", deducted_on="2026-10-31", voucher="")
    assert early.status_code == 422
    assert "请填「凭证号」" in early.content.decode()
    fields = {"deducted_on": "２０２６-11-01", "voucher": "<b>工资表</b> 3"}
    assert send(sealed, "enterprise_management", f"{NOTICE}record-deduction/", **fields).status_code == 302
    notice = DeductionNotice.objects.get(number="KJ-2026-10-02")
    assert (notice.state, notice.deduction_voucher) == (NoticeState.DEDUCTED, "<b>工资表</b> 3")
    text = page(sealed, "workshop4_head", NOTICE)[1]
    assert "&lt;b&gt;工资表" in text and "<b>工资表" not in text
    assert "第3笔不是我车间的" in text


@pytest.mark.parametrize(
    "who, verb, status",
    [
        ("qc_head", "answer", 404),
        ("sales_clerk", "answer", 403),
        ("workshop4_head", "record-deduction", 403),
        ("workshop4_head", "answer-objection", 403),
        ("finance", "record-deduction", 403),
    ],
)
def test_acts_on_a_notice_are_refused_to_others(sealed: World, who: str, verb: str, status: int) -> None:
    signed(sealed)
    assert send(sealed, who, f"{NOTICE}{verb}/", objection="", answer="x").status_code == status
    assert DeductionNotice.objects.get(number="KJ-2026-10-02").state == NoticeState.RELEASED


def test_an_objection_too_long_is_refused_at_its_field(sealed: World) -> None:
    signed(sealed)
    response = send(sealed, "workshop4_head", f"{NOTICE}answer/", objection="长" * 2001)
    assert response.status_code == 422
    assert "「异议」最多 2000 字" in response.content.decode()


def test_the_list_names_every_month_since_the_books_began(sealed: World) -> None:
    text = page(sealed, "auditor", "/reports/")[1]
    assert "2026年10月" in text and "2026年11月" in text and "2026年9月" not in text
    assert "已签发，待签收" in text
    assert f"{ISSUED_AT:%m-%d %H:%M}" in text


def test_a_preview_does_not_count_answers_not_yet_due_as_missed() -> None:
    summary = {
        "loss": "0.00", "recovered": "0.00", "fines": "0.00", "filed": 0, "settled": 0, "closed": 0, "open": 7,
        "replies_due": 24, "replies_met": 17, "replies_late": 1, "replies_waived": 0,
    }  # fmt: skip
    view = SimpleNamespace(figures={"summary": summary, "units": []}, previous={"month": "2026-10", "loss": "0.00"}, is_over=False)
    assert figure_cards(cast(ReportView, view))[3]["detail"] == "超期 1件，6件还没有到期，罚款合计 0.00"
    over = SimpleNamespace(**vars(view) | {"is_over": True})
    assert figure_cards(cast(ReportView, over))[3]["detail"] == "70.8%；超期 1件，罚款合计 0.00"
