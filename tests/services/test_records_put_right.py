"""A wage withdrawn or corrected, a demerit of earlier times entered, a roster taken out of use."""

from datetime import date
from decimal import Decimal

import pytest

from staff.models import AttendanceDifference, AttendanceMonth, Demerit, Employee, RequestKind, Wage
from staff.selectors.judged import judge_one
from staff.selectors.people import wage_on, wages_for
from staff.selectors.rosters import rosters, still_on
from staff.selectors.schedule import scheduled_days
from staff.services.assign_roster import assign_roster
from staff.services.attendance_errors import (
    AlreadyWithdrawn,
    DemeritKnown,
    MonthJudgedHere,
    MonthNotClosed,
    OwnRequest,
    ReasonMissing,
    WageUnchanged,
    WageUsed,
)
from staff.services.close_month import close_month
from staff.services.correct_closed import correct_closed
from staff.services.enter_demerit import OldDemerit, enter_demerit
from staff.services.errors import NotInOrder, OwnWage, RosterInUse, RosterRetired
from staff.services.retire_roster import retire_roster
from staff.services.set_wage import set_wage
from staff.services.set_week import set_week
from staff.services.withdraw_demerit import withdraw_demerit
from staff.services.withdraw_wage import correct_wage, withdraw_wage
from tests.attendance_made import AFTER_OCTOBER, NOVEMBER, OCTOBER, OCTOBER_DAYS, Department
from tests.staffed import WEEK, left, office_week
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.models import Event

pytestmark = pytest.mark.django_db
LATER = at("2026-11-10 10:00")
REASON = "起日看错了一个月"
FIRST = OldDemerit(date(2025, 6, 1), date(2025, 7, 3), "宜纸人〔2025〕12号", "纸质档案核对")
SECOND = OldDemerit(date(2024, 11, 1), date(2024, 12, 2), "宜纸人〔2024〕31号", "纸质档案核对")


@pytest.fixture
def office(world: World) -> Department:
    made = Department(world)
    made.wangs_october()
    made.on_time(made.manager, OCTOBER_DAYS)
    return made


def raised(office: Department, since: date, monthly: str = "8700.00") -> Wage:
    return set_wage(employee=office.wang, monthly=Decimal(monthly), effective_from=since, by=office.world.hr, at=LATER)


def close(office: Department) -> None:
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)


def test_a_withdrawn_wage_counts_no_more_and_stays_readable(office: Department) -> None:
    wrong = raised(office, date(2026, 10, 1))
    withdraw_wage(wage=wrong, reason=REASON, by=office.world.hr, at=LATER)
    assert wage_on(office.wang, date(2026, 10, 31)) == Decimal("6525.00")
    assert judge_one(office.wang, OCTOBER, LATER).wage == Decimal("6525.00")
    shown = wages_for(office.world.hr, office.wang)
    assert shown is not None and [row.withdrawn_reason for row in shown] == [REASON, ""]


def test_the_day_of_a_withdrawn_wage_may_be_entered_again(office: Department) -> None:
    withdraw_wage(wage=raised(office, date(2026, 10, 1)), reason=REASON, by=office.world.hr, at=LATER)
    raised(office, date(2026, 10, 1), "7000.00")
    assert wage_on(office.wang, date(2026, 10, 1)) == Decimal("7000.00")
    assert Wage.objects.filter(employee=office.wang).count() == 3


def test_the_trail_of_a_withdrawn_wage_tells_day_and_reason_and_no_amount(office: Department) -> None:
    withdraw_wage(wage=raised(office, date(2026, 10, 1)), reason=REASON, by=office.world.hr, at=LATER)
    event = Event.objects.get(verb="withdraw_wage")
    assert "2026-10-01" in event.text and REASON in event.text and "8700" not in event.text.replace(",", "")


def test_a_wage_a_closed_month_rests_on_is_not_withdrawn(office: Department) -> None:
    close(office)
    used = Wage.objects.get(employee=office.wang)
    with pytest.raises(WageUsed, match="2026-10"):
        withdraw_wage(wage=used, reason=REASON, by=office.world.hr, at=LATER)


def test_a_wage_entered_after_the_closing_is_withdrawn_though_its_day_lies_before(office: Department) -> None:
    close(office)
    withdraw_wage(wage=raised(office, date(2026, 10, 1)), reason=REASON, by=office.world.hr, at=LATER)
    assert wage_on(office.wang, date(2026, 11, 1)) == Decimal("6525.00")


def test_a_wage_that_ended_before_the_closed_month_is_withdrawn(office: Department) -> None:
    early = set_wage(employee=office.wang, monthly=Decimal("6525"), effective_from=date(2023, 3, 1), by=office.world.hr, at=LATER)
    close(office)
    withdraw_wage(wage=early, reason=REASON, by=office.world.hr, at=LATER)


