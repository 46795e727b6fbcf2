"""The department's month: one row a person, the same columns as the person's own sheet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from staff.models import AttendanceRequest, Employee, Objection, ObjectionState, RequestState
from staff.rules.event_words import flag_words
from staff.selectors.judged import Judged, judge_months
from staff.selectors.month_people import people_of
from staff.selectors.people import visible_employees, wage_readers_people
from staff.selectors.statement import counts_of, differences_in
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import next_month
from yibin_service.foundation.regulation.money import total
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.selectors import parameter_sets


@dataclass(frozen=True)
class PersonRow:
    """One person's month in the list. Money that tells the wage is None where it is not for the reader."""

    judged: Judged
    p: ParameterSet
    counts: dict[str, Any]
    shows_wage: bool
    differences: Decimal
    waiting: int
    objections: int

    @property
    def employee(self) -> Employee:
        return self.judged.employee

    @property
    def result(self) -> dict[str, Any]:
        return self.judged.result

    @property
    def shows_money(self) -> bool:
        return self.shows_wage and self.judged.has_wage

    @property
    def absence(self) -> Decimal | None:
        return Decimal(self.result["absence_deduction"]) if self.shows_money else None

    @property
    def payable(self) -> Decimal | None:
        return total([Decimal(self.result["total_deduction"]), self.differences]) if self.shows_money else None

    @property
    def proposals(self) -> str:
        named = (("dismissal", "辞退"), ("deemed_resigned", "自动离职"))
        return "、".join(words for key, words in named if self.result[key])

    @property
    def flags(self) -> list[str]:
        return [flag_words(flag, self.p) for flag in self.result["flags"]] if self.shows_money else []


def visible_people(user: User, month: date) -> QuerySet[Employee]:
    """Those of the month's people this person may see."""
    return people_of(month).filter(pk__in=visible_employees(user).values("pk")).order_by("number")


def wage_readable(user: User, people: Sequence[Employee]) -> set[int]:
    """Whose wage, and what tells it, this person may see: the own; 人力资源 all; the manager's own people."""
    rows = wage_readers_people(user).filter(pk__in=[one.pk for one in people])
    return set(rows.values_list("pk", flat=True))


def person_rows(user: User, people: Sequence[Employee], month: date, at: datetime) -> list[PersonRow]:
    """The rows of these people, as this person may read them, in a constant number of queries."""
    judged = judge_months(people, month, at)
    sets = parameter_sets(one.result["regulation"] for one in judged.values())
    ids = [one.pk for one in people]
    readable = wage_readable(user, people)
    extra = differences_in(ids, month)
    waiting = Counter(
        AttendanceRequest.objects.filter(
            employee__in=ids, state=RequestState.WAITING, first_on__lt=next_month(month), last_on__gte=month
        )
        .order_by()
        .values_list("employee_id", flat=True)
    )
    objections = Counter(
        Objection.objects.filter(employee__in=ids, month=month, state=ObjectionState.WAITING)
        .order_by()
        .values_list("employee_id", flat=True)
    )
    return [
        PersonRow(
            judged=judged[one.pk],
            p=(p := sets[judged[one.pk].result["regulation"]]),
            counts=counts_of(judged[one.pk], p),
            shows_wage=one.pk in readable,
            differences=total([row.total for row in extra.get(one.pk, [])]),
            waiting=waiting[one.pk],
            objections=objections[one.pk],
        )
        for one in people
    ]
