"""A closed month as payroll takes it: frozen figures, one row a person, every event, every difference."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cases.models import Misreport
from staff.models import AttendanceDifference, AttendanceMonth, Employee
from staff.rules.event_words import flag_words
from staff.selectors.department import visible_people, wage_readable
from staff.selectors.judged import Judged, from_closed
from staff.selectors.statement import Row, counts_of, differences_in, event_rows
from staff.selectors.withheld import returned_in, withheld_in
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.money import total
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.selectors import parameter_sets


@dataclass(frozen=True)
class PayrollRow:
    """One person of the closed month."""

    judged: Judged
    closed: AttendanceMonth
    p: ParameterSet
    counts: dict[str, int]
    events: list[Row]
    differences: list[AttendanceDifference]

    @property
    def employee(self) -> Employee:
        return self.judged.employee

    @property
    def flags(self) -> str:
        return "；".join(flag_words(flag, self.p) for flag in self.closed.result["flags"])

    @property
    def proposals(self) -> str:
        named = (("dismissal", "辞退"), ("deemed_resigned", "自动离职"))
        return "、".join(words for key, words in named if self.closed.result[key])


@dataclass(frozen=True)
class Payroll:
    """The month's rows by number, who of it is not closed yet, and whose bonus is withheld or paid back with it (P.四.5)."""

    month: date
    rows: list[PayrollRow]
    still_open: list[Employee]
    withheld: list[tuple[Employee, Misreport]] = field(default_factory=list)
    returned: list[tuple[Employee, Misreport]] = field(default_factory=list)

    @property
    def limit_share(self) -> Decimal | None:
        """The part of the wage above which deductions are flagged, by the version the month was closed under."""
        shares = {row.p.decimal(K.DEDUCTION_FLAG_SHARE) for row in self.rows}
        return shares.pop() if len(shares) == 1 else None

    @property
    def payable(self) -> Decimal:
        return total([row.closed.payable for row in self.rows])


def payroll_of(user: User, month: date) -> Payroll:
    """The closed months of those whose wages this person may read."""
    people = list(visible_people(user, month))
    readable = wage_readable(user, people)
    mine = {one.pk: one for one in people if one.pk in readable}
    closed = list(AttendanceMonth.objects.filter(employee__in=mine, month=month).order_by("employee__number"))
    sets = parameter_sets(row.regulation for row in closed)
    extra = differences_in(mine, month)
    rows = [_row(mine[row.employee_id], row, sets[row.regulation], extra.get(row.employee_id, [])) for row in closed]
    done = {row.employee.pk for row in rows}
    still_open = [one for one in mine.values() if one.pk not in done]
    done_people = [row.employee for row in rows]
    return Payroll(month, rows, still_open, withheld_in(done_people, month), returned_in(done_people, month))


def _row(
    employee: Employee, closed: AttendanceMonth, p: ParameterSet, differences: list[AttendanceDifference]
) -> PayrollRow:
    judged = from_closed(employee, closed)
    events = event_rows(judged, p, [], None, judged.wage)
    return PayrollRow(judged, closed, p, counts_of(judged, p), events, differences)