def test_withdrawing_a_wage_asks_for_a_reason_once_and_by_another(office: Department) -> None:
    wrong = raised(office, date(2026, 10, 1))
    with pytest.raises(ReasonMissing):
        withdraw_wage(wage=wrong, reason=" ", by=office.world.hr, at=LATER)
    with pytest.raises(NotAllowed):
        withdraw_wage(wage=wrong, reason=REASON, by=office.world.service_manager, at=LATER)
    withdraw_wage(wage=wrong, reason=REASON, by=office.world.hr, at=LATER)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_wage(wage=wrong, reason=REASON, by=office.world.hr, at=LATER)
    own = office.person("H-01", "吴敏", user=office.world.hr, wage="5000.00")
    with pytest.raises(OwnWage):
        withdraw_wage(wage=own.wages.get(), reason=REASON, by=office.world.hr, at=LATER)


def test_a_closed_month_follows_a_corrected_wage_by_a_difference(office: Department) -> None:
    """Half a day at 6,525.00 was 450.00; at 8,700.00 it is 1.5 × 400.00 = 600.00: 150.00 more. Frozen stays frozen."""
    close(office)
    raised(office, date(2026, 10, 1))
    correct_wage(employee=office.wang, month=OCTOBER, reason=REASON, by=office.world.hr, at=LATER)
    difference = AttendanceDifference.objects.get()
    assert (difference.month, difference.absence_deduction, difference.total) == (NOVEMBER, Decimal("150.00"), Decimal("150.00"))
    row = AttendanceMonth.objects.get(employee=office.wang)
    assert (row.document["monthly_wage"], row.deduction) == ("6525.00", Decimal("750.00"))


def test_a_corrected_wage_holds_for_what_is_corrected_afterwards(office: Department) -> None:
    """The half day falls away later: with 600.00 told by then, 600.00 go back."""
    close(office)
    raised(office, date(2026, 10, 1))
    correct_wage(employee=office.wang, month=OCTOBER, reason=REASON, by=office.world.hr, at=LATER)
    office.granted(office.wang, RequestKind.LEAVE, date(2026, 10, 22))
    correct_closed(employees=[office.wang], since=OCTOBER, trigger="leave", reason="补假", by=office.world.hr, at=LATER)
    assert [row.total for row in AttendanceDifference.objects.all()] == [Decimal("150.00"), Decimal("-600.00")]


def test_a_wage_is_corrected_only_where_a_closed_month_took_another(office: Department) -> None:
    with pytest.raises(MonthNotClosed):
        correct_wage(employee=office.wang, month=OCTOBER, reason=REASON, by=office.world.hr, at=LATER)
    close(office)
    with pytest.raises(WageUnchanged):
        correct_wage(employee=office.wang, month=OCTOBER, reason=REASON, by=office.world.hr, at=LATER)


def five_late(office: Department) -> Employee:
    """Somebody five times late in October."""
    one = office.person("E-050", "吕强", wage="5500.00")
    for on in OCTOBER_DAYS[:5]:
        office.punch(one, on, "08:40", "17:40")
    office.report(one, OCTOBER_DAYS[:5])
    office.on_time(one, OCTOBER_DAYS[5:])
    return one


def test_demerits_of_before_the_product_make_the_next_one_the_third(office: Department) -> None:
    one = five_late(office)
    for facts in (FIRST, SECOND):
        enter_demerit(employee=one, facts=facts, by=office.world.hr, at=AFTER_OCTOBER)
    result = judge_one(one, OCTOBER, AFTER_OCTOBER).result
    assert (result["demerit_fine"], result["flags"]) == ("500.00", ["third_demerit"])
    close(office)
    assert Demerit.objects.get(employee=one, month=OCTOBER).ordinal == 3


def test_entered_demerits_are_counted_by_month_whatever_the_order_of_entering(office: Department) -> None:
    for facts in (FIRST, SECOND):
        enter_demerit(employee=office.wang, facts=facts, by=office.world.hr, at=LATER)
    rows = Demerit.objects.filter(employee=office.wang).order_by("month")
    assert [(row.month.year, row.ordinal, row.fine) for row in rows] == [(2024, 1, 0), (2025, 2, 0)]
    assert FIRST.document in Event.objects.filter(verb="enter_demerit").earliest("id").text


def test_a_demerit_entered_after_a_closing_raises_the_closed_months_fine_by_a_difference(office: Department) -> None:
    """October's was the first at 200.00 and is the second at 500.00 now."""
    close(office)
    enter_demerit(employee=office.wang, facts=FIRST, by=office.world.hr, at=LATER)
    assert AttendanceDifference.objects.get().demerit_fine == Decimal("300.00")
    posted = Demerit.objects.get(employee=office.wang, month=OCTOBER)
    assert (posted.ordinal, posted.fine) == (2, Decimal("500.00"))


