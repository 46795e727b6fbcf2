"""The daily report: one a day, in reach, and the evening's reminder."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from staff.models import (
    AttendanceDifference,
    AttendanceRequest,
    DailyReport,
    LeaveKind,
    Punch,
    PunchImport,
    RequestKind,
    RequestState,
    Wage,
)
from staff.rules.field_errors import NotYours, ReportAlreadySent, ReportDayOutOfReach
from staff.selectors.daily_reports import board_of, missing_on, own_days
from staff.selectors.judged import judge_one
from staff.services.close_month import close_month
from staff.services.file_daily_report import file_daily_report
from staff.services.move_dispatch import accept_dispatch, arrive_at_customer
from staff.services.remind_reports import remind_reports
from staff.services.set_calendar_day import set_calendar_day
from tests.field_made import MONDAY, Department, report_facts
from tests.uploads import waiting_upload
from tests.world import World, at
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.org.calendar import DayKind
from yibin_service.foundation.regulation.models import Family, ParameterValue, RegulationVersion

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVENING = at("2026-11-02 18:00")
TUESDAY, NOVEMBER = date(2026, 11, 3), date(2026, 11, 1)


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


def granted(people: Department, kind: RequestKind, first: date, last: date | None = None, **more: Any) -> None:
    """Something of the engineer's that was asked for and approved; `state` may say otherwise."""
    facts = {"leave_kind": LeaveKind.SICK} if kind == RequestKind.LEAVE else {}
    user = people.world.service_manager
    AttendanceRequest.objects.create(
        employee=people.engineer, kind=kind, first_on=first, last_on=last or first, reason="事先说好", asked_by=user,
        asked_at=MONDAY, decided_by=user, decided_at=MONDAY, **({"state": RequestState.APPROVED} | facts | more),
    )  # fmt: skip


def owed(people: Department) -> list[str]:
    """Of which days the list of Tuesday noon asks the engineer for a report."""
    return [f"{row.on:%m-%d}" for row in own_days(people.engineer, TUESDAY) if row.is_owed]


def deemed_absent(people: Department, month: date = NOVEMBER) -> list[str]:
    """On which days the month's judgement of the engineer finds the report missing."""
    result = judge_one(people.engineer, month, at("2026-12-02 09:00")).result
    return [event["date"][5:] for event in result["events"] if event["clause"] == "S.4罚(6)"]


def reminded(people: Department, day: str) -> set[str]:
    """Who is reminded that evening."""
    remind_reports(at=at(f"{day} 18:00"))
    found = InboxMessage.objects.filter(key=f"daily-report:{day}")
    return set(found.values_list("user__display_name", flat=True))


def in_november(people: Department, until: int = 3) -> None:
    """The engineer punched in time on the first workdays of November and wrote nothing."""
    source = PunchImport.objects.create(
        file=waiting_upload(people.world.hr, MONDAY), sha256="0" * 64, uploaded_by=people.world.hr, uploaded_at=MONDAY
    )
    Punch.objects.bulk_create(
        Punch(employee=people.engineer, on=date(2026, 11, day), at=clock, source=source)
        for day in range(2, until + 1)
        for clock in (time(8, 20), time(17, 40))
    )


@pytest.fixture
def field_only(people: Department) -> None:
    """A version in force since October says that only field days are told of."""
    old = RegulationVersion.objects.get(family=Family.STAFF)
    new = RegulationVersion.objects.create(
        family=old.family, code="S-外勤", title=old.title, effective_from=date(2026, 10, 1), drafted_at=MONDAY
    )
    values = list(ParameterValue.objects.filter(version=old))
    for value in values:
        value.pk, value.version = None, new
        value.value = "field" if value.key == "daily_report_scope" else value.value
    ParameterValue.objects.bulk_create(values)
    new.status, new.enacted_at = RegulationVersion.Status.ENACTED, MONDAY
    new.save(update_fields=["status", "enacted_at"])


def test_who_is_on_approved_leave_is_neither_reminded_nor_owes_nor_is_absent(people: Department) -> None:
    in_november(people)
    granted(people, RequestKind.LEAVE, MONDAY.date())
    assert reminded(people, "2026-11-02") == {"高峰", "赵磊"}
    assert "11-02" not in owed(people) and "11-03" in owed(people)
    assert deemed_absent(people)[:1] == ["11-03"]
    board = {row.employee.name: (row.is_owed, row.leave) for row in board_of(people.world.service_manager, MONDAY.date())}
    assert board["王海涛"] == (False, "病假")


