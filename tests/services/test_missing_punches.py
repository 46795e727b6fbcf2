"""缺卡: nothing is fined until the manager enters the time; then the day is judged by it."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from staff.models import AttendanceDifference, RequestKind, RequestState
from staff.selectors.judged import judge_one
from staff.selectors.missing_punches import missing_punch_of
from staff.services.ask_leave import RequestFacts, ask_leave
from staff.services.attendance_errors import (
    EventNotThere,
    NotYourPerson,
    OwnRequest,
    ReasonMissing,
    RequestContradicts,
    RequestTwice,
)
from staff.services.close_month import close_month
from staff.services.decide_missing_punch import decide_missing_punch
from staff.services.revoke_request import revoke_request
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.views.acting import client_of, text_of
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
DAY = OCTOBER_DAYS[0]
PAGE = f"/staff/attendance/2026-10/sheets/E-017/missing-punches/{DAY}/"


@pytest.fixture
def office(world: World) -> Department:
    """王海涛 came at 08:20 on the 8th, and the clock has no going."""
    made = Department(world)
    made.on_time(made.wang, OCTOBER_DAYS[1:])
    made.punch(made.wang, DAY, "08:20", None)
    made.report(made.wang, [DAY])
    made.on_time(made.manager, OCTOBER_DAYS)
    return made


def decide(office: Department, clock: str = "17:30", **changes: Any) -> Any:
    facts = {
        "employee": office.wang, "on": DAY, "clock": time.fromisoformat(clock), "reason": "门卫登记",
        "by": office.world.service_manager, "at": AFTER_OCTOBER,
    }  # fmt: skip
    return decide_missing_punch(**facts | changes)


def judged(office: Department) -> tuple[list[str], str]:
    result = judge_one(office.wang, OCTOBER, AFTER_OCTOBER).result
    return [event["kind"] for event in result["events"]], result["total_deduction"]


def test_until_it_is_decided_a_missing_punch_is_not_fined_even_at_the_closing(office: Department) -> None:
    assert judged(office) == (["missing_punch"], "0.00")
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)
    assert judged(office) == (["missing_punch"], "0.00")


@pytest.mark.parametrize(
    ("clock", "events", "money"),
    [
        ("18:05", [], "0.00"),
        ("17:30", [], "0.00"),
        ("17:29", ["early"], "20.00"),
        ("17:00", ["early"], "20.00"),
        ("16:59", ["absent_half"], "450.00"),
        ("08:31", ["absent_half"], "450.00"),
        ("08:30", ["absent_full"], "900.00"),
    ],
)
def test_the_day_is_judged_by_the_going_the_manager_enters(
    office: Department, clock: str, events: list[str], money: str
) -> None:
    assert decide(office, clock).state == RequestState.APPROVED
    assert judged(office) == (events, money)
    message = InboxMessage.objects.get(user=office.world.service_engineer, title__startswith="您的缺卡已决定")
    assert "门卫登记" in message.body


def test_a_coming_is_entered_the_same_way(office: Department) -> None:
    other = office.person("E-050", "孙亮", wage="4350.00", manager=office.manager)
    office.punch(other, DAY, None, "17:40")
    office.report(other, [DAY])
    office.on_time(other, OCTOBER_DAYS[1:])
    assert missing_punch_of(other, DAY, AFTER_OCTOBER).words == "10-08 上班无卡"  # type: ignore[union-attr]
    with pytest.raises(RequestContradicts):
        decide(office, "17:40", employee=other)
    decide(office, "08:31", employee=other)
    assert [event["kind"] for event in judge_one(other, OCTOBER, AFTER_OCTOBER).result["events"]] == ["late"]


@pytest.mark.parametrize("clock", ["08:20", "07:00"])
def test_a_going_lies_after_the_coming(office: Department, clock: str) -> None:
    with pytest.raises(RequestContradicts):
        decide(office, clock)


def test_it_is_decided_once_and_only_where_a_punch_is_missing(office: Department) -> None:
    with pytest.raises(EventNotThere):
        decide(office, on=OCTOBER_DAYS[1])
    with pytest.raises(ReasonMissing):
        decide(office, reason=" ")
    done = decide(office)
    with pytest.raises(EventNotThere):
        decide(office)
    revoke_request(request=done, reason="看错了人", by=office.world.service_manager, at=AFTER_OCTOBER)
    assert judged(office) == (["missing_punch"], "0.00")
    told = InboxMessage.objects.filter(user=office.world.service_engineer).values_list("title", flat=True)
    assert "您的缺卡，决定已撤销：补卡 10-08 下班 17:30" in set(told)


def test_what_the_person_asked_for_is_decided_first(office: Department) -> None:
    facts = RequestFacts(RequestKind.PUNCH, DAY, DAY, "忘打", side="out", clock=time(17, 30))
    ask_leave(facts=facts, by=office.world.service_engineer, at=AFTER_OCTOBER)
    with pytest.raises(RequestTwice):
        decide(office)


def test_nobody_decides_the_own_and_only_the_manager_or_the_deputy_anothers(office: Department) -> None:
    world = office.world
    with pytest.raises(OwnRequest):
        decide(office, employee=office.manager)
    for who in (world.service_engineer, world.hr):
        with pytest.raises(NotAllowed):
            decide(office, by=who)
    other = office.person("X-001", "别处的人", wage="5000.00")
    other.unit = world.unit["warehouse"]
    other.save()
    with pytest.raises(NotYourPerson):
        decide(office, employee=other)
    assert decide(office, by=world.deputy_gm).decided_by == world.deputy_gm


def test_decided_after_the_closing_it_costs_in_the_open_month(office: Department) -> None:
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)
    decide(office, "16:00", at=at("2026-11-10 10:00"))
    difference = AttendanceDifference.objects.get()
    assert (difference.month, difference.total) == (date(2026, 11, 1), Decimal("450.00"))
    with pytest.raises(EventNotThere):
        decide(office)


def test_the_manager_decides_on_the_page_and_others_are_offered_nothing(office: Department, travel_to: Any) -> None:
    travel_to(AFTER_OCTOBER)
    world, sheet = office.world, "/staff/attendance/2026-10/sheets/E-017/"
    assert PAGE in text_of(client_of(world, "service_manager").get(sheet))
    assert PAGE not in text_of(client_of(world, "service_engineer").get(sheet))
    assert client_of(world, "service_engineer").get(PAGE).status_code == 403
    closing = text_of(client_of(world, "hr").get("/staff/attendance/2026-10/close/"))
    assert "王海涛 1次。经理没有决定的不罚" in closing
    manager = client_of(world, "service_manager")
    page = text_of(manager.get(PAGE))
    assert "10-08 下班无卡" in page and "08:30—17:30" in page and "08:20" in page
    fields = {"act_id": "6f1c2d0e-8a3b-4c57-9d61-0b2f4e7a9c35", "time": "08:10", "reason": "门卫登记"}
    wrong = manager.post(PAGE, fields)
    assert wrong.status_code == 422 and "下班的时刻应晚于上班打卡 08:20" in text_of(wrong)
    done = manager.post(PAGE, fields | {"time": "17:20"}, follow=True)
    assert "已决定王海涛的缺卡：补卡 10-08 下班 17:20" in text_of(done)
    assert "17:20 走，应 17:30，早 10分" in text_of(done) and PAGE not in text_of(done)
    assert "这一天不缺卡" in text_of(manager.get(PAGE))
    for nothing in ("2026-09-30", "2026-10-99", "x"):
        assert manager.get(PAGE.replace(f"{DAY}", nothing)).status_code == 404
