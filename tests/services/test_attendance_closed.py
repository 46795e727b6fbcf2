"""Closing, and what changes after it: differences worked out by hand."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from staff.models import (
    AttendanceDifference,
    AttendanceMonth,
    ConductKind,
    DailyReport,
    Demerit,
    Punch,
    RequestKind,
    RequestState,
    StaffProposal,
)
from staff.selectors.judged import judge_one
from staff.selectors.statement import statement_of
from staff.services.ask_leave import RequestFacts, ask_leave
from staff.services.attendance_errors import (
    AlreadyDecided,
    AlreadyObjected,
    AlreadyWithdrawn,
    EventNotThere,
    MonthClosed,
    NothingToClose,
    NotYourPerson,
    OwnRequest,
    ReasonMissing,
    RequestContradicts,
    RequestTwice,
)
from staff.services.close_month import close_month
from staff.services.correct_after_punches import correct_after_punches
from staff.services.correct_closed import correct_closed
from staff.services.decide_request import decide_request
from staff.services.file_daily_report import ReportFacts, file_daily_report
from staff.services.objections import file_objection
from staff.services.record_conduct import ConductFacts, record_conduct
from staff.services.withdraw_demerit import withdraw_demerit
from tests.attendance_made import AFTER_OCTOBER, DECEMBER, NOVEMBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed

pytestmark = pytest.mark.django_db
LATER = at("2026-11-10 10:00")
NOVEMBER_DAYS = [date(2026, 11, day) for day in range(2, 31) if date(2026, 11, day).weekday() < 5]
CORRECTION = RequestFacts(RequestKind.PUNCH, date(2026, 10, 22), date(2026, 10, 22), "客户处直接到岗", side="in", clock=time(8, 30))


@pytest.fixture
def office(world: World) -> Department:
    made = Department(world)
    made.wangs_october()
    made.on_time(made.manager, OCTOBER_DAYS)
    return made


def close(office: Department, month: date = OCTOBER, when: Any = AFTER_OCTOBER) -> Any:
    return close_month(month=month, by=office.world.hr, at=when)


def asked_and_approved(office: Department, facts: RequestFacts = CORRECTION, when: Any = LATER) -> Any:
    request = ask_leave(facts=facts, by=office.world.service_engineer, at=when)
    return decide_request(request=request, is_approved=True, answer="", by=office.world.service_manager, at=when)


def test_a_closing_freezes_document_result_and_money_and_posts_the_demerit(office: Department) -> None:
    done = close(office)
    assert (done.closed, done.payable) == (2, Decimal("750.00"))
    row = AttendanceMonth.objects.get(employee=office.wang)
    assert row.document["monthly_wage"] == "6525.00"
    assert row.result["total_deduction"] == "750.00"
    assert row.regulation == "S-初版"
    demerit = Demerit.objects.get()
    assert (demerit.employee, demerit.ordinal, demerit.fine) == (office.wang, 1, Decimal("200.00"))


def test_a_closing_tells_how_far_it_is(office: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("staff.services.close_month.BATCH", 1)
    told: list[tuple[int, int]] = []
    by = office.world.hr
    close_month(month=OCTOBER, by=by, at=AFTER_OCTOBER, progress=lambda done, whole: told.append((done, whole)))
    assert told == [(1, 2), (2, 2)]


def test_a_closed_month_cannot_be_changed_or_deleted_in_the_database(office: Department) -> None:
    close(office)
    for deed in (lambda: AttendanceMonth.objects.update(payable=0), lambda: AttendanceMonth.objects.all().delete()):
        with pytest.raises(DatabaseError, match="已关账"), transaction.atomic():
            deed()


def test_a_month_is_closed_once(office: Department) -> None:
    close(office)
    with pytest.raises(NothingToClose, match="已全部关账，没有重复"):
        close(office)
    assert AttendanceMonth.objects.count() == 2


def test_who_has_no_wage_stays_open_and_is_closed_later(office: Department) -> None:
    new = office.person("E-030", "新人")
    office.on_time(new, OCTOBER_DAYS)
    done = close(office)
    assert done.left_open == [(new, "没有月末在用的工资")]
    new.wages.create(effective_from=date(2026, 10, 1), monthly=Decimal("5000.00"))
    assert close(office).closed == 1


def test_who_has_the_month_before_open_stays_open(office: Department) -> None:
    office.on_time(office.wang, NOVEMBER_DAYS)
    with pytest.raises(NothingToClose, match="10月还没有关账"):
        close(office, NOVEMBER, at("2026-12-02 09:00"))


def test_late_approval_judges_an_open_month_anew(office: Department) -> None:
    asked_and_approved(office)
    assert judge_one(office.wang, OCTOBER, LATER).result["total_deduction"] == "300.00"
    assert not AttendanceDifference.objects.exists()


def test_late_approval_corrects_a_closed_month_by_a_difference_in_the_open_one(office: Department) -> None:
    close(office)
    asked_and_approved(office)
    row = AttendanceMonth.objects.get(employee=office.wang)
    assert row.result["total_deduction"] == "750.00"
    assert row.standing_result["total_deduction"] == "300.00"
    difference = AttendanceDifference.objects.get()
    assert (difference.month, difference.absence_deduction, difference.total) == (NOVEMBER, Decimal("-450.00"), Decimal("-450.00"))
    assert "补卡 10-22 上班 08:30" in difference.reason


def test_the_difference_is_settled_when_the_next_month_is_closed(office: Department) -> None:
    """November: one lateness, 20.00, less the 450.00 of October."""
    close(office)
    asked_and_approved(office)
    office.on_time(office.wang, NOVEMBER_DAYS[1:])
    office.punch(office.wang, NOVEMBER_DAYS[0], "08:31", "17:40")
    office.report(office.wang, NOVEMBER_DAYS[:1])
    office.on_time(office.manager, NOVEMBER_DAYS)
    when = at("2026-12-02 09:00")
    assert statement_of(office.wang, NOVEMBER, when, shows_wage=True).payable == Decimal("-430.00")
    close(office, NOVEMBER, when)
    row = AttendanceMonth.objects.get(employee=office.wang, month=NOVEMBER)
    assert (row.deduction, row.differences, row.payable) == (Decimal("20.00"), Decimal("-450.00"), Decimal("-430.00"))


def test_a_difference_counts_once_whatever_is_corrected_afterwards(office: Department) -> None:
    """First 450.00 go back; then a lateness falls: its 20.00 and, with four left, the demerit's 200.00."""
    close(office)
    asked_and_approved(office)
    asked_and_approved(office, replace(CORRECTION, first_on=date(2026, 10, 8), last_on=date(2026, 10, 8)))
    assert [row.total for row in AttendanceDifference.objects.all()] == [Decimal("-450.00"), Decimal("-220.00")]
    demerit = Demerit.objects.get()
    assert demerit.withdrawn_at == LATER and "不足次数" in demerit.withdrawn_reason


