"""A failed clock: bounded, taken back with a reason, and no excuse for the one who reports it."""

from datetime import date
from decimal import Decimal

import pytest

from staff.models import AttendanceDifference, ClockFailure, Employee
from staff.selectors.judged import judge_one
from staff.services.attendance_errors import AlreadyWithdrawn, NotYourPerson, ReasonMissing, RecordContradicts
from staff.services.close_month import close_month
from staff.services.report_clock_failure import report_clock_failure, report_clock_failures, report_site_failure
from staff.services.withdraw_clock_failure import withdraw_clock_failure
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.org.models import Site, UnitSite

pytestmark = pytest.mark.django_db
NOW = at("2026-11-10 10:00")
EIGHTH = OCTOBER_DAYS[0]


@pytest.fixture
def office(world: World) -> Department:
    """王海涛 and his manager 高峰 both have no press on 8 October."""
    made = Department(world)
    for person in (made.manager, made.wang):
        made.on_time(person, OCTOBER_DAYS[1:])
        made.report(person, [EIGHTH])
    return made


def failed(office: Department, first: date = EIGHTH, last: date = EIGHTH, by: User | None = None) -> ClockFailure:
    unit, by = office.world.unit["service"], by or office.world.service_manager
    return report_clock_failure(unit=unit, first_on=first, last_on=last, reason="停电", by=by, at=NOW)


def absent(person: Employee) -> str:
    return str(judge_one(person, OCTOBER, NOW).result["absent_days"])


def test_the_managers_report_excuses_the_people_and_not_the_manager(office: Department) -> None:
    failed(office)
    assert (absent(office.wang), absent(office.manager)) == ("0.0", "1.0")


@pytest.mark.parametrize("username", ["hr", "deputy_gm"])
def test_another_reports_for_the_manager(office: Department, username: str) -> None:
    failed(office, by=office.world.users[username])
    assert (absent(office.wang), absent(office.manager)) == ("0.0", "0.0")


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 11, 3), date(2026, 11, 10), "last_on"),
        (date(2026, 11, 11), date(2026, 11, 11), "last_on"),
        (date(2026, 11, 9), date(2026, 11, 8), "last_on"),
        (date(2026, 9, 30), date(2026, 10, 2), "first_on"),
    ],
)
def test_days_out_of_bounds_are_refused(office: Department, first: date, last: date, field: str) -> None:
    with pytest.raises(RecordContradicts) as refused:
        failed(office, first, last)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 11, 4), date(2026, 11, 10)), (date(2026, 10, 1), date(2026, 10, 7))]
)
def test_a_week_up_to_today_and_from_the_last_months_first_day_is_taken(office: Department, first: date, last: date) -> None:
    assert failed(office, first, last).people.get() == office.wang


def test_a_report_that_would_excuse_nobody_is_refused(office: Department) -> None:
    Employee.objects.filter(pk=office.wang.pk).update(unit=office.world.unit["warehouse"])
    with pytest.raises(RecordContradicts):
        failed(office)


def test_a_report_of_another_unit_or_by_others_is_refused(office: Department) -> None:
    Employee.objects.filter(pk=office.wang.pk).update(unit=office.world.unit["warehouse"])
    with pytest.raises(NotYourPerson):
        report_clock_failure(
            unit=office.world.unit["warehouse"], first_on=EIGHTH, last_on=EIGHTH, reason="停电", by=office.world.service_manager, at=NOW
        )
    with pytest.raises(NotAllowed):
        failed(office, by=office.world.service_engineer)


def test_a_withdrawn_report_excuses_nobody_and_says_why(office: Department) -> None:
    failure = failed(office)
    withdraw_clock_failure(failure=failure, reason="那天考勤机是好的", by=office.world.hr, at=NOW)
    assert absent(office.wang) == "1.0"
    assert Event.objects.get(verb="withdraw_clock_failure").text.endswith("「那天考勤机是好的」")


def test_a_closed_month_is_corrected_by_the_report_and_by_its_withdrawal(office: Department) -> None:
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)
    failure = failed(office)
    withdraw_clock_failure(failure=failure, reason="认错了日子", by=office.world.service_manager, at=NOW)
    rows = AttendanceDifference.objects.order_by("id")
    assert [(row.closed.employee, row.total) for row in rows] == [
        (office.wang, Decimal("-900.00")), (office.wang, Decimal("900.00"))
    ]  # fmt: skip


