"""Employees, wages, rosters and the calendar through the pages."""

import uuid
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from staff.models import Demerit, Employee, EmployeeSchedule, Schedule, ShiftRule, Wage
from staff.selectors.people import may_see_wage, wage_on
from tests.staffed import Department, employed, left
from tests.views.acting import client_of, text_of
from tests.world import World
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.org.models import CalendarDay

pytestmark = pytest.mark.django_db
SECRET = ("5,220.00", "5220")


@pytest.fixture
def department(world: World) -> Department:
    return Department(world)


@pytest.fixture
def hr(department: Department) -> Client:
    return client_of(department.world, "hr")


def send(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"act_id": str(uuid.uuid4()), **fields})


def person(department: Department, **changes: Any) -> dict[str, Any]:
    facts = {"number": "0330", "name": "陈 曦", "unit": department.world.unit["service"].pk, "post": "技术支持", "entered_on": "2026-09-01"}
    return facts | {"manager": department.gao.pk, "phone": "8099"} | changes


def test_a_person_is_entered_and_found(hr: Client, department: Department) -> None:
    assert send(hr, "/staff/employees/new/", **person(department)).status_code == 302
    added = Employee.objects.get(number="0330")
    assert (added.name, added.manager, added.entered_on) == ("陈 曦", department.gao, date(2026, 9, 1))
    assert "陈 曦" in text_of(hr.get("/staff/employees/?q=0330"))
    assert "没有班制" in text_of(hr.get(f"/staff/employees/{added.pk}/"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "0312"}, "number"),
        ({"number": "工号"}, "number"),
        ({"name": ""}, "name"),
        ({"user": "service_engineer"}, "user"),
        ({"entered_on": "2026-02-30"}, "entered_on"),
    ],
)
def test_a_person_twice_or_half_is_refused_at_the_field(
    hr: Client, department: Department, changes: dict[str, Any], field: str
) -> None:
    if "user" in changes:
        changes = {"user": department.world.users[changes["user"]].pk}
    answer = send(hr, "/staff/employees/new/", **person(department, **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Employee.objects.count() == 3


def test_a_change_tells_from_what_to_what_and_a_page_gone_stale_is_told(hr: Client, department: Department) -> None:
    address = f"/staff/employees/{department.wang.pk}/change/"
    facts = person(department, name="王海涛", phone="8091") | {"seen_version": 0}
    assert send(hr, address, **facts).status_code == 302
    event = Event.objects.filter(stream=department.wang.stream, verb="change_employee").get()
    assert ["电话", "", "8091"] in event.changes
    assert send(hr, address, **facts | {"phone": "8092"}).status_code == 409


def test_nobody_becomes_the_own_superior(hr: Client, department: Department) -> None:
    answer = send(hr, f"/staff/employees/{department.gao.pk}/change/", **person(department, name="高峰", manager=department.wang.pk))
    assert answer.status_code == 422
    assert "上级" in answer.context["form"].errors["manager"][0]


def test_a_wage_holds_from_its_day_and_a_month_takes_the_last_days(hr: Client, department: Department) -> None:
    assert send(hr, f"/staff/employees/{department.wang.pk}/wage/", monthly="5600", effective_from="2026-10-15").status_code == 302
    assert wage_on(department.wang, date(2026, 10, 14)) == Decimal("5220.00")
    assert wage_on(department.wang, date(2026, 10, 31)) == Decimal("5600.00")
    assert wage_on(department.wang, date(2025, 12, 31)) is None


def test_a_wage_entered_for_the_same_day_is_corrected(hr: Client, department: Department) -> None:
    send(hr, f"/staff/employees/{department.wang.pk}/wage/", monthly="5300", effective_from="2026-01-01")
    assert list(Wage.objects.filter(employee=department.wang).values_list("monthly", flat=True)) == [Decimal("5300.00")]


@pytest.mark.parametrize("monthly", ["0", "-1", "五千", ""])
def test_a_wage_is_an_amount_above_nothing(hr: Client, department: Department, monthly: str) -> None:
    assert send(hr, f"/staff/employees/{department.wang.pk}/wage/", monthly=monthly, effective_from="2026-10-01").status_code == 422


def test_nobody_enters_the_own_wage(department: Department) -> None:
    world = department.world
    own = employed(world, "0040", "吴敏", "hr", unit="hr")
    answer = send(client_of(world, "hr"), f"/staff/employees/{own.pk}/wage/", monthly="9000", effective_from="2026-10-01")
    assert answer.status_code == 403
    assert not own.wages.exists()


@pytest.mark.parametrize(
    ("who", "status", "sees"),
    [
        ("hr", 200, True),
        ("service_manager", 200, True),
        ("service_engineer", 200, True),
        ("auditor", 200, False),
        ("deputy_gm", 200, False),
        ("general_manager", 200, False),
        ("finance", 403, False),
        ("tech_head", 403, False),
        ("admin", 403, False),
    ],
)
def test_a_wage_is_read_by_hr_the_manager_and_the_person_alone(
    department: Department, who: str, status: int, sees: bool
) -> None:
    answer = client_of(department.world, who).get(f"/staff/employees/{department.wang.pk}/")
    assert answer.status_code == status
    assert any(secret in text_of(answer) for secret in SECRET) is sees
    assert may_see_wage(getattr(department.world, who), department.wang) is sees


def test_a_colleague_finds_neither_the_file_nor_the_wage(department: Department) -> None:
    browser = client_of(department.world, "service_engineer")
    assert browser.get(f"/staff/employees/{department.li.pk}/").status_code == 404
    assert browser.get(f"/staff/employees/{department.gao.pk}/").status_code == 404
    assert [one.name for one, _ in browser.get("/staff/employees/").context["rows"]] == ["王海涛"]


def test_the_manager_does_not_see_people_of_other_units(department: Department) -> None:
    other = employed(department.world, "0500", "冯雪", "finance", unit="finance")
    browser = client_of(department.world, "service_manager")
    assert browser.get(f"/staff/employees/{other.pk}/").status_code == 404
    assert not may_see_wage(department.world.service_manager, other)


@pytest.mark.parametrize("who", ["hr", "service_manager", "auditor", "deputy_gm"])
def test_no_list_no_event_and_no_answer_tells_a_wage(department: Department, who: str) -> None:
    send(client_of(department.world, "hr"), f"/staff/employees/{department.wang.pk}/wage/", monthly="5220", effective_from="2026-10-01")
    told = text_of(client_of(department.world, who).get("/staff/employees/"))
    assert not any(secret in told for secret in SECRET)
    events = Event.objects.filter(verb="set_wage")
    assert events.count() == 4
    assert not any(secret in f"{event.text}{event.changes}" for event in events for secret in SECRET)


def test_whoever_left_is_listed_only_when_asked_for_and_the_day_is_corrected(hr: Client, department: Department) -> None:
    address = f"/staff/employees/{department.li.pk}/leaving/"
    before = {"left_on": "2026-10-31", "reason": "登记", "seen_version": 0}
    assert send(hr, address, **before).status_code == 422
    assert "离职要先办工作移交" in text_of(hr.get(address))
    left(department.li, date(2026, 10, 30))
    assert send(hr, address, left_on="2025-12-31", reason="写错", seen_version=1).status_code == 422
    assert send(hr, address, left_on="2026-10-31", reason="", seen_version=1).status_code == 422
    assert send(hr, address, left_on="2026-10-31", reason="写错一天", seen_version=1).status_code == 302
    assert "0315" not in text_of(hr.get("/staff/employees/"))
    assert "0315" in text_of(hr.get("/staff/employees/?left=1"))
    assert send(hr, address, left_on="", reason="本人没有走", seen_version=2).status_code == 302
    assert "0315" in text_of(hr.get("/staff/employees/"))


def test_the_manager_puts_people_on_another_roster(department: Department) -> None:
    browser = client_of(department.world, "service_manager")
    week = {f"{side}_{day}": hour for day in range(6) for side, hour in (("start", "09:00"), ("end", "17：00"))}
    assert send(browser, "/staff/rosters/new/", name="冬季六天", effective_from="2026-11-01", **week).status_code == 302
    six = Schedule.objects.get(name="冬季六天")
    assert six.shifts.filter(end=time(17)).count() == 6
    address = f"/staff/employees/{department.wang.pk}/roster/"
    assert send(browser, address, schedule=six.pk, effective_from="2026-11-01").status_code == 302
    assert EmployeeSchedule.objects.filter(employee=department.wang).count() == 2
    assert "冬季六天" in text_of(browser.get("/staff/rosters/"))


@pytest.mark.parametrize(
    ("hours", "field", "words"),
    [
        ({"start_0": "22:00", "end_0": "06:00"}, "end_0", "跨过零点"),
        ({"start_0": "08:30", "end_0": "08:30"}, "end_0", "跨过零点"),
        ({"start_0": "08:30"}, "end_0", "只填了一半"),
        ({}, "start_0", "都没有班次"),
    ],
)
def test_a_shift_the_regulation_does_not_know_is_refused_at_its_day(
    hr: Client, hours: dict[str, str], field: str, words: str
) -> None:
    answer = send(hr, "/staff/rosters/new/", name="夜班", effective_from="2026-11-01", **hours)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]
    assert not Schedule.objects.filter(name="夜班").exists()


def test_winter_hours_are_rows_from_their_day_for_the_days_that_change(hr: Client, department: Department) -> None:
    week = {f"{side}_{day}": hour for day in range(5) for side, hour in (("start", "08:30"), ("end", "17:30"))}
    address = f"/staff/rosters/{department.week.pk}/week/"
    assert send(hr, address, effective_from="2026-11-01", **week).status_code == 302
    assert not ShiftRule.objects.filter(effective_from=date(2026, 11, 1)).exists()
    assert send(hr, address, effective_from="2026-11-01", **week | {"start_4": "", "end_4": ""}).status_code == 302
    changed = ShiftRule.objects.get(effective_from=date(2026, 11, 1))
    assert (changed.weekday, changed.start) == (4, None)
    assert "2026-11-01" in text_of(hr.get(f"/staff/rosters/{department.week.pk}/"))


def test_a_day_of_the_calendar_is_corrected_and_the_correction_taken_back(hr: Client) -> None:
    assert send(hr, "/staff/calendar/set/", on="2026-10-12", kind="rest", name="厂庆").status_code == 302
    assert CalendarDay.objects.get(on=date(2026, 10, 12)).is_workday is False
    assert "厂庆" in text_of(hr.get("/staff/calendar/?year=2026"))
    assert send(hr, "/staff/calendar/set/", on="2026-10-12", kind="ordinary").status_code == 302
    assert not CalendarDay.objects.exists()
    assert Event.objects.filter(stream="calendar:2026").count() == 2


@pytest.mark.parametrize(("year", "words"), [("2026", "国庆节"), ("2031", "还没有"), ("九九", "2026 年"), ("0001", "2026 年")])
def test_the_calendar_shows_a_year_and_says_when_it_is_not_known(hr: Client, year: str, words: str) -> None:
    assert words in text_of(hr.get(f"/staff/calendar/?year={year}"))


def test_the_office_finds_its_pages_in_the_menu_and_an_engineer_does_not(department: Department) -> None:
    for who in ("hr", "service_manager"):
        menu = text_of(client_of(department.world, who).get("/me/"))
        assert "/staff/punches/" in menu and "/staff/rosters/" in menu and "/staff/employees/" in menu
    assert "/staff/punches/" not in text_of(client_of(department.world, "service_engineer").get("/me/"))


def test_a_program_enters_a_roster_with_its_week(hr: Client) -> None:
    body = {"name": "早班", "effective_from": "2026-11-01", "start_0": "07:00", "end_0": "15:00"}
    answer = hr.post("/api/staff/rosters/new/", body, content_type="application/json")
    assert answer.status_code == 201
    assert ShiftRule.objects.get(schedule=answer.json()["roster"]).start == time(7)


def test_a_wrong_wage_is_withdrawn_on_its_page_and_struck_out(hr: Client, department: Department) -> None:
    send(hr, f"/staff/employees/{department.wang.pk}/wage/", monthly="5600", effective_from="2026-10-15")
    wrong = Wage.objects.get(employee=department.wang, effective_from="2026-10-15")
    address = f"/staff/employees/{department.wang.pk}/wage/{wrong.pk}/withdraw/"
    assert address in text_of(hr.get(f"/staff/employees/{department.wang.pk}/"))
    assert send(hr, address, reason="").status_code == 422
    assert send(hr, address, reason="起日填错").status_code == 302
    shown = text_of(hr.get(f"/staff/employees/{department.wang.pk}/"))
    assert "<s>5,600.00</s>" in shown and "起日填错" in shown and address not in shown
    assert hr.get(address).status_code == 409


def test_another_persons_wage_is_not_found_under_this_one(hr: Client, department: Department) -> None:
    other = Wage.objects.get(employee=department.li)
    assert hr.get(f"/staff/employees/{department.wang.pk}/wage/{other.pk}/withdraw/").status_code == 404


def test_a_struck_out_wage_is_read_by_nobody_else_either(hr: Client, department: Department) -> None:
    wage = Wage.objects.get(employee=department.wang)
    send(hr, f"/staff/employees/{department.wang.pk}/wage/{wage.pk}/withdraw/", reason="起日填错")
    for who in ("auditor", "deputy_gm"):
        shown = text_of(client_of(department.world, who).get(f"/staff/employees/{department.wang.pk}/"))
        assert not any(secret in shown for secret in SECRET)


def test_an_old_demerit_is_entered_on_its_page_and_withdrawn_by_the_deputy(hr: Client, department: Department) -> None:
    address = f"/staff/employees/{department.wang.pk}/demerits/new/"
    facts = {"month": "2026-06", "decided_on": "2026-07-03", "document": "宜纸人〔2026〕12号", "reason": "纸质档案"}
    assert send(hr, address, **facts | {"month": "六月"}).status_code == 422
    assert send(hr, address, **facts).status_code == 302
    page = f"/staff/employees/{department.wang.pk}/"
    assert "宜纸人〔2026〕12号" in text_of(hr.get(page)) and "第1次" in text_of(hr.get(page))
    deputy, entered = client_of(department.world, "deputy_gm"), Demerit.objects.get()
    withdraw = f"/staff/attendance/demerits/{entered.pk}/withdraw/"
    assert withdraw in text_of(deputy.get(page))
    assert send(deputy, withdraw, reason="档案里已撤销").status_code == 302
    assert "已撤销" in text_of(deputy.get(page))


def test_a_roster_goes_out_of_use_once_nobody_works_by_it(hr: Client, department: Department) -> None:
    address = f"/staff/rosters/{department.week.pk}/retire/"
    assert "高峰（0300）、王海涛（0312）" in text_of(hr.get(address))
    refused = send(hr, address, since="2026-12-01")
    assert refused.status_code == 422 and "李 敏（0315）" in text_of(refused)
    other = Schedule.objects.create(name="空班")
    assert send(hr, f"/staff/rosters/{other.pk}/retire/", since="2020-01-01").status_code == 302
    listed = text_of(hr.get("/staff/rosters/"))
    assert "已停用" in listed and "空班" in listed
    assert "空班（2020-01-01 起停用）" in text_of(hr.get(f"/staff/employees/{department.wang.pk}/roster/"))
    assert send(hr, f"/staff/rosters/{other.pk}/retire/", since="").status_code == 302
    assert "已停用" not in text_of(hr.get("/staff/rosters/"))
