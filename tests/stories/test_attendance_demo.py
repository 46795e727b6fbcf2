"""The demo's attendance: last month closed after the 8th, this month with something for everybody to do."""

from datetime import date

import pytest

from staff.models import (
    AttendanceMonth,
    AttendanceRequest,
    ClockFailure,
    ConductRecord,
    Demerit,
    Employee,
    Objection,
    ObjectionState,
    RequestState,
)
from staff.selectors.attendance_turns import turns
from tests.stories.test_department_demo import cast  # noqa: F401  (a fixture)
from tests.world import at
from yibin_service.desk.demo.attendance import load_attendance
from yibin_service.desk.demo.cast import Cast
from yibin_service.desk.demo.department import load_department

pytestmark = pytest.mark.django_db


def test_last_month_is_closed_and_this_one_waits_for_people(cast: Cast) -> None:  # noqa: F811
    now = at("2026-11-23 15:00")
    load_department(cast, now)
    load_attendance(cast, now)
    closed = AttendanceMonth.objects.filter(month=date(2026, 10, 1))
    assert closed.count() == Employee.objects.count() == 14
    assert "考勤关账" not in [turn.verb for turn in turns(cast["hr"], now)]
    assert not [row for row in closed if row.result["dismissal"]]
    assert ConductRecord.objects.count() == 1
    approved = AttendanceRequest.objects.filter(state=RequestState.APPROVED)
    assert (approved.filter(asked_by=cast["service_engineer"]).count(), approved.filter(answer="决定缺卡").count()) == (3, 1)
    assert ClockFailure.objects.get().people.count() == 11
    assert sorted(Demerit.objects.filter(employee__number="0327").values_list("ordinal", flat=True))[0] == 1
    waiting = [turn.verb for turn in turns(cast["service_manager"], now)]
    assert "审批外勤" in waiting and "确认打卡导入" in waiting
    assert Objection.objects.filter(state=ObjectionState.WAITING).count() + 2 == len(waiting)


def test_before_the_8th_last_month_is_still_to_be_closed(cast: Cast) -> None:  # noqa: F811
    now = at("2026-11-04 15:00")
    load_department(cast, now)
    load_attendance(cast, now)
    assert not AttendanceMonth.objects.exists()
    assert "考勤关账" in [turn.verb for turn in turns(cast["hr"], now)]
