"""From rows to a judged month: the figures were worked out by hand."""

import json
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staff.models import (
    AttendanceMonth,
    ClockFailure,
    ConductKind,
    ConductRecord,
    LeaveKind,
    RequestKind,
    ShiftRule,
    Wage,
)
from staff.selectors.judged import judge_months, judge_one
from staff.selectors.statement import statement_of
from staff.services.close_month import close_month
from tests.attendance_made import AFTER_OCTOBER, NOVEMBER, OCTOBER, OCTOBER_DAYS, Department
from tests.versions_made import staff_version
from tests.world import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> Department:
    return Department(world)


def titles(office: Department, now: Any = AFTER_OCTOBER) -> list[tuple[str, str]]:
    rows = statement_of(office.wang, OCTOBER, now, shows_wage=True).rows
    return [(f"{row.on:%d}" if row.on else "", row.title) for row in rows]


def test_wangs_october_comes_to_750_yuan(office: Department) -> None:
    office.wangs_october()
    sheet = statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=True)
    result = sheet.result
    assert (result["late"], result["early"], result["absent_days"]) == (4, 1, "0.5")
    assert (result["fines"], result["absence_deduction"], result["demerit_fine"]) == ("100.00", "450.00", "200.00")
    assert sheet.payable == Decimal("750.00")
    assert f"{sheet.share * 100:.1f}" == "11.5"
    assert sheet.limit == Decimal("1305.00")
    assert (sheet.counts["scheduled"], sheet.counts["field"], sheet.counts["leave"]) == (18, 5, 1)
    assert (sheet.counts["reported"], sheet.counts["reports_due"]) == (17, 17)


def test_each_event_says_its_fact_and_the_rows_add_up(office: Department) -> None:
    office.wangs_october()
    rows = statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=True).rows
    assert [(row.title, row.fact, row.clause, str(row.amount)) for row in rows] == [
        ("迟到", "08:41 到，应 08:30，晚 11分", "S.4(1)", "20.00"),
        ("迟到", "08:52 到，应 08:30，晚 22分（≤ 30分）", "S.4(1)", "20.00"),
        ("迟到", "08:36 到，应 08:30，晚 6分", "S.4(1)", "20.00"),
        ("早退", "17:12 走，应 17:30，早 18分", "S.4(2)", "20.00"),
        ("迟到", "08:59 到，应 08:30，晚 29分（≤ 30分）", "S.4(1)", "20.00"),
        ("旷工半天", "09:14 到，应 08:30，晚 44分（> 30分）", "S.4罚(3)", "450.00"),
        ("缺卡", "下班无卡；补卡 17:30 已批准", "S.4", "0.00"),
        ("行政记大过 第1次", "迟到 4 + 早退 1 = 5次 ≥ 5次", "S.4罚(2)", "200.00"),
    ]
    assert sum(row.amount for row in rows if row.amount is not None) == Decimal("750.00")


def test_rows_of_absence_add_up_to_the_sum_rounded_once(office: Department) -> None:
    """7001.00 × 3 ÷ 21.75 = 965.655…: two days are 1931.31, one alone 965.66."""
    Wage.objects.create(employee=office.wang, effective_from=date(2026, 10, 1), monthly=Decimal("7001.00"))
    office.on_time(office.wang, OCTOBER_DAYS[2:])
    sheet = statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=True)
    assert [str(row.amount) for row in sheet.rows] == ["965.66", "965.65"]
    assert sheet.result["absence_deduction"] == "1931.31"


def test_leave_of_the_afternoon_shortens_the_shift(office: Department) -> None:
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    office.punch(office.wang, date(2026, 10, 8), "08:25", "13:00")
    office.report(office.wang, [date(2026, 10, 8)])
    assert titles(office) == [("08", "旷工半天")]
    office.granted(office.wang, RequestKind.LEAVE, date(2026, 10, 8), starts=time(13, 0), ends=time(17, 30))
    assert titles(office) == []


