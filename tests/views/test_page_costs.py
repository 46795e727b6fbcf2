"""What pages cost in queries, on set cases: session, account, its posts and the frame are four of each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from cases.models import Case
from cases.selectors.investigation import site_reports
from cases.selectors.presence import AMENDMENTS, FILES, has_none, look_around
from tests.cases_made import give_report, give_team, make_case, ready_case, submitted
from tests.settled import confirmed, executed, expense, give_rolls, late_card, settling_case
from tests.world import World, at
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.django_db
TODAY = at("2026-10-23 09:00")
FRAME = 4


@pytest.fixture(autouse=True)
def fresh(travel_to: Callable) -> None:
    travel_to(TODAY)
    cache.clear()


def cost(user: User, address: str, sent: dict[str, Any] | None = None) -> tuple[int, Any]:
    """How many queries the answer takes, and the answer; what a process learns once is learnt before."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    ask = (lambda: client.get(address)) if sent is None else (lambda: client.post(address, sent))
    ask()
    with CaptureQueriesContext(connection) as taken:
        answer = ask()
    return len(taken), answer


@pytest.mark.parametrize(
    ("who", "address", "status", "most"),
    [
        ("hr", "/cases/{}/", 403, FRAME),
        ("tech_head", "/accounts/", 403, FRAME),
        ("tech_head", "/nothing/here/", 404, FRAME),
        ("tech_head", "/cases/SH-2026-9999/", 404, FRAME + 1),
        ("sales_clerk", "/cases/{}/draft-opinion/", 403, FRAME + 1),
        ("tech_head", "/api/nothing/", 404, 2),
        ("hr", "/api/cases/{}/", 403, 3),
    ],
)
def test_a_refusal_counts_nothing_for_its_menu(
    world: World, who: str, address: str, status: int, most: int
) -> None:
    case = ready_case(world)
    submitted(case, world)
    cache.clear()
    queries, answer = cost(world.users[who], address.format(case.number))
    assert (answer.status_code, queries) == (status, most)


def test_a_refusal_stands_in_the_plain_frame_with_the_number_that_is_known(world: World) -> None:
    submitted(ready_case(world), world)
    waiting, deputy = '<span class="q-n" aria-label="1件待办">', world.users["deputy_gm"]
    refused = cost(deputy, "/accounts/")[1]
    assertContains(refused, "工作台", status_code=403)
    assertNotContains(refused, waiting, status_code=403)
    assertContains(cost(deputy, "/me/")[1], waiting)
    assertContains(cost(deputy, "/accounts/")[1], waiting, status_code=403)


def test_a_form_that_comes_back_counts_nothing_either(world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    queries, answer = cost(world.users["deputy_gm"], f"/cases/{case.number}/decide-step/", {})
    assert (answer.status_code, queries) == (422, FRAME + 5)


CASE_PAGES = {"filed": 9, "in_hand": 11, "ready": 14, "submitted": 17, "settled": 17, "settling": 20}
REMINDING = {"sales_clerk": 2}  # what the one whose case waits has handed on, for 催办


@pytest.fixture
def cases(world: World) -> dict[str, Case]:
    """A case at each stage, the last with everything of money a case may have on its way."""
    found = {"filed": make_case(world), "in_hand": make_case(world, tier="larger"), "ready": ready_case(world)}
    give_team(found["in_hand"], world)
    found["submitted"] = ready_case(world)
    submitted(found["submitted"], world)
    found["settled"], found["settling"] = settling_case(world), settling_case(world)
    confirmed(found["settled"], world)
    expense(found["settled"], world, voucher_no="CL-2")
    late_card(found["settling"], world)
    executed(found["settling"], world)
    expense(found["settling"], world)
    return found


@pytest.mark.parametrize("who", ["tech_head", "sales_clerk", "deputy_gm"])
def test_the_page_of_a_case_asks_only_what_holds_something(
    world: World, cases: dict[str, Case], who: str
) -> None:
    taken = {stage: cost(world.users[who], case.get_absolute_url()) for stage, case in cases.items()}
    assert {stage: answer.status_code for stage, (_, answer) in taken.items()} == dict.fromkeys(cases, 200)
    assert {stage: queries for stage, (queries, _) in taken.items() if queries > CASE_PAGES[stage] + REMINDING.get(who, 0)} == {}


WORKBENCHES = {
    "sales_clerk": 23, "sales_head": 21, "tech_engineer": 28, "tech_head": 26, "deputy_gm": 25, "general_manager": 14,
    "enterprise_management": 15, "qc_head": 16, "service_manager": 23, "service_engineer": 13, "hr": 12, "finance": 10,
    "auditor": 12, "admin": 9,
}  # fmt: skip


def test_the_workbench_asks_by_what_the_person_does(world: World, cases: dict[str, Case]) -> None:
    taken = {who: cost(world.users[who], "/") for who in WORKBENCHES}
    assert {who: answer.status_code for who, (_, answer) in taken.items()} == dict.fromkeys(WORKBENCHES, 200)
    assert {who: queries for who, (queries, _) in taken.items() if queries > WORKBENCHES[who]} == {}


def test_a_list_asks_six_things_besides_its_frame(world: World, cases: dict[str, Case]) -> None:
    queries, answer = cost(world.users["tech_head"], "/cases/")
    assertContains(answer, cases["settled"].number)
    assert queries <= FRAME + 6


def test_a_case_for_programs_costs_the_same_with_many_rolls(world: World, cases: dict[str, Case]) -> None:
    case, user = cases["settled"], world.users["tech_head"]
    give_rolls(cases["ready"], world, ["1.000"])
    few = cost(user, f"/api/cases/{cases['ready'].number}/")[0]
    give_rolls(cases["ready"], world, ["1.000"] * 12)
    queries, answer = cost(user, f"/api/cases/{cases['ready'].number}/")
    assert len(answer.json()["card_content"]["lines"]) == 12
    assert queries == few <= 11
    assert cost(user, f"/api/cases/{case.number}/")[0] <= 11


def test_what_a_look_did_not_find_is_not_asked_for_and_what_nobody_looked_at_is(
    world: World, cases: dict[str, Case]
) -> None:
    case = Case.objects.get(pk=cases["settling"].pk)
    assert not has_none(case, "misreports")
    look_around(case)
    assert not has_none(case, "settlements")
    assert has_none(case, "claims") and has_none(case, AMENDMENTS) and has_none(case, FILES)
    with CaptureQueriesContext(connection) as taken:
        assert site_reports(case) == []
    assert len(taken) == 0
    again = Case.objects.get(pk=case.pk)
    give_report(again, world)
    assert len(site_reports(again)) == 1
