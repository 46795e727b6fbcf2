"""The daily report: one a day, in reach, and the evening's reminder."""

from datetime import datetime, timedelta

import pytest

from staff.models import DailyReport
from staff.rules.field_errors import NotYours, ReportAlreadySent, ReportDayOutOfReach
from staff.selectors.daily_reports import board_of, missing_on, own_days, told_between
from staff.services.file_daily_report import file_daily_report
from staff.services.remind_reports import remind_reports
from tests.field_made import MONDAY, Department, report_facts
from tests.world import World, at
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVENING = at("2026-11-02 18:00")


@pytest.fixture
def people(world: World) -> Department:
    return Department(world)


def told(world: World, people: Department, when: datetime = MONDAY, **changes: object) -> DailyReport:
    facts = report_facts(when, **changes)
    return file_daily_report(employee=people.engineer, facts=facts, by=world.service_engineer, at=when)


def test_a_day_is_told_once(world: World, people: Department) -> None:
    told(world, people)
    with pytest.raises(ReportAlreadySent):
        told(world, people, text="再来一次")
    assert DailyReport.objects.get().text == "到昆明查看断纸。"


@pytest.mark.parametrize(("days", "is_taken"), [(1, False), (0, True), (-7, True), (-8, False)])
def test_a_day_is_told_within_reach(world: World, people: Department, days: int, is_taken: bool) -> None:
    on = MONDAY.date() + days * DAY
    if is_taken:
        assert told(world, people, on=on).on == on
    else:
        with pytest.raises(ReportDayOutOfReach):
            told(world, people, on=on)


def test_nobody_tells_for_another(world: World, people: Department) -> None:
    with pytest.raises(NotYours):
        file_daily_report(
            employee=people.colleague, facts=report_facts(MONDAY), by=world.service_engineer, at=MONDAY
        )


def test_a_report_that_waited_on_the_phone_keeps_when_it_was_written(world: World, people: Department) -> None:
    report = told(world, people, EVENING, written_at=MONDAY)
    assert (report.sent_at, report.entered_at) == (MONDAY, EVENING)


def test_who_owes_a_report_stands_first_and_a_colleague_sees_only_the_own(world: World, people: Department) -> None:
    told(world, people)
    rows = board_of(world.service_manager, MONDAY.date())
    assert [(row.employee.name, row.is_owed) for row in rows] == [("高峰", True), ("赵磊", True), ("王海涛", False)]
    assert [row.employee.name for row in board_of(world.service_engineer, MONDAY.date())] == ["王海涛"]


def test_on_a_day_off_nobody_owes_a_report(world: World, people: Department) -> None:
    sunday = at("2026-11-01 18:00")
    assert missing_on(sunday) == []
    assert not any(row.is_owed for row in board_of(world.service_manager, sunday.date()))


def test_the_last_days_show_what_is_owed(world: World, people: Department) -> None:
    told(world, people)
    rows = own_days(people.engineer, MONDAY.date())
    assert (rows[0].on, rows[0].is_owed) == (MONDAY.date(), False)
    assert [row.on.isoformat() for row in rows if row.is_owed] == [
        "2026-10-30",
        "2026-10-29",
        "2026-10-28",
        "2026-10-27",
        "2026-10-26",
    ]


@pytest.mark.parametrize(
    ("clock", "given"), [("17:29:59", 0), ("17:30:00", 3), ("20:00:00", 3), ("20:00:01", 0)]
)
def test_the_reminder_goes_out_between_half_past_five_and_eight(
    world: World, people: Department, clock: str, given: int
) -> None:
    assert remind_reports(at=at(f"2026-11-02 {clock}")) == given


def test_the_reminder_goes_out_once_to_those_who_have_not_told(world: World, people: Department) -> None:
    told(world, people)
    assert remind_reports(at=EVENING) == 2
    assert remind_reports(at=EVENING + timedelta(minutes=15)) == 0
    assert not InboxMessage.objects.filter(user=world.service_engineer, key="daily-report:2026-11-02").exists()


def test_the_weeks_feedback_is_what_the_reports_say(world: World, people: Department) -> None:
    told(world, people, quality="洞穿减少")
    told(world, people, MONDAY + DAY)
    rows = told_between(world.service_manager, MONDAY.date(), (MONDAY + DAY).date())
    assert [row.quality for row in rows] == ["洞穿减少"]
    assert not told_between(world.service_manager, MONDAY.date(), MONDAY.date(), "交期").exists()