def test_the_same_trigger_corrects_a_month_once(office: Department) -> None:
    close(office)
    office.granted(office.wang, RequestKind.LEAVE, date(2026, 10, 22))
    for _ in range(2):
        correct_closed(employees=[office.wang], since=OCTOBER, trigger="once", reason="试", by=office.world.hr, at=LATER)
    assert AttendanceDifference.objects.count() == 1


def test_nothing_differs_where_the_late_fact_changes_no_money(office: Department) -> None:
    close(office)
    asked_and_approved(office, replace(CORRECTION, first_on=date(2026, 10, 9), last_on=date(2026, 10, 9)))
    assert not AttendanceDifference.objects.exists()


def test_withdrawing_a_demerit_makes_the_next_ones_fine_that_of_the_first(office: Department) -> None:
    """October's 200 go back; November's, closed at 500 as the second, is the first now: 300 go back."""
    close(office)
    for on in NOVEMBER_DAYS[:5]:
        office.punch(office.wang, on, "08:40", "17:40")
    office.report(office.wang, NOVEMBER_DAYS[:5])
    office.on_time(office.wang, NOVEMBER_DAYS[5:])
    office.on_time(office.manager, NOVEMBER_DAYS)
    close(office, NOVEMBER, at("2026-12-02 09:00"))
    assert Demerit.objects.get(month=NOVEMBER).fine == Decimal("500.00")
    when = at("2026-12-03 09:00")
    withdraw_demerit(demerit=Demerit.objects.get(month=OCTOBER), reason="班车晚点", by=office.world.deputy_gm, at=when)
    found = {row.closed.month: (row.month, row.demerit_fine) for row in AttendanceDifference.objects.select_related("closed")}
    assert found == {OCTOBER: (DECEMBER, Decimal("-200.00")), NOVEMBER: (DECEMBER, Decimal("-300.00"))}
    now_first = Demerit.objects.get(month=NOVEMBER)
    assert (now_first.ordinal, now_first.fine) == (1, Decimal("200.00"))


