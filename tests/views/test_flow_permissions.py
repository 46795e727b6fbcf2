"""Who may open which page of opinion, approval and reply: the permission table, and the rows of each role."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases_made import ready_case, submitted
from tests.world import PEOPLE, World, at
from yibin_service.foundation.access.permissions import PERMISSIONS, Verb

pytestmark = pytest.mark.django_db
PAGES = {
    "draft-opinion": Verb.DRAFT_OPINION,
    "submit-opinion": Verb.DRAFT_OPINION,
    "recall-opinion": Verb.DRAFT_OPINION,
    "decide-step": Verb.DECIDE_OPINION,
    "acknowledge-step": Verb.DECIDE_OPINION,
    "record-meeting-decision": Verb.DECIDE_OPINION,
    "issue-reply": Verb.ISSUE_REPLY,
    "record-delivery": Verb.RECORD_DELIVERY,
    "remind": Verb.REMIND,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_the_roles_of_its_verb_and_to_nobody_else(
    client: Client, world: World, travel_to: Callable, page: str
) -> None:
    travel_to(at("2026-10-13 09:00"))
    case = ready_case(world)
    submitted(case, world)
    allowed = PERMISSIONS[PAGES[page]]
    for username, (role, _, _) in PEOPLE.items():
        client.force_login(getattr(world, username), backend="django.contrib.auth.backends.ModelBackend")
        status = client.get(f"/cases/{case.number}/{page}/").status_code
        assert (status != 403) == (role in allowed), f"{username} {page} {status}"


@pytest.mark.parametrize("page", PAGES)
def test_a_case_that_is_not_there_is_not_found_whatever_the_verb(client: Client, world: World, page: str) -> None:
    for username in ("tech_head", "deputy_gm", "sales_head"):
        client.force_login(getattr(world, username), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/cases/SH-2026-9999/{page}/").status_code in {403, 404}


@pytest.mark.parametrize("page", ["", "timeline/", "opinion-sheet/"])
def test_a_unit_that_is_not_concerned_finds_nothing(client: Client, world: World, page: str) -> None:
    case = ready_case(world)
    client.force_login(world.warehouse_head, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/cases/{case.number}/{page}").status_code == 404


def test_the_meetings_secretary_sees_only_what_comes_before_the_meeting(client: Client, world: World) -> None:
    major, extra = ready_case(world), ready_case(world, tier="extra_major", is_extra_major=True)
    for case in (major, extra):
        submitted(case, world)
    client.force_login(world.meeting_secretary, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/cases/{major.number}/").status_code == 404
    assert client.get(f"/cases/{extra.number}/").status_code == 200


def test_the_sheet_is_not_made_for_a_colleague_without_the_right_to_money(client: Client, world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    client.force_login(world.sales_clerk2, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/cases/{case.number}/opinion-sheet/").status_code == 403
