"""The manager is away: from one day to another somebody named decides the requests, in the manager's name."""

import uuid
from datetime import date
from typing import Any

import pytest

from staff.models import AttendanceRequest, Employee, RequestKind, Substitution
from staff.selectors.attendance_turns import turns
from staff.selectors.people import may_see_wage
from staff.selectors.substitutes import leave_decided_by
from staff.services.ask_leave import RequestFacts, ask_leave
from staff.services.attendance_errors import (
    NotYourPerson,
    OwnRequest,
    SubstituteOverlaps,
    SubstituteUnfit,
    SubstitutionOver,
)
from staff.services.decide_request import decide_request
from staff.services.substitutions import end_substitution, name_substitute
from tests.field_made import Department
from tests.views.acting import client_of, text_of
from tests.world import World, at
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOW = at("2026-11-04 09:00")
FIRST, LAST = date(2026, 11, 5), date(2026, 11, 7)


@pytest.fixture
def people(world: World) -> Department:
    return Department(world)


@pytest.fixture
def away(world: World, people: Department) -> Substitution:
    """王海涛 decides for 高峰 from the 5th to the 7th."""
    return named(people)


def named(people: Department, **changes: Any) -> Substitution:
    facts = {"manager": people.manager, "substitute": people.engineer, "first_on": FIRST, "last_on": LAST}
    return name_substitute(**facts | {"by": people.world.service_manager, "at": NOW} | changes)


def asked(people: Department, by: Any = None, when: Any = NOW) -> AttendanceRequest:
    facts = RequestFacts(RequestKind.FIELD, date(2026, 11, 9), date(2026, 11, 9), "回访", place="泸州")
    return ask_leave(facts=facts, by=by or people.colleague_user, at=when)


def decide(request: AttendanceRequest, by: Any, when: Any) -> AttendanceRequest:
    return decide_request(request=request, is_approved=True, answer="", by=by, at=when)


@pytest.mark.parametrize("moment", ["2026-11-05 00:00", "2026-11-07 23:59"])
def test_the_substitute_decides_on_each_of_the_days(people: Department, away: Substitution, moment: str) -> None:
    done = decide(asked(people), people.world.service_engineer, at(moment))
    assert (done.state, done.decided_for) == ("approved", people.manager)
    text = Event.objects.get(verb="decide_request").text
    assert text.startswith("批准（代高峰）")


@pytest.mark.parametrize("moment", ["2026-11-04 23:59", "2026-11-08 00:00"])
def test_before_and_after_the_days_only_the_manager_decides(people: Department, away: Substitution, moment: str) -> None:
    request = asked(people)
    with pytest.raises(NotAllowed):
        decide(request, people.world.service_engineer, at(moment))
    assert decide(request, people.world.service_manager, at(moment)).decided_for is None


def test_nobody_decides_the_own_request_or_the_managers(people: Department, away: Substitution) -> None:
    world, day = people.world, at("2026-11-05 10:00")
    with pytest.raises(OwnRequest):
        decide(asked(people, world.service_engineer), world.service_engineer, day)
    with pytest.raises(NotYourPerson):
        decide(asked(people, world.service_manager), world.service_engineer, day)
    assert set(leave_decided_by(world.service_engineer, FIRST)) == {people.colleague}


def test_the_substitute_is_told_finds_it_and_sees_no_wage(people: Department, away: Substitution) -> None:
    world = people.world
    assert InboxMessage.objects.filter(user=world.service_engineer, key=f"substitution:{away.pk}").exists()
    request = asked(people, when=at("2026-11-05 08:00"))
    told = InboxMessage.objects.filter(key=f"attendance-request:{request.pk}").values_list("user__username", flat=True)
    assert set(told) == {"service_manager", "service_engineer"}
    found = [turn.verb for turn in turns(world.service_engineer, at("2026-11-05 09:00"))]
    assert found == ["审批外勤"]
    assert turns(world.service_engineer, at("2026-11-08 09:00")) == []
    assert not may_see_wage(world.service_engineer, people.colleague)
    assert not may(world.service_engineer, Verb.DECIDE_LEAVE)


def test_taken_back_it_holds_no_longer_and_only_once(people: Department, away: Substitution) -> None:
    world = people.world
    end_substitution(substitution=away, by=world.deputy_gm, at=at("2026-11-05 12:00"))
    with pytest.raises(NotAllowed):
        decide(asked(people), world.service_engineer, at("2026-11-06 09:00"))
    with pytest.raises(SubstitutionOver):
        end_substitution(substitution=away, by=world.service_manager, at=at("2026-11-06 09:00"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"first_on": date(2026, 11, 3)}, "first_on"), ({"last_on": date(2026, 11, 4)}, "last_on"), ({"last_on": date(2027, 12, 1)}, "last_on")],
)
def test_days_are_ahead_and_in_order(people: Department, changes: dict[str, date], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        named(people, **changes)
    assert field in refused.value.faults


def test_one_substitute_a_day(people: Department, away: Substitution) -> None:
    with pytest.raises(SubstituteOverlaps):
        named(people, substitute=people.colleague, first_on=LAST, last_on=date(2026, 11, 9))
    assert named(people, substitute=people.colleague, first_on=date(2026, 11, 8), last_on=date(2026, 11, 9)).pk


def test_the_manager_names_for_the_own_the_deputy_for_each_and_the_engineer_for_nobody(people: Department) -> None:
    world = people.world
    with pytest.raises(NotAllowed):
        named(people, by=world.service_engineer)
    with pytest.raises(SubstituteUnfit):
        named(people, substitute=people.manager)
    clerk = Employee.objects.create(number="S9", name="无账号", unit=world.unit["service"], entered_on=FIRST)
    with pytest.raises(SubstituteUnfit):
        named(people, substitute=clerk)
    assert named(people, by=world.deputy_gm).named_by == world.deputy_gm


def test_on_the_pages_it_is_named_used_and_seen(people: Department, travel_to: Any) -> None:
    travel_to(at("2026-11-05 09:00"))
    world = people.world
    fields = {"manager": people.manager.pk, "substitute": people.engineer.pk, "first_on": "2026-11-05", "last_on": "2026-11-07"}
    url, act = "/staff/attendance/substitutes/", {"act_id": str(uuid.uuid4())}
    answer = client_of(world, "service_manager").post(f"{url}new/", act | fields, follow=True)
    assert "已指定 王海涛 代 高峰" in text_of(answer) and "正在代办" in text_of(answer)
    request = asked(people, when=at("2026-11-05 09:00"))
    engineer = client_of(world, "service_engineer")
    assert f"/staff/attendance/requests/{request.pk}/decide/" in text_of(engineer.get("/staff/attendance/requests/"))
    sent = {"act_id": str(uuid.uuid4()), "decision": "approve", "answer": ""}
    answer = engineer.post(f"/staff/attendance/requests/{request.pk}/decide/", sent, follow=True)
    assert "已批准赵磊" in text_of(answer)
    assert "技术支持人员 王海涛 代 高峰" in text_of(client_of(world, "service_manager").get("/staff/attendance/requests/"))
