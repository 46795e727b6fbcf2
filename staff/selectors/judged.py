"""Months judged for many people: a closed one as it was frozen, an open one from its facts, by the contract's functions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from staff.models import AttendanceMonth, Demerit, Employee
from staff.rules.days import DayFacts, day_from_json, day_to_json, month_document
from staff.rules.document import read_month
from staff.rules.month import assess_month
from staff.rules.standing import no_prior, prior_after, run_at_end
from staff.selectors.month_facts import PersonMonth, facts_of, first_month_kept, last_day_of, last_judged_days
from yibin_service.foundation.regulation.clock import local_day, next_month, previous_month
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.selectors import enacted_book, parameters_on
from yibin_service.foundation.regulation.versions import VersionBook

# Without a wage counts and fines are judged all the same; what depends on the wage is then taken out again.
ANY_WAGE = Decimal("0.01")
OF_THE_WAGE = ("absence_deduction", "total_deduction")
LONGEST_CHAIN = 12


@dataclass(frozen=True)
class Judged:
    """One person's month. `result` is the contract's; without a wage its sums that depend on it are None.

    `days` are those judged, `scheduled` all days of the month to be there; `closed` is the row of a closed month.
    """

    employee: Employee
    month: date
    document: dict[str, Any]
    result: dict[str, Any]
    days: tuple[DayFacts, ...]
    scheduled: tuple[date, ...]
    has_wage: bool = True
    closed: AttendanceMonth | None = None

    @property
    def wage(self) -> Decimal | None:
        return Decimal(self.document["monthly_wage"]) if self.has_wage else None


def judge_one(employee: Employee, month: date, at: datetime) -> Judged:
    """The month of one person as it stands at `at`."""
    return judge_months([employee], month, at)[employee.pk]


def judge_months(employees: Iterable[Employee], month: date, at: datetime) -> dict[int, Judged]:
    """Each person's month as it stands at `at`, by employee id.

    Open months before it are judged first, for what they hand on. Raises CalendarUnknown.
    """
    people = list(employees)
    rows = AttendanceMonth.objects.filter(employee__in=[one.pk for one in people], month=month)
    closed = {row.employee_id: row for row in rows.select_related("closed_by")}
    found = {one.pk: from_closed(one, closed[one.pk]) for one in people if one.pk in closed}
    still_open = [one for one in people if one.pk not in closed]
    return found | _judge_open(still_open, month, at) if still_open else found


def from_closed(employee: Employee, row: AttendanceMonth) -> Judged:
    """A closed month as it was frozen."""
    frozen = row.days
    return Judged(
        employee=employee,
        month=row.month,
        document=row.document,
        result=row.result,
        days=tuple(day_from_json(raw) for raw in frozen["days"]),
        scheduled=tuple(date.fromisoformat(on) for on in frozen["scheduled"]),
        closed=row,
    )


def frozen_days(judged: Judged) -> dict[str, Any]:
    """What a closed month keeps of its days."""
    return {
        "days": [day_to_json(day) for day in judged.days],
        "scheduled": [on.isoformat() for on in judged.scheduled],
    }


def judged_again(row: AttendanceMonth, employee: Employee) -> Judged:
    """A closed month by the facts as they are now, with its own regulation version and wage (or that corrected since)."""
    facts = facts_of([employee], row.month, {employee.pk: last_day_of(row.month)})[employee.pk]
    prior = priors_of([employee], row.month)[employee.pk]
    wage = Decimal(row.standing_document["monthly_wage"])
    return _judge(facts, row.regulation, wage, prior, enacted_book())


def priors_of(employees: Iterable[Employee], month: date) -> dict[int, dict[str, Any]]:
    """What the closed months hand on to `month`, by employee id, as the contract's `prior`."""
    ids = [one.pk for one in employees]
    demerits = Counter(
        Demerit.objects.filter(employee__in=ids, month__lt=month, withdrawn_at=None)
        .order_by()
        .values_list("employee_id", flat=True)
    )
    absent: dict[int, Decimal] = defaultdict(Decimal)
    runs: dict[int, list[str]] = {}
    before = previous_month(month)
    rows = AttendanceMonth.objects.filter(employee__in=ids, month__lt=month, month__gte=min(before, month.replace(month=1)))
    for row in rows.only("employee_id", "month", "standing_document", "standing_result"):
        if row.month.year == month.year:
            absent[row.employee_id] += Decimal(row.standing_result["absent_days"])
        if row.month == before:
            runs[row.employee_id] = run_at_end(row.standing_document, row.standing_result)
    return {
        one: {
            "demerits": str(demerits[one]),
            "absent_days_this_year": f"{absent[one]:.1f}",
            "last_absent_run": runs.get(one, []),
        }
        for one in ids
    }


def _judge_open(people: Sequence[Employee], month: date, at: datetime) -> dict[int, Judged]:
    """The open months of a person one after another, from the one after the last closed to `month`."""
    starts = _starts(people, month)
    reading = min(starts.values())
    judged: dict[int, Judged] = {}
    book = enacted_book()
    while reading <= month:
        here = [one for one in people if starts[one.pk] <= reading]
        fresh = [one for one in here if starts[one.pk] == reading]
        priors = priors_of(fresh, reading) if fresh else {}
        for one in here:
            if one.pk in judged:
                priors[one.pk] = prior_after(judged[one.pk].document, judged[one.pk].result, reading)
        facts = facts_of(here, reading, last_judged_days(here, reading, local_day(at)))
        code = parameters_on(Family.STAFF, reading).code
        judged = {
            key: _judge(own, code, own.wage, priors.get(key) or no_prior(), book) for key, own in facts.items()
        }
        reading = next_month(reading)
    return judged


def _starts(people: Sequence[Employee], month: date) -> dict[int, date]:
    """For each person the first open month that bears on `month`: after the last closed one, within a year."""
    ids = [one.pk for one in people]
    closed = AttendanceMonth.objects.filter(employee__in=ids, month__lt=month).order_by()
    last: dict[int, date] = dict(closed.values_list("employee_id").annotate(last=Max("month")))
    earliest = month
    for _ in range(LONGEST_CHAIN):
        earliest = previous_month(earliest)
    kept = min(max(first_month_kept() or month, earliest), month)
    return {
        one.pk: max(next_month(last[one.pk]) if one.pk in last else kept, one.entered_on.replace(day=1), kept)
        if one.entered_on < next_month(month)
        else month
        for one in people
    }


def _judge(
    facts: PersonMonth, code: str, wage: Decimal | None, prior: dict[str, Any], book: VersionBook
) -> Judged:
    ref = f"{facts.employee.number}/{facts.month:%Y-%m}"
    document = month_document(
        ref=ref, regulation=code, month=facts.month, wage=wage or ANY_WAGE, days=facts.days, prior=prior
    )
    result = assess_month(*read_month(document, book)).to_json()
    if wage is None:
        result |= dict.fromkeys(OF_THE_WAGE) | {"flags": [], "basis": []}
    return Judged(
        employee=facts.employee,
        month=facts.month,
        document=document,
        result=result,
        days=facts.days,
        scheduled=facts.scheduled,
        has_wage=wage is not None,
    )