@pytest.mark.parametrize("state", [RequestState.WAITING, RequestState.RETURNED, RequestState.WITHDRAWN])
def test_leave_that_nobody_approved_excuses_from_nothing(people: Department, state: RequestState) -> None:
    in_november(people)
    granted(people, RequestKind.LEAVE, MONDAY.date(), state=state)
    assert "王海涛" in reminded(people, "2026-11-02")
    assert "11-02" in owed(people) and "11-02" in deemed_absent(people)


@pytest.mark.parametrize(("ends", "is_excused"), [(time(17, 30), True), (time(17, 29), False)])
def test_leave_for_a_part_excuses_where_nothing_of_the_day_is_left(
    people: Department, ends: time, is_excused: bool
) -> None:
    in_november(people)
    granted(people, RequestKind.LEAVE, MONDAY.date(), starts=time(8, 30), ends=ends)
    assert ("王海涛" not in reminded(people, "2026-11-02")) is is_excused
    assert ("11-02" not in owed(people)) is is_excused
    assert ("11-02" not in deemed_absent(people)) is is_excused


def test_a_holiday_is_nobodys_day_to_tell_of(world: World, people: Department) -> None:
    set_calendar_day(on=MONDAY.date(), kind=DayKind.REST, name="停产检修", by=world.hr, at=MONDAY)
    in_november(people)
    assert reminded(people, "2026-11-02") == set()
    assert "11-02" not in owed(people) and "11-02" not in deemed_absent(people)


@pytest.mark.usefixtures("field_only")
def test_where_only_field_days_count_an_office_day_is_not_told_of(people: Department) -> None:
    in_november(people)
    assert reminded(people, "2026-11-02") == set()
    assert owed(people) == [] and "11-02" not in deemed_absent(people)


@pytest.mark.usefixtures("field_only")
def test_a_field_day_counts_by_the_order_served(people: Department) -> None:
    in_november(people)
    people.arrived()
    assert reminded(people, "2026-11-02") == {"王海涛"}
    assert owed(people) == ["11-03", "11-02"]
    assert deemed_absent(people) == ["11-02", "11-03", "11-04", "11-05"]  # nobody ended it: until it was due


@pytest.mark.usefixtures("field_only")
def test_a_field_day_counts_by_the_approved_request(people: Department) -> None:
    in_november(people)
    granted(people, RequestKind.FIELD, TUESDAY, place="成都")
    assert reminded(people, "2026-11-02") == set()
    assert reminded(people, "2026-11-03") == {"王海涛"}
    assert owed(people) == ["11-03"] and deemed_absent(people) == ["11-03"]


def test_a_day_at_a_customers_by_order_is_a_field_day_without_asking(people: Department) -> None:
    people.arrived()
    told(people.world, people)
    day = judge_one(people.engineer, NOVEMBER, at("2026-12-02 09:00")).days[0]
    assert (day.on, day.field) == (MONDAY.date(), f"外勤 {people.world.customer}（派工单 PG-2026-0001）")
    events = judge_one(people.engineer, NOVEMBER, at("2026-12-02 09:00")).result["events"]
    assert "2026-11-02" not in {event["date"] for event in events}


def test_an_arrival_told_after_the_closing_corrects_the_closed_month(people: Department) -> None:
    """The engineer, told of the day, had no punch on 10-30: absent at 3 × 200.00; the order shows that it was a field day."""
    world, order = people.world, people.order(at("2026-10-30 08:00"))
    Wage.objects.create(employee=people.engineer, effective_from=date(2026, 1, 1), monthly=Decimal("4350.00"))
    told(world, people, at("2026-10-30 18:00"))
    in_november(people)
    people.engineer.entered_on = date(2026, 10, 30)
    people.engineer.save()
    Punch.objects.bulk_create(
        Punch(employee=people.manager, on=date(2026, 10, 30), at=time(8, 20), source=PunchImport.objects.get()) for _ in "1"
    )
    close_month(month=date(2026, 10, 1), by=world.hr, at=at("2026-11-03 08:00"))
    accept_dispatch(dispatch=order, by=world.service_engineer, at=at("2026-11-03 09:00"))
    there = at("2026-10-30 09:00")
    arrive_at_customer(dispatch=order, arrived_at=there, by=world.service_engineer, at=at("2026-11-03 09:01"))
    difference = AttendanceDifference.objects.get()
    assert (difference.closed.employee, difference.total) == (people.engineer, Decimal("-600.00"))
    assert order.number in difference.reason
