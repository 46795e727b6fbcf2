"""What pages cost in queries, on set cases: session, account, its posts and the frame are four of each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from tests.cases_made import ready_case, submitted
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
