"""The case page: who may open it, whose turn it says it is, what it costs, what the dock does."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from cases.models import ApprovalStep, Case, CaseState, StepState
from cases.services.draft_opinion import draft_opinion
from cases.services.return_opinion import return_opinion
from cases.services.submit_opinion import submit_opinion
from staff.views import panels as staff_panels
from tests.cases_made import content, give_team, make_case, ready_case, submitted
from tests.field_made import Department
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.models import Event

pytestmark = pytest.mark.django_db
TODAY = at("2026-10-13 09:00")
Visit = Callable[[User], Client]


@pytest.fixture
def visit(client: Client, travel_to: Callable) -> Visit:
    """`visit(user)`: a client logged in as this person, on 2026-10-13."""
    travel_to(TODAY)

    def log_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


def page(client: Client, case: Case) -> Any:
    return client.get(f"/cases/{case.number}/")


def decide(client: Client, case: Case, waiting: ApprovalStep, **changes: Any) -> Any:
    sent = {
        "act_id": str(uuid.uuid4()),
        "seen_version": Case.objects.get(pk=case.pk).version,
        "step": waiting.pk,
        "comment": "",
        "decision": "approve",
    }
    return client.post(f"/cases/{case.number}/decide-step/", sent | changes)


def deputys_step(case: Case) -> ApprovalStep:
    return ApprovalStep.objects.filter(opinion__case=case, role="deputy_gm").latest("pk")


def test_a_case_that_is_not_there_and_one_not_for_these_eyes_look_alike(visit: Visit, world: World) -> None:
    case = make_case(world)
    for number in (case.number, "SH-2026-9999"):
        answer = visit(world.qc_head).get(f"/cases/{number}/")
        assert answer.status_code == 404
        assertContains(answer, "没有这件案子，或您无权查看", status_code=404)


@pytest.mark.parametrize("who", ["finance", "hr", "admin"])
def test_roles_without_cases_are_refused(visit: Visit, world: World, who: str) -> None:
    assert page(visit(getattr(world, who)), make_case(world)).status_code == 403


@pytest.mark.parametrize(
    "who", ["sales_clerk", "sales_head", "tech_engineer", "tech_head", "deputy_gm", "general_manager", "auditor"]
)
def test_those_who_read_all_cases_open_it(visit: Visit, world: World, who: str) -> None:
    assertContains(page(visit(getattr(world, who)), ready_case(world)), "昆明滇池印务有限公司")


def test_a_visitor_who_has_not_logged_in_is_sent_to_log_in(client: Client, world: World) -> None:
    assert page(client, make_case(world)).headers["Location"].startswith("/login/")


def test_the_person_whose_turn_it_is_is_told_and_others_see_whose(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    assertContains(page(visit(world.deputy_gm), case), "轮到您：审批处理意见（第1稿）")
    assertContains(page(visit(world.tech_engineer), case), "轮到 分管副总经理：审批处理意见（第1稿）")


def test_opening_the_page_ends_the_taking_back(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    assertContains(page(visit(world.tech_engineer), case), "撤回第1稿")
    page(visit(world.general_manager), case)
    assert deputys_step(case).opened_at is None
    page(visit(world.deputy_gm), case)
    assert deputys_step(case).opened_at is not None
    assertNotContains(page(visit(world.tech_engineer), case), "撤回第1稿")


def test_the_dock_says_what_agreeing_leads_to(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    answer = page(visit(world.deputy_gm), case)
    for words in ("技术中心可以答复客户，最多：退 20,000.00 元、换 5,000.00 元", "接着送总经理阅示，不影响答复", "您的同意自动失效"):
        assertContains(answer, words)


def test_a_late_report_by_the_user_is_shown_at_the_decision(visit: Visit, world: World) -> None:
    case = ready_case(world)
    clock = case.deadlines.get(kind="user_report")
    clock.due_at = at("2026-10-01 08:00")
    clock.save()
    submitted(case, world)
    answer = page(visit(world.deputy_gm), case)
    assertContains(answer, "用户超期报告")
    assertContains(answer, "不记任何单位超期")


def test_an_approval_goes_back_to_the_case_and_says_what_comes_next(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    client = visit(world.deputy_gm)
    answer = decide(client, case, deputys_step(case))
    assert answer.headers["Location"] == f"/cases/{case.number}/"
    assertContains(page(client, case), "已同意第1稿，技术中心可以答复客户")


def test_a_second_click_does_it_once_and_gets_the_first_answer(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    client, step = visit(world.deputy_gm), deputys_step(case)
    sent = {"act_id": str(uuid.uuid4()), "seen_version": Case.objects.get(pk=case.pk).version}
    first, second = decide(client, case, step, **sent), decide(client, case, step, **sent)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Event.objects.filter(stream=case.stream, verb="approve_step").count() == 1


def test_a_return_without_words_is_answered_at_the_field(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    answer = decide(visit(world.deputy_gm), case, deputys_step(case), decision="return")
    assertContains(answer, "退回时请写理由", status_code=422)
    assert deputys_step(case).state == StepState.PENDING


def test_a_page_that_is_behind_saves_nothing_and_keeps_the_words(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    seen = Case.objects.get(pk=case.pk).version
    draft_opinion(case=case, content=content(text="另一稿"), by=world.tech_engineer, at=TODAY)
    submit_opinion(case=case, by=world.tech_engineer, at=TODAY)
    answer = decide(visit(world.deputy_gm), case, deputys_step(case), seen_version=seen, comment="同意，抓紧")
    assertContains(answer, "data-conflict", status_code=409)
    assertContains(answer, "同意，抓紧", status_code=409)
    assert deputys_step(case).state == StepState.PENDING


def test_a_step_of_another_case_is_not_found(visit: Visit, world: World) -> None:
    first, second = ready_case(world), ready_case(world)
    submitted(first, world)
    submitted(second, world)
    answer = decide(visit(world.deputy_gm), first, deputys_step(second))
    assertContains(answer, "没有这件案子，或您无权查看", status_code=404)
    assert deputys_step(second).state == StepState.PENDING


@pytest.mark.parametrize("comment", ["意" * 2001, "好\x00", "😀<script>alert(1)</script>"])
def test_odd_words_are_kept_or_answered_at_the_field(visit: Visit, world: World, comment: str) -> None:
    case = ready_case(world)
    submitted(case, world)
    answer = decide(visit(world.deputy_gm), case, deputys_step(case), comment=comment)
    if len(comment) > 2000:
        assertContains(answer, "「审批意见」最多 2000 字，请删短些", status_code=422)
        return
    assert answer.status_code == 302
    assert "\x00" not in deputys_step(case).comment
    assertNotContains(page(visit(world.deputy_gm), case), "<script>alert(1)</script>")


@pytest.mark.parametrize("sent", [{"step": ""}, {"step": "x"}, {"step": "99999999999999999999"}, {"act_id": "x"}])
def test_a_garbled_form_is_no_fault_of_the_server(visit: Visit, world: World, sent: dict) -> None:
    case = ready_case(world)
    submitted(case, world)
    assert decide(visit(world.deputy_gm), case, deputys_step(case), **sent).status_code in {404, 422}


def test_a_colleagues_case_shows_no_money_and_no_words_of_decisions(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    return_opinion(step=deputys_step(case), reason="倒运费 4,280 没算", by=world.deputy_gm, at=TODAY)
    answer = page(visit(world.sales_clerk2), case)
    for words in ("36,000.00", "20,000.00", "倒运费", "破损的 12.600 吨退回回抄"):
        assertNotContains(answer, words)
    assertContains(page(visit(world.sales_clerk), case), "倒运费 4,280 没算")


def test_an_auditor_reads_the_whole_timeline_at_once(visit: Visit, world: World) -> None:
    case = ready_case(world)
    for number in range(12):
        draft_opinion(case=case, content=content(text=f"第 {number} 次"), by=world.tech_engineer, at=TODAY)
    assertContains(page(visit(world.tech_head), case), "看全部 12条")
    assertNotContains(page(visit(world.auditor), case), "看全部")
    whole = visit(world.tech_head).get(f"/cases/{case.number}/timeline/", headers={"HX-Request": "true"})
    assert whole.content.decode().count("<li id=") == 12


def test_a_case_that_is_over_offers_nothing_and_says_since_when(visit: Visit, world: World) -> None:
    case = ready_case(world, state=CaseState.CLOSED, closed_at=TODAY, replied_at=TODAY)
    answer = page(visit(world.tech_engineer), case)
    assertContains(answer, "已结案 10-13")
    assertNotContains(answer, "起草处理意见</a>")


def test_the_page_asks_the_database_seldom(
    visit: Visit, world: World, django_assert_max_num_queries: Callable
) -> None:
    case = ready_case(world)
    submitted(case, world)
    client = visit(world.tech_head)
    page(client, case)
    with django_assert_max_num_queries(16):
        page(client, case)


def test_the_department_sees_who_was_sent_out_and_may_send(visit: Visit, world: World) -> None:
    case = make_case(world, tier="larger")
    people, team = Department(world), give_team(case, world)
    for user in (world.service_manager, world.service_engineer):
        team.members.create(user=user, name=user.display_name, unit=user.unit, discipline="engineer")
    order = people.order(TODAY, case=case)
    answer = page(visit(world.service_manager), case)
    assertContains(answer, f'<a href="/staff/dispatches/{order.number}/">')
    assertContains(answer, f"/staff/dispatches/new/?case={case.number}")
    assertContains(answer, f"/staff/appraisal/complaints/new/?case={case.number}")
    answer = page(visit(world.service_engineer), case)
    assertContains(answer, order.number)
    assertNotContains(answer, "dispatches/new/")
    assertNotContains(page(visit(world.tech_engineer), case), order.number)


def test_the_section_on_dispatches_costs_one_query_and_others_none(world: World) -> None:
    case = make_case(world, tier="larger")
    for user, most in ((world.tech_head, 0), (world.auditor, 1), (world.service_manager, 2)):
        fresh = Case.objects.get(pk=case.pk)
        with CaptureQueriesContext(connection) as taken:
            staff_panels.offers(fresh, user, TODAY)
            staff_panels.panels(fresh, user, TODAY)
        assert len([one for one in taken if "staff_dispatchorder" in one["sql"] or "cases_case" in one["sql"]]) <= most
