"""考勤机故障: the presses of the people of one or more units on some days are not judged; whoever says so is not excused by it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from staff.models import ClockFailure, Employee
from staff.selectors.clock_failures import reported_at, reported_by
from staff.selectors.people import employed_on
from staff.services.attendance_errors import NotYourPerson, RecordContradicts
from staff.services.correct_closed import correct_closed
from staff.services.lock_attendance import lock_attendance
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Site, Unit
from yibin_service.foundation.regulation.clock import local_day, previous_month

MOST_DAYS = 7


@transaction.atomic
def report_site_failure(
    *, site: Site, first_on: date, last_on: date, reason: str, by: User, at: datetime
) -> list[ClockFailure]:
    """A site's clock: one report for each unit that lay there on the first day and has somebody to excuse, all or none.

    Of these units those that `by` may report for. Raises RecordContradicts where nobody is excused; NotAllowed.
    """
    require(by, Verb.REPORT_CLOCK_FAILURE)
    _check_days(first_on, last_on, local_day(at))
    units = [unit for unit in reported_at(by, site, first_on) if _excused(unit, first_on, last_on, by).exists()]
    if not units:
        raise RecordContradicts(f"{site}这些天没有您可以登记的员工：请核对厂区和日期，或另选单位", field="site")
    return report_clock_failures(units=units, site=site, first_on=first_on, last_on=last_on, reason=reason, by=by, at=at)


@transaction.atomic
def report_clock_failures(
    *, units: Iterable[Unit], site: Site | None = None, first_on: date, last_on: date, reason: str, by: User, at: datetime
) -> list[ClockFailure]:
    """A clock that several units share: one report for each, all or none; each is withdrawn for itself.

    Raises as `report_clock_failure`, naming the unit; InvalidInput without a unit.
    """
    chosen = sorted({unit.pk: unit for unit in units}.values(), key=lambda unit: (unit.position, unit.pk))
    if not chosen:
        raise InvalidInput({"units": "请选用这台考勤机的单位"})
    return [
        report_clock_failure(unit=unit, site=site, first_on=first_on, last_on=last_on, reason=reason, by=by, at=at)
        for unit in chosen
    ]


@transaction.atomic
def report_clock_failure(
    *, unit: Unit, site: Site | None = None, first_on: date, last_on: date, reason: str, by: User, at: datetime
) -> ClockFailure:
    """Excuse the unit's people of these days, up to 7 of this month or the last, but for the one who reports.

    READING: nobody is excused by the own word; another reports for them. Closed months are corrected by a difference.
    Raises RecordContradicts (days out of bounds, nobody to excuse), NotYourPerson for another unit, NotAllowed.
    """
    require(by, Verb.REPORT_CLOCK_FAILURE)
    _check_days(first_on, last_on, local_day(at))
    if not reported_by(by).filter(pk=unit.pk).exists():
        raise NotYourPerson("只登记本单位的考勤机故障", field="units")
    lock_attendance()
    people = list(_excused(unit, first_on, last_on, by))
    if not people:
        remedy = "请去掉这个单位；本人的由人力资源或分管副总经理登记"
        raise RecordContradicts(f"{unit.name}这些天没有别的员工：{remedy}", field="units")
    failure = ClockFailure.objects.create(
        unit=unit, site=site, first_on=first_on, last_on=last_on, reason=reason, entered_by=by, entered_at=at
    )
    failure.people.set(people)
    where = f"{site}考勤机故障，{unit.name}" if site else f"{unit.name}考勤机故障"
    text = f"{where} {failure.days}，{len(people)}人不判打卡\n「{reason}」"
    record_event(stream=failure.stream, verb="report_clock_failure", text=text, by=by, at=at)
    told = f"关账后登记考勤机故障：{failure.days}"
    correct_closed(employees=people, since=first_on, trigger=f"failure:{failure.pk}", reason=told, by=by, at=at)
    return failure


def _check_days(first_on: date, last_on: date, today: date) -> None:
    if last_on < first_on:
        raise RecordContradicts("结束日期应不早于开始日期", field="last_on")
    if last_on > today:
        raise RecordContradicts(f"不能晚于今天 {today}", field="last_on")
    if (last_on - first_on).days >= MOST_DAYS:
        raise RecordContradicts(f"一次最多登记 {MOST_DAYS}天：坏得更久的分次登记，每次写明情况", field="last_on")
    earliest = previous_month(today.replace(day=1))
    if first_on < earliest:
        raise RecordContradicts(f"最早登记到上个月第一天 {earliest}；更早的请本人申请补卡", field="first_on")


def _excused(unit: Unit, first_on: date, last_on: date, by: User) -> QuerySet[Employee]:
    people = employed_on(Employee.objects.filter(unit=unit), first_on, last_on)
    return people.exclude(user=by).select_related("unit", "user").order_by("number")
