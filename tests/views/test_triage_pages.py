"""The page of triage: what it leads to is shown before it is confirmed."""

import uuid
from typing import Any

import pytest

from cases.models import Case, CaseState, Triage
from tests.cases_made import make_case, ready_case, submitted
from tests.views.acting import address, client_of, send, show, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afternoon(world: World, travel_to: Any) -> None:
    travel_to(at("2026-10-07 15:00"))


def preview(world: World, case: Case, **typed: str) -> str:
    return text_of(client_of(world, "tech_engineer").get(address(case, "preview-triage"), typed))


def test_the_page_starts_from_the_estimate_and_leaves_the_judgement_open(world: World) -> None:
    page = text_of(show(world, "tech_engineer", make_case(world), "triage-case"))
    assert 'value="6750.00"' in page
    assert "填好直接损失和责任" in page
    assert "checked" not in page


def test_tier_due_chain_and_clause_are_shown_before_confirming(world: World) -> None:
    told = preview(world, make_case(world), direct_loss="1.2万", is_liability_clear="yes")
    assert "重大" in told
    assert "11-06 24:00" in told
    assert "30天" in told
    assert "分管副总经理 审批（同意后才能答复） → 总经理 阅示（不影响答复）" in told
    assert "P.二.2" in told
    assert "直接损失 12,000.00 元 &gt; 10,000.00 元" in told


def test_a_minor_case_needs_no_approval_and_no_team(world: World) -> None:
    told = preview(world, make_case(world), direct_loss="１,０００", is_liability_clear="yes")
    assert "不需审批" in told
    assert "不需要服务小组" in told


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"direct_loss": "六千", "is_liability_clear": "yes"},
        {"direct_loss": "-1", "is_liability_clear": "no"},
        {"direct_loss": "1", "is_liability_clear": "perhaps"},
    ],
)
def test_unreadable_entries_preview_nothing(world: World, typed: dict[str, str]) -> None:
    assert "填好直接损失和责任" in preview(world, make_case(world), **typed)


def test_an_old_due_left_standing_is_told(world: World, travel_to: Any) -> None:
    travel_to(at("2026-10-12 09:00"))
    told = preview(world, make_case(world, tier="larger"), direct_loss="800", is_liability_clear="yes")
    assert "按新级别应为 10-10 24:00，已经过去，沿用原来的截止" in told
    assert "制度未明示" in told


def test_the_opinion_that_would_go_back_is_told(world: World, travel_to: Any) -> None:
    case = ready_case(world, tier="larger", loss="9000.00")
    submitted(case, world)
    travel_to(at("2026-10-12 09:00"))
    assert "第1稿处理意见要重新提交" in preview(world, case, direct_loss="19000", is_liability_clear="yes")


def test_confirming_leads_back_to_the_case_and_says_what_comes_next(world: World) -> None:
    case = make_case(world)
    answer = send(world, "tech_engineer", case, "triage-case", direct_loss="6750", is_liability_clear="yes")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}/")
    case.refresh_from_db()
    assert (case.tier, case.state) == ("larger", CaseState.IN_HAND)


def test_the_same_act_twice_tiers_once(world: World) -> None:
    case = make_case(world)
    fields = {"direct_loss": "6750", "is_liability_clear": "yes", "act_id": str(uuid.uuid4()), "seen_version": "1"}
    client = client_of(world, "tech_engineer")
    for _ in range(2):
        assert client.post(address(case, "triage-case"), fields).status_code == 302
    assert Triage.objects.filter(case=case).count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("direct_loss", "", "请填「直接损失（元）」"),
        ("direct_loss", "=1+1", "认不出"),
        ("direct_loss", "<b>9</b>", "认不出"),
        ("direct_loss", "😀", "认不出"),
        ("direct_loss", "0.001", "最多写 2 位小数"),
        ("direct_loss", "100000000", "请填不超过"),
        ("direct_loss", "9" * 41, "最多 40 字"),
        ("is_liability_clear", "", "请选「责任」"),
        ("is_liability_clear", "maybe", "没有这一项"),
    ],
)
def test_bad_entries_get_a_message_at_the_field_and_keep_what_was_typed(
    world: World, field: str, typed: str, told: str
) -> None:
    case = make_case(world)
    fields = {"direct_loss": "6750", "is_liability_clear": "yes"} | {field: typed}
    answer = send(world, "tech_engineer", case, "triage-case", **fields)
    assert answer.status_code == 422
    page = text_of(answer)
    assert told in page
    assert f"id_{field}-error" in page
    case.refresh_from_db()
    assert case.tier == ""


def test_a_retriage_asks_for_a_reason(world: World) -> None:
    case = make_case(world, tier="larger")
    fields = {"direct_loss": "12000", "is_liability_clear": "yes"}
    answer = send(world, "tech_engineer", case, "triage-case", **fields)
    assert answer.status_code == 422
    assert "请写重新分级的理由" in text_of(answer)
    assert send(world, "tech_engineer", case, "triage-case", reason="清点后增加", **fields).status_code == 302


def test_a_stale_page_is_told_what_changed_and_keeps_the_typing(world: World) -> None:
    case = make_case(world, tier="larger")
    send(world, "tech_head", case, "triage-case", direct_loss="700", is_liability_clear="yes", reason="核减")
    fields = {"direct_loss": "12345", "is_liability_clear": "yes", "reason": "核增", "seen_version": "1"}
    answer = send(world, "tech_engineer", case, "triage-case", **fields)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "罗永清 重新分级" in page
    assert "12345" in page


@pytest.mark.parametrize("who", ["sales_clerk", "deputy_gm", "auditor", "unit_head"])
def test_others_do_not_triage(world: World, who: str) -> None:
    who = "workshop4_head" if who == "unit_head" else who
    case = make_case(world)
    assert show(world, who, case, "triage-case").status_code == 403
    assert send(world, who, case, "triage-case", direct_loss="1", is_liability_clear="yes").status_code == 403
    assert client_of(world, who).get(address(case, "preview-triage")).status_code == 403


def test_a_number_that_is_not_there_is_not_found(world: World) -> None:
    assert client_of(world, "tech_engineer").get("/cases/SH-2026-9999/triage-case/").status_code == 404


def test_a_closed_case_says_so(world: World) -> None:
    answer = show(world, "tech_engineer", make_case(world, state=CaseState.CLOSED), "triage-case")
    assert answer.status_code == 409
    assert "已结案，这一步不再办理" in text_of(answer)


def test_a_leader_marks_and_takes_back_on_the_same_page(world: World) -> None:
    case = make_case(world, tier="larger")
    assert "定为特别重大" in text_of(show(world, "deputy_gm", case, "mark-extra-major"))
    assert send(world, "deputy_gm", case, "mark-extra-major", reason="影响重大").status_code == 302
    case.refresh_from_db()
    assert case.tier == "extra_major"
    page = text_of(show(world, "general_manager", case, "mark-extra-major"))
    assert "取消特别重大" in page
    assert "较大" in page
