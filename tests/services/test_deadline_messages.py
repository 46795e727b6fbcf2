"""Who hears of clocks: warnings, breaches, reminders, each once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from cases.models import ApprovalStep, Case, ClockKind, Deadline, DeadlineBreach, DeadlineWarning, HandlingOpinion
from cases.services.meet_clock import meet_clock
from cases.services.move_reply_due import move_reply_due
from cases.services.remind_acknowledgement import remind_acknowledgement
from cases.services.sweep_deadlines import sweep_deadlines
from cases.services.tell_breaches import tell_breaches
from cases.services.warn_deadlines import warn_deadlines
from tests.clocked_cases import clocked_case
from tests.world import World, at
from yibin_service.foundation.notices.models import InboxMessage, Letter
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion

pytestmark = pytest.mark.django_db
REPLY = ClockKind.REPLY


def told(case: Case, word: str = "超期") -> set[str]:
    rows = InboxMessage.objects.filter(title__contains=case.number).filter(title__contains=word)
    return set(rows.values_list("user__username", flat=True))


def go_live(world: World, day: str) -> None:
    """A later version with that first day, otherwise the same."""
    version = RegulationVersion.objects.create(
        family="P", code="P-2", title="二版", effective_from="2026-01-01", drafted_at=at("2025-12-01 08:00")
    )
    for value in ParameterValue.objects.filter(version=world.after_sales_version):
        value.pk, value.version = None, version
        value.value = day if value.key == "go_live_on" else value.value
        value.save(force_insert=True)
    version.status, version.enacted_at = "enacted", at("2025-12-02 08:00")
    version.save()


def test_a_late_reply_is_told_to_engineer_head_and_superior_once(world: World) -> None:
    case = clocked_case(world)
    sweep_deadlines(at=at("2026-10-11 00:01"))
    assert tell_breaches(at=at("2026-10-11 00:01")) == 1
    assert tell_breaches(at=at("2026-10-11 00:02")) == 0

    assert told(case) == {"tech_engineer", "tech_head", "deputy_gm"}
    message = InboxMessage.objects.get(user=world.deputy_gm)
    assert message.title == f"答复客户超期：{case.number} 昆明滇池印务有限公司，截止 10-10 24:00"
    assert message.body == "至今没有办理。"
    assert message.url == f"/cases/{case.number}/"
    assert set(Letter.objects.values_list("not_before", flat=True)) == {at("2026-10-11 08:00")}


def test_a_late_card_is_told_to_clerk_head_and_superior(world: World) -> None:
    case = clocked_case(world, filed=at("2026-10-08 17:30"))
    tell_breaches(at=at("2026-10-08 17:31"))
    assert told(case) == {"sales_clerk", "sales_head", "deputy_gm"}
    assert InboxMessage.objects.get(user=world.sales_head).body == "8小时后办理。"


def test_without_an_engineer_the_head_hears_of_it(world: World) -> None:
    case = clocked_case(world, engineer=None)
    sweep_deadlines(at=at("2026-10-12 00:00"))
    tell_breaches(at=at("2026-10-12 00:00"))
    assert told(case) == {"tech_head", "deputy_gm"}


def test_a_late_report_of_the_customer_is_told_to_nobody(world: World) -> None:
    case = clocked_case(world, opened=at("2026-10-01 08:00"))
    tell_breaches(at=at("2026-10-08 00:00"))
    assert told(case) == set()


def test_a_breach_found_after_a_standstill_says_so(world: World) -> None:
    clocked_case(world)
    sweep_deadlines(at=at("2026-10-10 12:00"))
    sweep_deadlines(at=at("2026-10-15 08:00"))
    tell_breaches(at=at("2026-10-15 08:00"))
    body = InboxMessage.objects.get(user=world.tech_head).body
    assert "系统时钟从 2026-10-10 12:00 到 2026-10-15 08:00" in body


@pytest.mark.parametrize(("day", "is_told"), [("2026-10-11", True), ("2026-10-12", False)])
def test_what_fell_due_before_the_product_went_live_is_told_to_nobody(
    world: World, day: str, is_told: bool
) -> None:
    go_live(world, day)
    case = clocked_case(world)
    sweep_deadlines(at=at("2026-10-13 00:00"))
    tell_breaches(at=at("2026-10-13 00:00"))
    assert bool(told(case)) == is_told
    assert DeadlineBreach.objects.get().told_at is not None


def warn_through(moments: Iterable[datetime]) -> None:
    for moment in moments:
        warn_deadlines(at=moment)


def every_five_minutes(start: datetime, hours: int) -> Iterable[datetime]:
    return (start + timedelta(minutes=5 * step) for step in range(hours * 12))


def test_a_reply_is_warned_of_the_day_before_and_on_the_last_day_once_each(world: World) -> None:
    case = clocked_case(world)
    warn_through(every_five_minutes(at("2026-10-09 08:00"), hours=41))
    steps = list(DeadlineWarning.objects.order_by("id").values_list("step", "sent_at"))
    assert steps == [("day_before", at("2026-10-09 08:30")), ("last_day", at("2026-10-10 08:30"))]
    assert told(case, "还剩") == {"tech_engineer", "tech_head"}
    assert InboxMessage.objects.filter(user=world.tech_head).count() == 2


def test_a_reply_moved_to_another_day_is_warned_of_anew(world: World) -> None:
    case = clocked_case(world)
    warn_deadlines(at=at("2026-10-10 08:30"))
    move_reply_due(case=case, due_at=at("2026-10-23 00:00"), at=at("2026-10-10 09:00"))
    assert warn_deadlines(at=at("2026-10-21 08:29")) == 0
    assert warn_deadlines(at=at("2026-10-21 08:30")) == 1
    title = InboxMessage.objects.filter(user=world.tech_head).latest("id").title
    assert title == f"答复客户还剩 1天15小时：{case.number} 昆明滇池印务有限公司，截止 10-22 24:00"


def test_an_answered_case_is_not_warned_of(world: World) -> None:
    case = clocked_case(world)
    meet_clock(case=case, kind=REPLY, acted_at=at("2026-10-09 08:00"), at=at("2026-10-09 08:00"))
    assert warn_deadlines(at=at("2026-10-10 08:30")) == 0


def test_after_days_of_standstill_one_warning_is_given_not_two(world: World) -> None:
    clocked_case(world)
    assert warn_deadlines(at=at("2026-10-10 12:00")) == 1
    assert DeadlineWarning.objects.get().step == "last_day"


def test_a_card_never_filed_is_warned_of_by_the_hour_to_clerk_and_head(world: World) -> None:
    case = clocked_case(world)
    Deadline.objects.filter(case=case, kind=ClockKind.CARD_FILING).update(acted_at=None)
    warn_through([at("2026-10-07 08:59"), at("2026-10-07 09:00"), at("2026-10-08 08:00")])
    assert list(DeadlineWarning.objects.values_list("step", flat=True)) == ["long", "short"]
    assert told(case, "送达技术中心还剩") == {"sales_clerk", "sales_head"}


def test_a_letter_that_would_come_after_the_end_is_not_written(world: World) -> None:
    clocked_case(world)
    warn_deadlines(at=at("2026-10-10 20:01"))
    assert InboxMessage.objects.count() == 2
    assert not Letter.objects.exists()


def step_to_read(world: World, **changes: object) -> ApprovalStep:
    opinion = HandlingOpinion.objects.create(
        case=clocked_case(world),
        draft_no=1,
        state="approved",
        text="同意赔付",
        drafted_by=world.tech_engineer,
        drafted_at=at("2026-10-08 09:00"),
    )
    given = {"role": "general_manager", "action": "report", "state": "pending"} | changes
    return ApprovalStep.objects.create(opinion=opinion, position=1, reached_at=at("2026-10-08 09:00"), **given)


@pytest.mark.parametrize(("when", "reminded"), [("2026-10-11 09:00:00", 0), ("2026-10-11 09:00:01", 1)])
def test_an_opinion_not_acknowledged_is_reminded_of_after_72_hours(world: World, when: str, reminded: int) -> None:
    step_to_read(world)
    assert remind_acknowledgement(at=at(when)) == reminded
    assert remind_acknowledgement(at=at("2026-10-30 09:00")) == 1 - reminded
    assert InboxMessage.objects.filter(user=world.general_manager, title__startswith="请阅示").count() == 1


@pytest.mark.parametrize("changes", [{"state": "acknowledged"}, {"action": "approve"}])
def test_what_was_read_or_waits_for_approval_is_not_reminded_of(world: World, changes: dict[str, str]) -> None:
    step_to_read(world, **changes)
    assert remind_acknowledgement(at=at("2026-10-30 09:00")) == 0