@pytest.mark.parametrize(("press", "came", "went"), [("12:02", None, "12:02"), ("08:25", "08:25", None)])
def test_a_lone_press_beside_leave_belongs_to_the_nearer_end_of_what_is_left_of_the_shift(
    office: Department, press: str, came: str | None, went: str | None
) -> None:
    """Gone at 12:02 with leave from 12:00, the coming forgotten: a missing punch, no day of absence."""
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    office.punch(office.wang, date(2026, 10, 8), press, None)
    office.report(office.wang, [date(2026, 10, 8)])
    office.granted(office.wang, RequestKind.LEAVE, date(2026, 10, 8), starts=time(12, 0), ends=time(17, 30))
    assert titles(office) == [("08", "缺卡")]
    day = judge_one(office.wang, OCTOBER, AFTER_OCTOBER).document["days"][0]
    assert (day["in"], day["out"]) == (came, went)


def test_leave_of_the_whole_day_is_judged_for_nothing(office: Department) -> None:
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    assert titles(office) == [("08", "旷工一天")]
    office.granted(office.wang, RequestKind.LEAVE, date(2026, 10, 8), leave_kind=LeaveKind.SICK)
    assert titles(office) == []


def test_a_field_day_needs_no_punch_but_its_report(office: Department) -> None:
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    office.granted(office.wang, RequestKind.FIELD, date(2026, 10, 8), place="遵义")
    rows = statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=True).rows
    assert [(row.title, row.fact, row.clause) for row in rows] == [("旷工一天", "没有当天的日报", "S.4罚(6)")]
    office.report(office.wang, [date(2026, 10, 8)])
    assert titles(office) == []


def test_a_corrected_time_that_is_late_is_judged_as_entered(office: Department) -> None:
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    office.punch(office.wang, date(2026, 10, 8), None, "17:40")
    office.report(office.wang, [date(2026, 10, 8)])
    assert titles(office) == [("08", "缺卡")]
    office.granted(office.wang, RequestKind.PUNCH, date(2026, 10, 8), side="in", time=time(8, 45))
    assert titles(office)[0] == ("08", "迟到")


def test_two_presses_before_the_shift_are_absence_until_the_forgotten_going_is_entered(office: Department) -> None:
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    office.punch(office.wang, date(2026, 10, 8), "08:15", "08:22")
    office.report(office.wang, OCTOBER_DAYS[:1])
    assert titles(office) == [("08", "旷工一天")]
    office.granted(office.wang, RequestKind.PUNCH, date(2026, 10, 8), side="out", time=time(17, 30))
    assert not any(day == "08" and title.startswith("旷工") for day, title in titles(office))


def test_punches_of_a_day_with_a_failed_clock_are_not_judged_and_other_days_are(office: Department) -> None:
    office.on_time(office.wang, OCTOBER_DAYS[2:])
    office.report(office.wang, OCTOBER_DAYS[:2])
    office.punch(office.wang, date(2026, 10, 8), "10:10", None)
    ClockFailure.objects.create(
        unit=office.wang.unit, first_on=date(2026, 10, 8), last_on=date(2026, 10, 8), reason="停电",
        entered_by=office.world.service_manager, entered_at=AFTER_OCTOBER,
    )  # fmt: skip
    assert titles(office) == [("09", "旷工一天")]


@pytest.mark.parametrize(("minutes", "title"), [(60, "擅离职守"), (61, "旷工半天")])
def test_leaving_the_post_is_fined_to_sixty_minutes_and_absence_above(
    office: Department, minutes: int, title: str
) -> None:
    office.on_time(office.wang, OCTOBER_DAYS)
    ConductRecord.objects.create(
        employee=office.wang, on=date(2026, 10, 9), kind=ConductKind.LEFT_POST, minutes=minutes, text="点名不在",
        recorded_by=office.world.service_manager, recorded_at=AFTER_OCTOBER,
    )  # fmt: skip
    assert titles(office) == [("09", title)]


@pytest.mark.parametrize(("hours", "events"), [("12.00", 0), ("12.25", 1)])
def test_a_phone_off_longer_than_twelve_hours_is_a_day_of_absence(office: Department, hours: str, events: int) -> None:
    office.on_time(office.wang, OCTOBER_DAYS)
    ConductRecord.objects.create(
        employee=office.wang, on=date(2026, 10, 9), kind=ConductKind.PHONE_OFF, hours=Decimal(hours), text="多次未接",
        recorded_by=office.world.service_manager, recorded_at=AFTER_OCTOBER,
    )  # fmt: skip
    assert len(titles(office)) == events


