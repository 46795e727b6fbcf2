"""工作台: the queue of each person, what was handed on, reminders, news."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from cases.models import ApprovalStep, Case, Reminder
from cases.services.approve_step import approve_step
from cases.services.draft_opinion import draft_opinion
from cases.services.issue_reply import ReplyContent, issue_reply
from cases.services.submit_opinion import submit_opinion
from tests.cases_made import content, make_case, ready_case, submitted
from tests.world import World, at
from yibin_service.desk.selectors.handed_on import handed_on
from yibin_service.desk.selectors.queue import news_since, queue_of, waiting_count
from yibin_service.desk.selectors.shell import frame_facts
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role

pytestmark = pytest.mark.django_db
TODAY = at("2026-10-13 09:00")
DAY = timedelta(hours=24)
Visit = Callable[[User], Client]


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def visit(client: Client, travel_to: Callable) -> Visit:
    travel_to(TODAY)

    def log_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


def verbs(user: User) -> list[str]:
    return [turn.verb for turn in queue_of(user, TODAY, DAY).turns]


def agreed(case: Case, world: World) -> Case:
    opinion = submitted(case, world)
    step = ApprovalStep.objects.get(opinion=opinion, role="deputy_gm")
    approve_step(step=step, by=world.deputy_gm, at=TODAY - timedelta(hours=3))
    return Case.objects.get(pk=case.pk)


def test_an_opinion_to_approve_waits_for_the_deputy_with_its_amount(world: World) -> None:
    submitted(ready_case(world), world)
    [turn] = queue_of(world.deputy_gm, TODAY, DAY).turns
    assert turn.verb == "审批处理意见（第1稿）"
    assert "上限合计 25,000.00 元" in turn.fact
    assert verbs(world.general_manager) == []


def test_a_report_waits_for_its_reader_until_it_is_read(world: World) -> None:
    agreed(ready_case(world), world)
    assert verbs(world.general_manager) == ["阅示处理意见（第1稿）"]
    assert verbs(world.deputy_gm) == []


def test_ones_own_proposal_does_not_wait_for_oneself(world: World) -> None:
    RoleGrant.objects.create(user=world.users["tech_head"], role=Role.DEPUTY_GM, granted_at=TODAY)
    case = ready_case(world)
    draft_opinion(case=case, content=content(), by=world.tech_head, at=TODAY)
    submit_opinion(case=case, by=world.tech_head, at=TODAY)
    assert not any(verb.startswith("审批") for verb in verbs(world.tech_head))
    assert verbs(world.deputy_gm) == ["审批处理意见（第1稿）"]


def test_an_approved_opinion_waits_for_the_engineer_to_answer(world: World) -> None:
    agreed(ready_case(world), world)
    assert "答复客户" in verbs(world.tech_engineer)
    assert "答复客户" not in verbs(world.tech_engineer2)


def test_a_determined_case_waits_for_its_opinion_and_an_undetermined_one_does_not(world: World) -> None:
    ready_case(world, tier="minor", loss="300.00")
    assert verbs(world.tech_engineer).count("起草处理意见") == 1
    make_case(world, tier="minor", loss="300.00")
    assert verbs(world.tech_engineer).count("起草处理意见") == 1


def test_an_answered_case_waits_for_its_clerk_to_note_the_delivery(world: World) -> None:
    case = agreed(ready_case(world), world)
    reply = ReplyContent(channel="letter", recipient="杨师傅", text="同意退货")
    issue_reply(case=case, content=reply, by=world.tech_engineer, at=TODAY - timedelta(hours=1))
    assert "登记答复送达" in verbs(world.sales_clerk)
    assert "登记答复送达" not in verbs(world.sales_clerk2)


def test_the_queue_begins_with_what_ends_first(world: World) -> None:
    later = ready_case(world)
    sooner = ready_case(world, filed_at=at("2026-10-05 10:00"))
    submitted(later, world)
    submitted(sooner, world)
    turns = queue_of(world.deputy_gm, TODAY, DAY).turns
    assert [turn.case_number for turn in turns] == [sooner.number, later.number]


def test_the_late_and_the_soon_are_counted_at_the_instant(world: World) -> None:
    case = ready_case(world, tier="minor", loss="300.00")
    end = case.deadlines.get(kind="reply").due_at
    assert (queue_of(world.tech_engineer, end, DAY).late, queue_of(world.tech_engineer, end, DAY).soon) == (0, 1)
    assert queue_of(world.tech_engineer, end + timedelta(seconds=1), DAY).late == 1
    assert queue_of(world.tech_engineer, end - DAY - timedelta(seconds=1), DAY).soon == 0


def test_news_is_what_the_open_page_does_not_show(world: World) -> None:
    submitted(ready_case(world), world)
    stamp = queue_of(world.deputy_gm, TODAY, DAY).stamp
    assert news_since(stamp, queue_of(world.deputy_gm, TODAY, DAY).turns) == 0
    submitted(ready_case(world), world)
    assert news_since(stamp, queue_of(world.deputy_gm, TODAY, DAY).turns) == 1


def test_the_watch_answers_with_a_new_stamp_only_for_news(visit: Visit, world: World) -> None:
    submitted(ready_case(world), world)
    client = visit(world.deputy_gm)
    stamp = queue_of(world.deputy_gm, TODAY, DAY).stamp
    assert json.loads(client.get(f"/workbench/watch/?seen={stamp}").content) == {"stamp": stamp, "new": 0, "inbox": 1}
    submitted(ready_case(world), world)
    answer = json.loads(client.get(f"/workbench/watch/?seen={stamp}").content)
    assert (answer["new"], answer["stamp"] != stamp) == (1, True)


def test_the_number_in_the_menu_follows_what_happens(world: World) -> None:
    def shown() -> int:
        return waiting_count(world.deputy_gm, TODAY, frame_facts(world.deputy_gm).last_event)

    assert shown() == 0
    submitted(ready_case(world), world)
    assert shown() == 1


@pytest.mark.parametrize(
    "who",
    ["sales_clerk", "sales_head", "tech_head", "deputy_gm", "general_manager", "meeting_secretary", "qc_head"]
    + ["enterprise_management", "finance", "auditor", "admin", "hr", "service_manager", "service_engineer"],
)
def test_every_role_has_its_first_page(visit: Visit, world: World, who: str) -> None:
    submitted(ready_case(world), world)
    assertContains(visit(getattr(world, who)).get("/"), "等我办理")


def test_an_empty_queue_says_what_would_be_here(visit: Visit, world: World) -> None:
    assertContains(visit(world.auditor).get("/"), "没有等您办理的事")


def test_what_was_handed_on_names_whose_hands_it_is_in(world: World) -> None:
    case = ready_case(world)
    submitted(case, world, on=TODAY - timedelta(days=2, hours=17))
    [thing] = [one for one in handed_on(world.tech_engineer, TODAY) if one.key.startswith("step")]
    assert (thing.names, thing.title, thing.what, thing.waited) == (
        "周建华",
        "分管副总经理",
        "审批处理意见（第1稿）",
        "2天17小时",
    )


def remind(client: Client, case: Case, key: str = "") -> Any:
    return client.post(f"/cases/{case.number}/remind/", {"act_id": str(uuid.uuid4()), "key": key})


def test_a_reminder_is_sent_from_the_workbench_and_shown_as_sent(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    client = visit(world.tech_engineer)
    assertContains(client.get("/"), "催办")
    assert remind(client, case).headers["Location"] == "/"
    assertContains(client.get("/"), "今天已催")
    assert [row.to for row in Reminder.objects.all()] == [world.deputy_gm]


def test_a_second_reminder_of_the_day_is_refused(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    client = visit(world.tech_engineer)
    remind(client, case)
    assertContains(remind(client, case), "今天已经催过", status_code=422)


def test_whoever_did_not_hand_it_on_does_not_remind(visit: Visit, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    assertContains(remind(visit(world.tech_head), case), "不用催", status_code=409)
    assert not Reminder.objects.exists()


def test_the_page_of_a_case_offers_a_reminder_only_to_whom_it_leads_somewhere(visit: Visit, world: World) -> None:
    filed, in_hand = make_case(world), make_case(world, tier="larger")
    client = visit(world.sales_clerk)
    cases = {case.pk: (case, f"/cases/{case.number}/remind/") for case in (filed, in_hand)}
    offered = {pk: url in client.get(case.get_absolute_url()).content.decode() for pk, (case, url) in cases.items()}
    opened = {pk: client.get(url).status_code == 200 for pk, (_, url) in cases.items()}
    assert offered == opened == {filed.pk: True, in_hand.pk: False}


def test_a_report_is_not_reminded_of_by_hand(visit: Visit, world: World) -> None:
    case = ready_case(world, tier="larger", loss="6000.00")
    submitted(case, world)
    assertContains(remind(visit(world.tech_engineer), case), "不用催", status_code=409)


def test_the_number_of_queries_does_not_grow_with_the_queue(
    visit: Visit, world: World, django_assert_num_queries: Callable
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = visit(world.tech_engineer)

    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection, ) as seen:
            assertNotContains(client.get("/"), "没有等您办理的事")
        return len(seen)

    for _ in range(2):
        agreed(ready_case(world), world)
        submitted(ready_case(world), world)
        ready_case(world)
    few = queries()
    for _ in range(4):
        agreed(ready_case(world), world)
        submitted(ready_case(world), world)
        ready_case(world)
    assert queries() == few