def test_conduct_recorded_after_the_closing_costs_in_the_open_month(office: Department) -> None:
    close(office)
    facts = ConductFacts(date(2026, 10, 21), ConductKind.LEFT_POST, "监控核实", minutes=30)
    record_conduct(employee=office.wang, facts=facts, by=office.world.service_manager, at=LATER)
    assert AttendanceDifference.objects.get().fines == Decimal("20.00")


def test_punches_that_come_after_the_closing_correct_it_once(office: Department) -> None:
    """09:14 on the 22nd proves to be the second press: the first was at 08:25 on another clock."""
    close(office)
    late = office.an_import()
    Punch.objects.create(employee=office.wang, on=date(2026, 10, 22), at=time(8, 25), source=late)
    assert [correct_after_punches(source=late, by=office.world.hr, at=LATER) for _ in range(2)] == [1, 0]
    assert AttendanceDifference.objects.get().absence_deduction == Decimal("-450.00")


def test_proposals_are_raised_once_and_nothing_follows_by_itself(office: Department) -> None:
    lost = office.person("E-040", "失联者", wage="4350.00")
    close(office)
    correct_closed(employees=[lost], since=OCTOBER, trigger="again", reason="试", by=office.world.hr, at=LATER)
    assert StaffProposal.objects.filter(employee=lost).count() == 2
    lost.refresh_from_db()
    assert lost.left_on is None


def test_nobody_decides_the_own_request_and_the_deputy_decides_the_managers(office: Department) -> None:
    facts = RequestFacts(RequestKind.FIELD, date(2026, 11, 5), date(2026, 11, 5), "拜访客户", place="成都")
    request = ask_leave(facts=facts, by=office.world.service_manager, at=AFTER_OCTOBER)
    with pytest.raises(OwnRequest):
        decide_request(request=request, is_approved=True, answer="", by=office.world.service_manager, at=AFTER_OCTOBER)
    done = decide_request(request=request, is_approved=True, answer="", by=office.world.deputy_gm, at=AFTER_OCTOBER)
    assert done.state == RequestState.APPROVED
    with pytest.raises(AlreadyDecided):
        decide_request(request=request, is_approved=False, answer="改", by=office.world.deputy_gm, at=AFTER_OCTOBER)


def test_a_manager_records_nothing_of_people_of_other_units(office: Department) -> None:
    other = office.person("X-001", "别处的人", wage="5000.00")
    other.unit = office.world.unit["warehouse"]
    other.save()
    facts = ConductFacts(date(2026, 10, 21), ConductKind.UNREACHABLE, "打不通")
    with pytest.raises(NotYourPerson):
        record_conduct(employee=other, facts=facts, by=office.world.service_manager, at=LATER)


@pytest.mark.parametrize(
    "facts",
    [
        replace(CORRECTION, last_on=date(2026, 10, 23)),
        replace(CORRECTION, clock=None),
        RequestFacts(RequestKind.LEAVE, date(2026, 11, 6), date(2026, 11, 5), "事"),
        RequestFacts(RequestKind.FIELD, date(2026, 11, 7), date(2026, 11, 8), "周末", place="泸州"),
    ],
)
def test_a_request_that_does_not_fit_is_refused(office: Department, facts: RequestFacts) -> None:
    with pytest.raises(RequestContradicts):
        ask_leave(facts=facts, by=office.world.service_engineer, at=AFTER_OCTOBER)


