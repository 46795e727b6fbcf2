"""A year's grades: for raises and the year-end bonus."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from staff.models import (
    AppraisalSheet,
    AppraisalState,
    Employee,
    MeritKind,
    MeritRecord,
    ProposalKind,
    StaffProposal,
)
from staff.rules.appraisal import mean_of
from staff.selectors.people import employed_on, visible_employees
from yibin_service.foundation.access.models import User


@dataclass(frozen=True)
class YearRow:
    """One person's year: twelve sheets, None for a month without a countersigned one."""

    employee: Employee
    months: tuple[AppraisalSheet | None, ...]
    proposals: tuple[StaffProposal, ...]
    merits: str

    @property
    def done(self) -> list[AppraisalSheet]:
        return [sheet for sheet in self.months if sheet]

    @property
    def mean(self) -> Decimal | None:
        return mean_of(sheet.total for sheet in self.done if sheet.total is not None)

    @property
    def best(self) -> int:
        return sum(sheet.grade == "A" for sheet in self.done)

    @property
    def worst(self) -> int:
        return sum(sheet.grade == "C" for sheet in self.done)


def year_rows(user: User, year: int) -> list[YearRow]:
    """Everybody of 售后服务部 in the year whom this person may see."""
    rows = Employee.objects.filter(unit__kind="service", pk__in=visible_employees(user).values("pk"))
    people = list(employed_on(rows, date(year, 1, 1), date(year, 12, 31)).order_by("number"))
    sheets = {(one.employee_id, one.month.month): one for one in _countersigned(people, year)}
    raised = list(
        StaffProposal.objects.filter(
            employee__in=people, month=date(year, 1, 1), kind__in=[ProposalKind.RAISE, ProposalKind.DEMOTION]
        )
    )
    merits: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for pk, kind, count in _merits(people, year):
        merits[pk].append((kind, count))
    return [
        YearRow(
            employee=one,
            months=tuple(sheets.get((one.pk, month)) for month in range(1, 13)),
            proposals=tuple(row for row in raised if row.employee_id == one.pk),
            merits="、".join(f"{MeritKind(kind).label} {count}次" for kind, count in merits.get(one.pk, ())),
        )
        for one in people
    ]


def _merits(people: list[Employee], year: int) -> Iterable[tuple[int, str, int]]:
    rows = MeritRecord.objects.filter(employee__in=people, on__year=year).order_by("employee", "kind")
    return rows.values_list("employee", "kind").annotate(Count("pk"))


def grades_of_year(employee: Employee, year: int) -> list[str]:
    """The grades of the countersigned sheets of a calendar year."""
    return [sheet.grade for sheet in _countersigned([employee], year) if sheet.grade]


def _countersigned(people: Iterable[Employee], year: int) -> Iterable[AppraisalSheet]:
    return AppraisalSheet.objects.filter(
        employee__in=list(people), month__year=year, state=AppraisalState.COUNTERSIGNED
    ).order_by("month")