def test_an_entered_demerit_that_is_withdrawn_counts_no_more(office: Department) -> None:
    entered = enter_demerit(employee=office.wang, facts=FIRST, by=office.world.hr, at=AFTER_OCTOBER)
    withdraw_demerit(demerit=entered, reason="档案里已撤销", by=office.world.deputy_gm, at=LATER)
    assert judge_one(office.wang, OCTOBER, LATER).result["demerit_fine"] == "200.00"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (OldDemerit(OCTOBER, date(2026, 11, 2), "甲", "乙"), MonthJudgedHere),
        (OldDemerit(date(2024, 2, 1), date(2024, 3, 1), "甲", "乙"), NotInOrder),
        (OldDemerit(date(2025, 6, 1), date(2025, 5, 31), "甲", "乙"), NotInOrder),
        (OldDemerit(date(2025, 6, 1), date(2026, 11, 11), "甲", "乙"), NotInOrder),
        (OldDemerit(date(2025, 6, 1), date(2025, 7, 1), " ", "乙"), ReasonMissing),
        (OldDemerit(date(2025, 6, 1), date(2025, 7, 1), "甲", ""), ReasonMissing),
    ],
)
def test_an_old_demerit_has_its_month_day_document_and_reason(
    office: Department, facts: OldDemerit, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        enter_demerit(employee=office.wang, facts=facts, by=office.world.hr, at=LATER)
    assert not Demerit.objects.exists()


def test_the_month_before_the_first_kept_may_still_be_entered(office: Department) -> None:
    facts = OldDemerit(date(2026, 9, 1), date(2026, 10, 9), "甲", "乙")
    assert enter_demerit(employee=office.wang, facts=facts, by=office.world.hr, at=LATER).ordinal == 1


def test_an_old_demerit_is_entered_once_by_hr_and_not_for_oneself(office: Department) -> None:
    enter_demerit(employee=office.wang, facts=FIRST, by=office.world.hr, at=LATER)
    with pytest.raises(DemeritKnown):
        enter_demerit(employee=office.wang, facts=FIRST, by=office.world.hr, at=LATER)
    with pytest.raises(NotAllowed):
        enter_demerit(employee=office.wang, facts=SECOND, by=office.world.service_manager, at=LATER)
    own = office.person("H-01", "吴敏", user=office.world.hr)
    with pytest.raises(OwnRequest):
        enter_demerit(employee=own, facts=FIRST, by=office.world.hr, at=LATER)


def test_a_roster_people_work_by_is_not_taken_out_of_use_and_names_them(office: Department) -> None:
    with pytest.raises(RosterInUse, match="高峰（E-001）、王海涛（E-017）"):
        retire_roster(schedule=office.roster, since=date(2026, 12, 1), by=office.world.hr, at=LATER)


def test_a_roster_everybody_has_left_goes_out_of_use_and_days_before_stay(office: Department) -> None:
    world, new = office.world, office_week(office.world, "新班")
    for one in (office.wang, office.manager):
        assign_roster(employee=one, schedule=new, effective_from=date(2026, 12, 1), by=world.hr, at=LATER)
    assert still_on(office.roster, date(2026, 11, 30)) and not still_on(office.roster, date(2026, 12, 1))
    retire_roster(schedule=office.roster, since=date(2026, 12, 1), by=world.hr, at=LATER)
    assert office.roster in rosters(date(2026, 11, 30)) and office.roster not in rosters(date(2026, 12, 1))
    assert len(scheduled_days(office.wang, OCTOBER, date(2026, 10, 31))) == 18


def test_a_roster_in_use_is_not_taken_back_into_use(office: Department) -> None:
    with pytest.raises(NotInOrder):
        retire_roster(schedule=office.roster, since=None, by=office.world.hr, at=LATER)


def test_who_has_left_by_then_does_not_hold_a_roster(office: Department) -> None:
    for one in (office.wang, office.manager):
        left(one, date(2026, 11, 9))
    with pytest.raises(RosterInUse):
        retire_roster(schedule=office.roster, since=date(2026, 11, 9), by=office.world.hr, at=LATER)
    retire_roster(schedule=office.roster, since=date(2026, 11, 10), by=office.world.hr, at=LATER)


def test_a_roster_that_is_to_begin_later_is_still_held(office: Department) -> None:
    later = office_week(office.world, "明年")
    assign_roster(employee=office.wang, schedule=later, effective_from=date(2027, 1, 1), by=office.world.hr, at=LATER)
    with pytest.raises(RosterInUse):
        retire_roster(schedule=later, since=date(2026, 12, 1), by=office.world.hr, at=LATER)


def test_a_retired_roster_is_neither_given_nor_changed_from_its_day_and_comes_back(office: Department) -> None:
    world, old = office.world, office_week(office.world, "旧班")
    retire_roster(schedule=old, since=date(2026, 12, 1), by=world.hr, at=LATER)
    with pytest.raises(RosterRetired):
        assign_roster(employee=office.wang, schedule=old, effective_from=date(2026, 12, 1), by=world.hr, at=LATER)
    with pytest.raises(RosterRetired):
        set_week(schedule=old, week=WEEK, effective_from=date(2026, 12, 1), by=world.hr, at=LATER)
    retire_roster(schedule=old, since=None, by=world.hr, at=LATER)
    assign_roster(employee=office.wang, schedule=old, effective_from=date(2026, 12, 1), by=world.hr, at=LATER)