def test_today_is_not_judged_and_yesterday_is(office: Department) -> None:
    office.on_time(office.manager, OCTOBER_DAYS)
    assert [day for day, _ in titles(office, at("2026-10-10 23:59"))] == ["08", "09"]
    assert [day for day, _ in titles(office, at("2026-10-11 00:00"))] == ["08", "09", "10"]


def test_days_of_a_running_month_after_the_newest_punches_are_not_absence(office: Department) -> None:
    office.on_time(office.manager, OCTOBER_DAYS[:3])
    assert [day for day, _ in titles(office, at("2026-10-20 09:00"))] == ["08", "09", "10"]


def test_the_wage_is_that_of_the_months_last_day(office: Department) -> None:
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    Wage.objects.create(employee=office.wang, effective_from=date(2026, 10, 31), monthly=Decimal("8700.00"))
    Wage.objects.create(employee=office.wang, effective_from=date(2026, 11, 1), monthly=Decimal("9999.00"))
    assert judge_one(office.wang, OCTOBER, AFTER_OCTOBER).result["absence_deduction"] == "1200.00"


def test_who_has_no_wage_is_listed_as_such_and_the_others_are_judged(office: Department) -> None:
    new = office.person("E-030", "新人")
    office.on_time(office.manager, OCTOBER_DAYS)
    found = judge_months([new, office.wang], OCTOBER, AFTER_OCTOBER)
    assert not found[new.pk].has_wage
    assert found[new.pk].result["total_deduction"] is None
    assert found[new.pk].result["absent_days"] == "18.0"
    assert found[office.wang.pk].result["absence_deduction"] == "16200.00"


def test_an_open_month_before_hands_on_its_demerit(office: Department) -> None:
    """Both months open: the second demerit costs 500."""
    office.wangs_october()
    days = [date(2026, 11, 2) + timedelta(days=place) for place in range(5)]
    for on in days:
        office.punch(office.wang, on, "08:40", "17:40")
    office.report(office.wang, days)
    result = judge_one(office.wang, NOVEMBER, at("2026-11-07 08:00"))
    assert result.document["prior"]["demerits"] == "1"
    assert result.document["prior"]["absent_days_this_year"] == "0.5"
    assert result.result["demerit_fine"] == "500.00"


def test_a_run_of_absence_over_the_months_end_is_deemed_resignation(office: Department) -> None:
    """The last three days of October and the first two of November; with one of them less it is not."""
    office.on_time(office.wang, OCTOBER_DAYS[:-3])
    office.on_time(office.manager, [*OCTOBER_DAYS, date(2026, 11, 2), date(2026, 11, 3)])
    assert not judge_one(office.wang, NOVEMBER, at("2026-11-03 12:00")).result["deemed_resigned"]
    assert judge_one(office.wang, NOVEMBER, at("2026-11-04 12:00")).result["deemed_resigned"]


def test_the_number_of_queries_does_not_grow_with_the_people(office: Department) -> None:
    office.wangs_october()
    judge_months([office.wang], OCTOBER, AFTER_OCTOBER)
    with CaptureQueriesContext(connection) as one:
        judge_months([office.wang], OCTOBER, AFTER_OCTOBER)
    people = [office.person(f"E-1{place:02}", f"某{place}", wage="5000.00") for place in range(20)]
    with CaptureQueriesContext(connection) as many:
        judge_months(people, OCTOBER, AFTER_OCTOBER)
    assert len(many) == len(one)


@pytest.mark.parametrize(("since", "fine"), [("2026-10-01", "50.00"), ("2026-10-02", "20.00")])
def test_a_month_is_judged_by_the_version_of_its_first_day(office: Department, since: str, fine: str) -> None:
    staff_version(date.fromisoformat(since), attendance_fine="50.00")
    office.on_time(office.wang, OCTOBER_DAYS[1:])
    office.punch(office.wang, OCTOBER_DAYS[0], "08:40", "17:40")
    office.report(office.wang, OCTOBER_DAYS[:1])
    sheet = statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=True)
    assert [(row.title, str(row.amount)) for row in sheet.rows] == [("迟到", fine)]
    assert sheet.result["total_deduction"] == fine