def test_the_same_days_are_asked_for_once_and_two_parts_of_a_day_beside_each_other(office: Department) -> None:
    on = date(2026, 11, 5)
    part = RequestFacts(RequestKind.LEAVE, on, on, "看病", leave_kind="sick", starts=time(8, 30), ends=time(10, 0))
    ask_leave(facts=part, by=office.world.service_engineer, at=AFTER_OCTOBER)
    ask_leave(facts=replace(part, starts=time(10, 0), ends=time(11, 0)), by=office.world.service_engineer, at=AFTER_OCTOBER)
    with pytest.raises(RequestTwice):
        ask_leave(facts=replace(part, starts=time(9, 59), ends=time(11, 0)), by=office.world.service_engineer, at=AFTER_OCTOBER)


def test_a_daily_report_sent_after_the_closing_takes_the_deemed_absence_back(office: Department) -> None:
    day = date(2026, 10, 30)
    DailyReport.objects.filter(employee=office.wang, on=day).delete()
    assert close(office).payable == Decimal("1650.00"), "750.00 and a day of absence at 3 × 300.00"
    facts = ReportFacts(on=day, text="走访客户，晚上没有网络")
    file_daily_report(employee=office.wang, facts=facts, by=office.world.service_engineer, at=at("2026-11-05 09:00"))
    difference = AttendanceDifference.objects.get()
    assert (difference.total, difference.month, difference.closed.month) == (Decimal("-900.00"), NOVEMBER, OCTOBER)


def test_an_event_is_objected_to_until_the_month_is_closed_and_not_after(office: Department) -> None:
    key, by = "2026-10-08.late", office.world.service_engineer
    close(office)
    with pytest.raises(MonthClosed):
        file_objection(month=OCTOBER, key=key, text="班车晚点", by=by, at=LATER)


def test_an_event_of_an_open_month_is_objected_to_once_by_the_person_alone(office: Department) -> None:
    key, by = "2026-10-08.late", office.world.service_engineer
    for who in (office.world.hr, office.world.deputy_gm):
        with pytest.raises(NotAllowed):
            file_objection(month=OCTOBER, key=key, text="班车晚点", by=who, at=AFTER_OCTOBER)
    with pytest.raises(EventNotThere):
        file_objection(month=OCTOBER, key="2026-10-09.late", text="班车晚点", by=by, at=AFTER_OCTOBER)
    assert file_objection(month=OCTOBER, key=key, text="班车晚点", by=by, at=AFTER_OCTOBER).employee == office.wang
    with pytest.raises(AlreadyObjected):
        file_objection(month=OCTOBER, key=key, text="再说一次", by=by, at=AFTER_OCTOBER)


def test_a_demerit_is_withdrawn_once_by_the_deputy_and_only_with_a_reason(office: Department) -> None:
    close(office)
    demerit, deputy = Demerit.objects.get(), office.world.deputy_gm
    with pytest.raises(ReasonMissing):
        withdraw_demerit(demerit=demerit, reason=" ", by=deputy, at=LATER)
    for who in (office.world.service_manager, office.world.hr, office.world.general_manager):
        with pytest.raises(NotAllowed):
            withdraw_demerit(demerit=demerit, reason="班车晚点", by=who, at=LATER)
    withdraw_demerit(demerit=demerit, reason="班车晚点", by=deputy, at=LATER)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_demerit(demerit=demerit, reason="班车晚点", by=deputy, at=LATER)


@pytest.mark.parametrize(("last", "is_taken"), [(date(2026, 6, 2), True), (date(2026, 6, 3), False)])
def test_a_request_is_for_three_months_at_most(office: Department, last: date, is_taken: bool) -> None:
    first, by = date(2026, 3, 2), office.world.service_engineer
    office.punch(office.wang, first, "08:20", "17:40")
    facts = RequestFacts(RequestKind.LEAVE, first, last, "骨折", leave_kind="sick")  # type: ignore[arg-type]
    if is_taken:
        assert ask_leave(facts=facts, by=by, at=AFTER_OCTOBER).days == "03-02 至 06-02"
    else:
        with pytest.raises(RequestContradicts, match="三个月"):
            ask_leave(facts=facts, by=by, at=AFTER_OCTOBER)
