"""What payroll gets, cell by cell, and the slip a person signs."""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from staff.models import RequestKind
from staff.reports.attendance_paper import department_pdf, slip_pdf
from staff.reports.attendance_workbook import attendance_workbook
from staff.selectors.payroll import payroll_of
from staff.selectors.statement import statement_of
from staff.services.close_month import close_month
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> Department:
    made = Department(world)
    made.wangs_october()
    made.on_time(made.manager, OCTOBER_DAYS)
    made.person("E-030", "=新人")
    close_month(month=OCTOBER, by=world.hr, at=AFTER_OCTOBER)
    return made


def sheets(office: Department, who: str = "hr") -> Any:
    payroll = payroll_of(getattr(office.world, who), OCTOBER)
    return load_workbook(io.BytesIO(attendance_workbook(payroll, at=AFTER_OCTOBER)))


def words(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_the_summary_has_the_figures_worked_out_by_hand(office: Department) -> None:
    rows = list(sheets(office)["汇总"].values)
    wang = dict(zip(rows[1], rows[3], strict=True))
    assert wang["姓名"] == "王海涛" and wang["月工资（元）"] == Decimal("6525.00")
    assert (wang["应出勤（天）"], wang["外勤（天）"], wang["请假（天）"]) == (18, 5, 1)
    assert (wang["迟到（次）"], wang["早退（次）"], wang["旷工（天）"], wang["记大过"]) == (4, 1, "0.5", "第1次")
    money = [wang[key] for key in ("罚款（元）", "旷工扣款（元）", "记大过罚款（元）", "本月扣款（元）", "应扣合计（元）")]
    assert money == [100, 450, 200, 750, 750]
    assert rows[-1][0] == "合计 2行"
    assert dict(zip(rows[1], rows[-1], strict=True))["应扣合计（元）"] == 750


def test_every_event_stands_in_the_second_sheet_and_adds_up(office: Department) -> None:
    rows = list(sheets(office)["逐条"].values)[2:-1]
    assert len(rows) == 8
    assert sum(row[-1] for row in rows) == 750
    assert rows[0][2].date() == date(2026, 10, 8)


def test_who_is_not_closed_is_named_apart_as_text(office: Department) -> None:
    rows = list(sheets(office)["未关账"].values)
    assert rows[2][1] == "=新人"


def test_payroll_of_a_manager_holds_the_own_people_only(office: Department) -> None:
    other = office.person("X-001", "别处的人", wage="5000.00")
    other.unit = office.world.unit["warehouse"]
    other.save()
    office.on_time(other, OCTOBER_DAYS)
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)
    assert len(payroll_of(office.world.hr, OCTOBER).rows) == 3
    assert len(payroll_of(office.world.service_manager, OCTOBER).rows) == 2


def test_the_department_on_paper_has_its_sum_and_signatures(office: Department) -> None:
    text = words(department_pdf(payroll_of(office.world.hr, OCTOBER), at=AFTER_OCTOBER, by="吴敏"))
    assert "应扣合计750.00元" in text and "王海涛" in text and "制表（人力资源）" in text


def test_the_slip_has_every_row_and_a_line_to_sign(office: Department) -> None:
    sheet = statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=True)
    text = words(slip_pdf(sheet, at=AFTER_OCTOBER, by="王海涛"))
    assert "08:41到，应08:30，晚11分" in text and "750.00" in text and "本人签字" in text
    assert "未关账）" not in text


def test_the_slip_of_an_open_month_says_so_and_one_without_wages_has_none(world: World) -> None:
    office = Department(world)
    office.wangs_october()
    office.granted(office.wang, RequestKind.LEAVE, date(2026, 11, 2))
    text = words(slip_pdf(statement_of(office.wang, OCTOBER, AFTER_OCTOBER, shows_wage=False), at=AFTER_OCTOBER, by="钱正"))
    assert "（未关账）" in text
    for secret in ("750.00", "450.00", "6,525"):
        assert secret not in text