def test_what_the_sheet_says_of_its_limits_is_the_versions(office: Department) -> None:
    staff_version(
        OCTOBER, late_half_day_over_minutes="10", demerit_count="1", wage_days_per_month="30", deduction_flag_share="0.0300",
        below_minimum_wage="6500.00",
    )  # fmt: skip
    office.wangs_october()
    sheet = statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=True)
    facts = [row.fact for row in sheet.rows]
    assert "08:41 到，应 08:30，晚 11分（> 10分）" in facts
    assert "迟到 1 + 早退 1 = 2次 ≥ 1次" in facts
    assert any("÷ 30" in step["formula"] for step in sheet.basis)
    assert sheet.flags == [
        "扣款后低于当地最低工资，请人核定；系统不自动少扣",
        "扣款超过当月工资的 3%，请人核定；系统不自动少扣",
    ]
    assert sheet.wage_days == "30"


def test_absence_counts_by_the_calendar_year_and_demerits_of_whatever_year(office: Department) -> None:
    """December 2025 has a demerit and 1.5 days of absence, the last day with it: January knows the demerit and the run alone."""
    december, january = date(2025, 12, 1), date(2026, 1, 1)
    days = [date(2025, 12, day) for day in range(1, 32) if date(2025, 12, day).weekday() < 5]
    for on in days[:5]:
        office.punch(office.wang, on, "08:40", "17:40")
    office.punch(office.wang, days[5], "09:10", "17:40")
    office.report(office.wang, days[:6])
    office.on_time(office.wang, days[6:-1])
    office.on_time(office.manager, days)
    when = at("2026-01-05 09:00")
    assert judge_one(office.wang, december, when).result["absent_days"] == "1.5"
    handed_on = {"demerits": "1", "absent_days_this_year": "0.0", "last_absent_run": ["2025-12-31"]}
    assert judge_one(office.wang, january, when).document["prior"] == handed_on
    close_month(month=december, by=office.world.hr, at=when)
    assert judge_one(office.wang, january, when).document["prior"] == handed_on


def test_winter_hours_a_short_saturday_and_part_day_leave_reach_the_contract_as_the_days_own_shift(
    office: Department,
) -> None:
    winter, saturday = {"start": time(9), "end": time(17)}, {"start": time(8, 30), "end": time(12)}
    for weekday, hours, since in ((0, winter, date(2026, 10, 19)), (5, saturday, date(2026, 10, 17))):
        ShiftRule.objects.create(schedule=office.roster, weekday=weekday, effective_from=since, **hours)
    office.on_time(office.wang, [*OCTOBER_DAYS, date(2026, 10, 17), date(2026, 10, 24), date(2026, 10, 31)])
    office.granted(office.wang, RequestKind.LEAVE, date(2026, 10, 9), starts=time(8, 30), ends=time(10))
    document = judge_one(office.wang, OCTOBER, AFTER_OCTOBER).document
    own = {day["date"][8:]: day["shift"] for day in document["days"] if "shift" in day}
    assert document["shift"] == {"start": "08:30", "end": "17:30"}
    assert own == {
        "09": {"start": "10:00", "end": "17:30"},
        **dict.fromkeys(["17", "24", "31"], {"start": "08:30", "end": "12:00"}),
        **dict.fromkeys(["19", "26"], {"start": "09:00", "end": "17:00"}),
    }


def test_the_frozen_document_of_a_statement_is_judged_the_same_by_command_and_api(
    office: Department, client: Any, capsys: Any, tmp_path: Any
) -> None:
    office.wangs_october()
    office.on_time(office.manager, OCTOBER_DAYS)
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)
    row = AttendanceMonth.objects.get(employee=office.wang)
    client.force_login(office.world.users["service_engineer"])
    answer = client.post("/api/attendance-assessments/", json.dumps(row.document), content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, row.result)
    file = tmp_path / "month.json"
    file.write_text(json.dumps(row.document), encoding="utf-8")
    call_command("assess_attendance", str(file))
    assert json.loads(capsys.readouterr().out) == [row.result]
