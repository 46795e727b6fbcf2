"""The sheet, the department, requests, objections and the closing as people see and press them."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from staff.models import (
    AttendanceDifference,
    AttendanceMonth,
    AttendanceRequest,
    ClockFailure,
    ConductRecord,
    Demerit,
    Employee,
    Objection,
    RequestState,
    StaffProposal,
    Wage,
)
from staff.services.close_month import close_month
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, Department
from tests.views.acting import client_of, text_of
from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.org.models import Site, UnitSite

pytestmark = pytest.mark.django_db
SHEET = "/staff/attendance/2026-10/sheets/E-017/"
DEPARTMENT = "/staff/attendance/2026-10/"


@pytest.fixture
def office(world: World, travel_to: Any) -> Department:
    travel_to(AFTER_OCTOBER)
    return Department(world).whole_october()


def page(office: Department, who: str, url: str) -> Any:
    return client_of(office.world, who).get(url, follow=True)


def send(office: Department, who: str, url: str, **fields: Any) -> Any:
    data = {"act_id": str(uuid.uuid4()), **fields}
    return client_of(office.world, who).post(f"/staff/attendance/{url}", data, follow=True)


def test_the_person_sees_the_own_month_with_every_row_and_how_it_came(office: Department) -> None:
    text = text_of(page(office, "service_engineer", "/staff/attendance/"))
    assert "王海涛 10月考勤" in text
    assert "750.00" in text and "占月工资 11.5%，未超 20%" in text
    assert "08:41 到，应 08:30，晚 11分" in text
    assert "6,525.00 ÷ 21.75 = 450.00 元" in text
    assert "上限 20% 即 1,305.00 元" in text
    assert "18 / 5 / 1" in text and "日报 17 / 17 已交" in text


def test_the_manager_sees_one_row_a_person_with_wages(office: Department) -> None:
    text = text_of(page(office, "service_manager", "/staff/attendance/"))
    assert "10月考勤 2人" in text and "750.00" in text and "450.00" in text


def test_the_last_row_adds_everybody_up(office: Department) -> None:
    answer = page(office, "service_manager", "/staff/attendance/")
    rows, totals = answer.context["rows"], answer.context["totals"]
    assert "合计 2人" in text_of(answer)
    assert totals.payable == sum(row.payable for row in rows if row.payable is not None)
    assert totals.counts["late"] == sum(row.result["late"] for row in rows)
    Wage.objects.filter(employee=office.manager).delete()
    answer = page(office, "service_manager", "/staff/attendance/")
    assert answer.context["totals"].without_wage == 1 and "缺工资 1人没有计入扣款" in text_of(answer)


def test_the_last_row_tells_no_wage_to_whom_one_is_hidden(office: Department) -> None:
    totals = page(office, "auditor", "/staff/attendance/").context["totals"]
    assert (totals.absence, totals.differences, totals.payable) == (None, None, None)
    assert totals.fines > 0


@pytest.mark.parametrize("who", ["auditor", "deputy_gm", "general_manager"])
def test_readers_without_wages_see_counts_and_fines_but_no_sum_that_tells_a_wage(office: Department, who: str) -> None:
    for url in ("/staff/attendance/2026-10/", SHEET):
        text = text_of(page(office, who, url))
        assert "王海涛" in text and "100.00" in text
        for secret in ("750.00", "450.00", "6,525", "6525", "1,305", "11.5%"):
            assert secret not in text


def test_nobody_sees_a_colleagues_sheet(office: Department) -> None:
    assert page(office, "service_engineer", "/staff/attendance/2026-10/sheets/E-001/").status_code == 404
    text = text_of(page(office, "service_engineer", "/staff/attendance/2026-10/"))
    assert "王海涛" in text and "E-001" not in text
    assert page(office, "sales_clerk", SHEET).status_code == 403


def test_leave_is_asked_for_on_the_page_and_approved_by_the_manager(office: Department) -> None:
    fields = {"leave_kind": "personal", "first_on": "2026-10-22", "last_on": "2026-10-22", "starts": "08:30", "ends": "09:30", "reason": "看病"}
    answer = send(office, "service_engineer", "requests/leave/", **fields)
    assert "已申请事假 10-22 08:30—09:30，等经理审批" in text_of(answer)
    request = AttendanceRequest.objects.get(state=RequestState.WAITING)
    answer = send(office, "service_manager", f"requests/{request.pk}/decide/", decision="approve")
    assert "已批准王海涛的事假" in text_of(answer)
    assert "300.00" in text_of(page(office, "service_engineer", SHEET))


def test_a_correction_after_now_is_told_at_its_field(office: Department) -> None:
    answer = send(office, "service_engineer", "requests/correction/", on="2026-11-04", side="out", time="17:30", reason="忘打")
    assert answer.status_code == 422
    assert "补卡的时刻不能晚于现在 11-04 09:4" in text_of(answer)


def test_returning_a_request_takes_a_reason(office: Department) -> None:
    send(office, "service_engineer", "requests/field/", first_on="2026-11-05", last_on="2026-11-06", place="自贡", reason="回访")
    request = AttendanceRequest.objects.get(state=RequestState.WAITING)
    answer = send(office, "service_manager", f"requests/{request.pk}/decide/", decision="return", answer="")
    assert answer.status_code == 422 and "请写退回的理由" in text_of(answer)


def test_the_person_objects_once_and_the_manager_corrects_the_time(office: Department) -> None:
    url = "2026-10/objections/2026-10-20.late/"
    assert "已提异议" in text_of(send(office, "service_engineer", url, text="当天接客户电话"))
    assert send(office, "service_engineer", url, text="再说一次").status_code == 409
    objection = Objection.objects.get()
    fields = {"remedy": "in", "time": "08:28", "answer": "通话记录核实"}
    answer = send(office, "service_manager", f"objections/{objection.pk}/answer/", **fields)
    assert "已答复王海涛的异议：采纳" in text_of(answer)
    text = text_of(page(office, "service_engineer", SHEET))
    assert "530.00" in text and "达到记大过线" not in text


def test_the_manager_records_conduct_and_the_person_reads_it(office: Department) -> None:
    fields = {"employee": office.wang.pk, "on": "2026-10-21", "kind": "left_post", "minutes": "45", "text": "14:10 点名不在"}
    answer = send(office, "service_manager", "conduct/new/", **fields)
    assert "已登记王海涛 10-21 离岗 45分钟" in text_of(answer)
    text = text_of(page(office, "service_engineer", SHEET))
    assert "擅离职守" in text and "14:10 点名不在" in text and "770.00" in text
    record = ConductRecord.objects.get()
    send(office, "service_manager", f"conduct/{record.pk}/withdraw/", reason="点错了人")
    assert "750.00" in text_of(page(office, "service_engineer", SHEET))


def test_hr_closes_with_what_is_open_in_view_and_the_sheet_is_then_read_only(office: Department) -> None:
    text = text_of(page(office, "hr", "/staff/attendance/2026-10/close/"))
    assert "没有待审批的申请" in text and "应扣合计 750.00 元" in text and "记大过 1人：王海涛" in text
    answer = send(office, "hr", "2026-10/close/")
    assert "已关账 2人，应扣合计 750.00 元" in text_of(answer)
    sheet = text_of(page(office, "service_engineer", SHEET))
    assert "10月已关账，只供查看" in sheet and "提异议</a>" not in sheet
    assert send(office, "service_engineer", "2026-10/objections/2026-10-20.late/", text="晚了").status_code == 409


def test_closing_waits_for_the_next_month(office: Department, travel_to: Any) -> None:
    travel_to(at("2026-10-31 23:58"))
    assert send(office, "hr", "2026-10/close/").status_code == 409
    travel_to(at("2026-11-01 00:02"))
    assert send(office, "hr", "2026-10/close/").status_code == 200
    assert AttendanceMonth.objects.count() == 2


def test_the_withdrawn_demerit_says_so_and_pays_back(office: Department) -> None:
    send(office, "hr", "2026-10/close/")
    demerit = Demerit.objects.get()
    assert send(office, "deputy_gm", f"demerits/{demerit.pk}/withdraw/", reason="").status_code == 422
    assert "已撤销王海涛 2026-10 的记大过" in text_of(send(office, "deputy_gm", f"demerits/{demerit.pk}/withdraw/", reason="班车晚点"))
    assert "−200.00" in text_of(page(office, "service_engineer", "/staff/attendance/2026-11/sheets/E-017/"))


def test_a_proposal_is_decided_by_the_general_manager_with_a_reason(office: Department) -> None:
    lost = office.person("E-040", "失联者", wage="4350.00")
    send(office, "hr", "2026-10/close/")
    assert set(StaffProposal.objects.filter(employee=lost).values_list("kind", flat=True)) == {"dismissal", "deemed_resigned"}
    proposal = StaffProposal.objects.filter(kind="dismissal").get()
    url = f"proposals/{proposal.pk}/decide/"
    assert send(office, "general_manager", url, reason="先家访").status_code == 422
    assert "不办" in text_of(send(office, "general_manager", url, decision="decline", reason="先家访"))
    lost.refresh_from_db()
    assert lost.left_on is None


def test_payroll_and_slip_are_asked_for_as_jobs(office: Department) -> None:
    assert send(office, "hr", "2026-10/export/", format="xlsx").status_code == 409
    send(office, "hr", "2026-10/close/")
    assert send(office, "hr", "2026-10/export/", format="xlsx").status_code == 200
    assert send(office, "service_engineer", "2026-10/sheets/E-017/print/").status_code == 200
    assert set(Job.objects.values_list("kind", flat=True)) >= {"attendance_payroll", "attendance_slip"}


def test_the_failed_clock_is_entered_for_the_own_unit(office: Department) -> None:
    fields = {"units": office.wang.unit_id, "first_on": "2026-10-20", "last_on": "2026-10-22", "reason": "停电"}
    assert send(office, "service_manager", "clock-failures/new/", **fields).status_code == 200
    sheet = text_of(page(office, "service_engineer", SHEET))
    assert "09:14 到" not in sheet and "80.00" in sheet




def test_the_failed_clock_of_several_units_is_entered_at_once(office: Department) -> None:
    other = office.person("J-001", "曹进")
    Employee.objects.filter(pk=other.pk).update(unit=office.world.unit["technical_center"])
    units = [office.wang.unit_id, office.world.unit["technical_center"].pk]
    fields = {"units": units, "first_on": "2026-10-20", "last_on": "2026-10-20", "reason": "停电"}
    text = text_of(send(office, "hr", "clock-failures/new/", **fields))
    assert "已登记" in text and ClockFailure.objects.count() == 2
    assert send(office, "hr", "clock-failures/new/", **fields | {"units": []}).status_code == 422
    assert send(office, "service_manager", "clock-failures/new/", **fields).status_code == 422


def test_the_failed_clock_of_a_site_is_entered_for_all_its_units(office: Department) -> None:
    site = Site.objects.create(name="南岸厂区")
    UnitSite.objects.create(site=site, unit=office.world.unit["service"], effective_from=date(2026, 1, 1))
    fields = {"site": site.pk, "first_on": "2026-10-20", "last_on": "2026-10-22", "reason": "停电"}
    assert "南岸厂区" in text_of(page(office, "hr", "/staff/attendance/clock-failures/new/"))
    both = send(office, "hr", "clock-failures/new/", **fields | {"units": office.wang.unit_id})
    assert both.status_code == 422 and "请去掉一样" in text_of(both)
    neither = send(office, "hr", "clock-failures/new/", **fields | {"site": ""})
    assert neither.status_code == 422 and "请选厂区，或选用这台考勤机的单位" in text_of(neither)
    assert send(office, "hr", "clock-failures/new/", **fields).status_code == 200
    assert ClockFailure.objects.get().site == site
    assert "售后服务部（南岸厂区）" in text_of(page(office, "service_manager", DEPARTMENT))


def test_a_request_that_begins_tomorrow_waits_on_the_managers_workbench_until_then(office: Department) -> None:
    ask = {"first_on": "2026-11-05", "last_on": "2026-11-05", "place": "成都", "reason": "走访"}
    assert send(office, "service_engineer", "requests/field/", **ask).status_code == 200
    text = text_of(client_of(office.world, "service_manager").get("/"))
    assert "审批外勤" in text and ">审批 剩 14小时" in text and "11-04 24:00" in text


def test_a_failed_clock_stands_on_the_departments_page_and_is_taken_back_there(office: Department) -> None:
    fields = {"units": office.wang.unit_id, "first_on": "2026-10-20", "last_on": "2026-10-22", "reason": "停电"}
    send(office, "hr", "clock-failures/new/", **fields)
    failure = ClockFailure.objects.get()
    withdraw = f"clock-failures/{failure.pk}/withdraw/"
    assert withdraw in text_of(page(office, "service_manager", DEPARTMENT))
    assert send(office, "service_manager", withdraw, reason="").status_code == 422
    assert send(office, "service_manager", withdraw, reason="认错了日子").status_code == 200
    shown = text_of(page(office, "service_manager", DEPARTMENT))
    assert withdraw not in shown and "认错了日子" in shown


def test_an_approval_is_revoked_from_the_list_with_a_reason(office: Department) -> None:
    request = office.wang.requests.filter(kind="leave").get()
    revoke = f"requests/{request.pk}/revoke/"
    assert revoke in text_of(page(office, "service_manager", "/staff/attendance/requests/"))
    assert send(office, "service_manager", revoke, reason="").status_code == 422
    assert "已撤销王海涛的事假" in text_of(send(office, "service_manager", revoke, reason="假条是别人的"))
    shown = text_of(page(office, "service_engineer", "/staff/attendance/requests/"))
    assert "批准后撤销" in shown and "假条是别人的" in shown
    assert send(office, "service_manager", revoke, reason="再来").status_code == 409


def test_each_who_asks_for_a_large_closing_gets_a_page_of_their_own(
    office: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staff.views.attendance_closing.MOST_JUDGED_AT_ONCE", 0)
    second = office.world.finance
    RoleGrant.objects.create(user=second, role="hr", granted_at=AFTER_OCTOBER)
    for username in ("hr", "finance"):
        assert send(office, username, "2026-10/close/").status_code == 200
    assert set(Job.objects.values_list("requested_by__username", flat=True)) == {"hr", "finance"}


def test_a_closed_months_wage_is_corrected_on_its_page(office: Department) -> None:
    """Half a day was 450.00 at 6,525.00; at 8,700.00 it is 600.00: 150.00 more in November."""
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)
    hr, file = client_of(office.world, "hr"), f"/staff/employees/{office.wang.pk}/"
    assert f"{file}wage/correct/" in text_of(hr.get(file))
    sent = {"act_id": str(uuid.uuid4()), "month": "2026-10-01", "reason": "起日看错"}
    refused = hr.post(f"{file}wage/correct/", sent)
    assert refused.status_code == 409 and "与关账时相同" in text_of(refused)
    Wage.objects.create(employee=office.wang, effective_from=date(2026, 10, 1), monthly=Decimal("8700.00"))
    assert hr.post(f"{file}wage/correct/", sent | {"act_id": str(uuid.uuid4())}).status_code == 302
    assert AttendanceDifference.objects.get().total == Decimal("150.00")


@pytest.mark.parametrize("url", ["", "sheets/E-017/", "close/"])
def test_a_month_before_the_first_punches_is_not_judged_as_absence(office: Department, url: str) -> None:
    who = "hr" if url == "close/" else "service_manager"
    answer = page(office, who, f"/staff/attendance/2026-09/{url}")
    assert answer.status_code == 404
    assert "9月的考勤不在本系统" in text_of(answer)
    assert AttendanceMonth.objects.count() == 0


def test_where_nobody_can_be_closed_the_page_says_so_and_offers_nothing(office: Department) -> None:
    office.person("E-099", "无工资")
    assert send(office, "hr", "2026-10/close/").status_code == 200
    text = text_of(page(office, "hr", "/staff/attendance/2026-10/close/"))
    assert "这次没有可以关账的人" in text and "没有月末在用工资的 1人" in text
    assert 'data-confirm="confirm-close"' not in text and "封存 0人" not in text


def test_a_month_of_a_year_without_a_calendar_says_what_to_enter_and_guesses_nothing(
    office: Department, travel_to: Any
) -> None:
    travel_to(at("2027-02-04 09:00"))
    office.punch(office.wang, date(2027, 1, 4), "08:41", "17:30")
    month = "/staff/attendance/2027-01/"
    for who, url in (
        ("service_engineer", f"{month}sheets/E-017/"),
        ("service_manager", month),
        ("service_manager", f"{month}sheets/E-017/missing-punches/2027-01-04/"),
        ("hr", f"{month}close/"),
    ):
        answer = page(office, who, url)
        assert answer.status_code == 422 and "2027 年的节假日安排还没有" in text_of(answer)
    assert page(office, "service_engineer", "/staff/attendance/2026-10/sheets/E-017/").status_code == 200