def test_it_is_withdrawn_once_with_a_reason(office: Department) -> None:
    failure = failed(office)
    with pytest.raises(ReasonMissing):
        withdraw_clock_failure(failure=failure, reason=" ", by=office.world.service_manager, at=NOW)
    withdraw_clock_failure(failure=failure, reason="认错了", by=office.world.service_manager, at=NOW)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_clock_failure(failure=failure, reason="认错了", by=office.world.service_manager, at=NOW)


def together(office: Department, *codes: str) -> list[ClockFailure]:
    units = [office.world.unit[code] for code in codes]
    return report_clock_failures(units=units, first_on=EIGHTH, last_on=EIGHTH, reason="停电", by=office.world.hr, at=NOW)


def test_a_clock_that_units_share_is_reported_for_all_of_them_at_once(office: Department) -> None:
    other = office.person("J-001", "曹进")
    Employee.objects.filter(pk=other.pk).update(unit=office.world.unit["technical_center"])
    office.on_time(other, OCTOBER_DAYS[1:])
    office.report(other, [EIGHTH])
    assert absent(other) == "1.0"
    failures = together(office, "technical_center", "service", "service")
    assert {one.unit.code for one in failures} == {"technical_center", "service"} and ClockFailure.objects.count() == 2
    assert (absent(office.wang), absent(other)) == ("0.0", "0.0")
    office_alone = next(one for one in failures if one.unit.code == "service")
    withdraw_clock_failure(failure=office_alone, reason="本部门的机子没坏", by=office.world.hr, at=NOW)
    assert (absent(office.wang), absent(other)) == ("1.0", "0.0")


def test_one_unit_without_people_and_nothing_is_reported_for_any(office: Department) -> None:
    with pytest.raises((NotYourPerson, RecordContradicts)) as refused:
        together(office, "service", "warehouse")
    assert refused.value.field == "units" and not ClockFailure.objects.exists()
    with pytest.raises(InvalidInput):
        together(office)


def at_site(office: Department, *codes: str) -> Site:
    site = Site.objects.create(name="南岸厂区")
    for code in codes:
        UnitSite.objects.create(site=site, unit=office.world.unit[code], effective_from=date(2026, 1, 1))
    return site


def test_a_sites_clock_excuses_everybody_who_lay_there_that_day(office: Department) -> None:
    other = office.person("J-001", "曹进")
    Employee.objects.filter(pk=other.pk).update(unit=office.world.unit["technical_center"])
    office.on_time(other, OCTOBER_DAYS[1:])
    office.report(other, [EIGHTH])
    site = at_site(office, "service", "technical_center", "warehouse")
    UnitSite.objects.create(
        site=Site.objects.create(name="江北厂区"), unit=office.world.unit["technical_center"], effective_from=OCTOBER_DAYS[1]
    )
    told = {"first_on": EIGHTH, "last_on": EIGHTH, "reason": "停电", "at": NOW}
    failures = report_site_failure(site=site, by=office.world.hr, **told)
    assert {(one.unit.code, one.site) for one in failures} == {("service", site), ("technical_center", site)}
    assert (absent(office.wang), absent(other)) == ("0.0", "0.0")
    ninth = {"first_on": OCTOBER_DAYS[1], "last_on": OCTOBER_DAYS[1], "reason": "停电", "at": NOW}
    assert [one.unit.code for one in report_site_failure(site=site, by=office.world.hr, **ninth)] == ["service"]


def test_a_manager_reports_a_sites_clock_for_the_own_unit_and_nobody_for_an_empty_site(office: Department) -> None:
    site = at_site(office, "service", "technical_center")
    told = {"first_on": EIGHTH, "last_on": EIGHTH, "reason": "停电", "at": NOW}
    assert [one.unit.code for one in report_site_failure(site=site, by=office.world.service_manager, **told)] == ["service"]
    with pytest.raises(RecordContradicts) as refused:
        report_site_failure(site=Site.objects.create(name="空厂区"), by=office.world.hr, **told)
    assert refused.value.field == "site"
    with pytest.raises(NotAllowed):
        report_site_failure(site=site, by=office.world.service_engineer, **told)
