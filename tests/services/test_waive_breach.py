"""A breach is waived once, with a reason, by 分管副总经理, and stays visible."""

from typing import Any

import pytest

from cases.models import ClockKind, DeadlineBreach
from cases.rules.deadline_errors import AlreadyWaived, NothingToWaive, WaiverReasonMissing
from cases.selectors.deadlines import clocks_of, standing_breaches
from cases.services.lock_case import touch_case
from cases.services.waive_breach import waive_breach
from tests.clocked_cases import clocked_case
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOW = at("2026-10-20 09:00")
HEARD: list[tuple[object, object]] = []


def note_waiver(*, case: object, breach: object, by: object, at: object) -> None:
    HEARD.append((case, breach))


@pytest.fixture
def breach(world: World) -> DeadlineBreach:
    clocked_case(world, filed=at("2026-10-09 17:00"))
    return DeadlineBreach.objects.get()


def test_a_waived_breach_stays_on_record_without_consequences(world: World, breach: DeadlineBreach) -> None:
    waive_breach(breach=breach, reason="  等客户寄样 9 天  ", by=world.deputy_gm, at=NOW)

    breach.refresh_from_db()
    assert (breach.waived_by, breach.waived_at, breach.waiver_reason) == (world.deputy_gm, NOW, "等客户寄样 9 天")
    assert not standing_breaches().exists()
    assert [clock.is_waived for clock in clocks_of(breach.case)] == [True, False, False]
    event = Event.objects.get(verb="waive_breach")
    assert event.changes == [["送达技术中心超期（截止 2026-10-08 09:00）", "有后果", "已豁免"]]
    told = InboxMessage.objects.filter(title__startswith="送达技术中心超期已豁免")
    assert set(told.values_list("user__username", flat=True)) == {"sales_clerk", "sales_head"}


def test_it_is_waived_once(world: World, breach: DeadlineBreach) -> None:
    waive_breach(breach=breach, reason="第一次", by=world.deputy_gm, at=NOW)
    with pytest.raises(AlreadyWaived):
        waive_breach(breach=breach, reason="第二次", by=world.deputy_gm, at=NOW)
    breach.refresh_from_db()
    assert breach.waiver_reason == "第一次"


def test_a_waiver_needs_a_reason(world: World, breach: DeadlineBreach) -> None:
    with pytest.raises(WaiverReasonMissing) as refusal:
        waive_breach(breach=breach, reason=" 　\n", by=world.deputy_gm, at=NOW)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", ["tech_head", "general_manager", "sales_head", "admin"])
def test_nobody_else_waives(world: World, breach: DeadlineBreach, who: str) -> None:
    with pytest.raises(NotAllowed):
        waive_breach(breach=breach, reason="理由", by=world.users[who], at=NOW)


def test_a_waiver_from_an_old_page_is_refused(world: World, breach: DeadlineBreach) -> None:
    seen = breach.case.version
    touch_case(breach.case)
    with pytest.raises(StalePage):
        waive_breach(breach=breach, reason="理由", by=world.deputy_gm, at=NOW, seen_version=seen)


def test_the_customers_late_report_has_nothing_to_waive(world: World) -> None:
    clocked_case(world, opened=at("2026-10-01 08:00"))
    report = DeadlineBreach.objects.get(kind=ClockKind.USER_REPORT)
    with pytest.raises(NothingToWaive):
        waive_breach(breach=report, reason="理由", by=world.deputy_gm, at=NOW)


def test_an_overturned_breach_has_nothing_to_waive(world: World, breach: DeadlineBreach) -> None:
    DeadlineBreach.objects.update(overturned_at=NOW)
    with pytest.raises(NothingToWaive):
        waive_breach(breach=breach, reason="理由", by=world.deputy_gm, at=NOW)


def test_what_stands_above_hears_of_it_in_the_same_transaction(
    world: World, breach: DeadlineBreach, settings: Any
) -> None:
    settings.AFTER_WAIVER = "tests.services.test_waive_breach.note_waiver"
    HEARD.clear()
    waive_breach(breach=breach, reason="理由", by=world.deputy_gm, at=NOW)
    assert [(breach.case, breach)] == HEARD
