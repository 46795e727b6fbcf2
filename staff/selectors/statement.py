"""A person's month as its sheet reads: every event with fact, clause and money, how the sum came, the calendar."""

from calendar import monthcalendar
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cases.models import Misreport
from staff.models import AttendanceDifference, AttendanceMonth, Demerit, Employee, Objection
from staff.rules.attendance import report_is_due
from staff.rules.days import DayFacts
from staff.rules.event_words import (
    corrected_title,
    correction_fact,
    day_words,
    demerit_fact,
    event_fact,
    flag_words,
    priced_events,
)
from staff.rules.facts import EVENT_TITLES, EventKind
from staff.selectors.judged import Judged, judge_one
from staff.selectors.month_facts import last_day_of
from staff.selectors.withheld import returned_in, withheld_of
from yibin_service.foundation.org.selectors import holiday_names
from yibin_service.foundation.regulation.money import ZERO, total
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.selectors import parameter_set

DEMERIT = "demerit"
GRAVE = {EventKind.ABSENT_HALF, EventKind.ABSENT_FULL}
OF_THE_WAGE = {"S.4罚(3)", "S.4罚(4)", "S.4罚(6)", "S.4(4)"}
@dataclass(frozen=True)
class Row:
    """One line of the sheet. `amount` is None where it is not for the reader's eyes, or the wage is missing."""

    key: str
    on: date | None
    title: str
    fact: str
    clause: str
    amount: Decimal | None
    remark: str = ""
    is_excused: bool = False
    objection: Objection | None = None


@dataclass(frozen=True)
class Cell:
    """One day of the calendar; `css` as the stylesheet names it."""

    on: date | None = None
    words: str = ""
    times: str = ""
    detail: str = ""
    is_make_up: bool = False
    css: str = ""


@dataclass(frozen=True)
class Statement:
    """The whole sheet. Money of the wage is there only where `shows_wage`; sums are CNY."""

    judged: Judged
    rows: list[Row]
    differences: list[AttendanceDifference]
    later: list[AttendanceDifference]
    objections: list[Objection]
    weeks: list[list[Cell]]
    shows_wage: bool
    payable: Decimal | None
    share: Decimal | None
    limit: Decimal | None
    flags: list[str]
    p: ParameterSet
    demerit: Demerit | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    withheld: list[Misreport] = field(default_factory=list)
    returned: list[Misreport] = field(default_factory=list)

    @property
    def limit_share(self) -> Decimal:
        """The part of the wage above which deductions are flagged."""
        return self.p.decimal(K.DEDUCTION_FLAG_SHARE)

    @property
    def wage_days(self) -> str:
        """By how many days a month's wage is divided: 「21.75」, 「30」."""
        return f"{self.p.decimal(K.WAGE_DAYS_PER_MONTH).normalize():f}"

    @property
    def employee(self) -> Employee:
        return self.judged.employee

    @property
    def month(self) -> date:
        return self.judged.month

    @property
    def closed(self) -> AttendanceMonth | None:
        return self.judged.closed

    @property
    def result(self) -> dict[str, Any]:
        return self.judged.result

    @property
    def shows_money(self) -> bool:
        """Whether the sums stand there: the reader may see them and there is a wage."""
        return self.shows_wage and self.judged.has_wage

    @property
    def basis(self) -> list[dict[str, Any]]:
        return list(self.result["basis"]) if self.shows_money else []


def statement_of(employee: Employee, month: date, at: datetime, *, shows_wage: bool) -> Statement:
    """The sheet of one person's month as it stands at `at`. Raises CalendarUnknown."""
    return drawn(judge_one(employee, month, at), shows_wage=shows_wage)


def drawn(judged: Judged, *, shows_wage: bool) -> Statement:
    """The sheet of a judged month."""
    employee, month = judged.employee, judged.month
    p = parameter_set(judged.result["regulation"])
    objections = list(
        Objection.objects.filter(employee=employee, month=month).select_related("filed_by", "answered_by")
    )
    differences = differences_in([employee.pk], month).get(employee.pk, [])
    demerit = Demerit.objects.filter(employee=employee, month=month).first()
    sums = has_sums(judged, shows_wage)
    wage = judged.wage if sums else None
    deduction = Decimal(judged.result["total_deduction"]) if sums else None
    return Statement(
        judged=judged,
        rows=event_rows(judged, p, objections, demerit, wage),
        differences=differences,
        later=later_differences(judged),
        objections=objections,
        weeks=_weeks(judged),
        shows_wage=shows_wage,
        payable=total([deduction, *(row.total for row in differences)]) if deduction is not None else None,
        share=deduction / wage if deduction is not None and wage else None,
        limit=wage * p.decimal(K.DEDUCTION_FLAG_SHARE) if wage else None,
        flags=[flag_words(flag, p) for flag in judged.result["flags"]] if sums else [],
        p=p,
        demerit=demerit,
        counts=counts_of(judged, p),
        withheld=withheld_of(employee, month),
        returned=[row for _, row in returned_in([employee], month)],
    )


def has_sums(judged: Judged, shows_wage: bool) -> bool:
    """Whether sums that tell the wage are drawn."""
    return shows_wage and judged.has_wage


def differences_in(employees: Iterable[int], month: date) -> dict[int, list[AttendanceDifference]]:
    """Differences of earlier months that count in `month`, by employee id."""
    rows = AttendanceDifference.objects.filter(closed__employee__in=list(employees), month=month)
    found: dict[int, list[AttendanceDifference]] = defaultdict(list)
    for row in rows.select_related("closed"):
        found[row.closed.employee_id].append(row)
    return found


def later_differences(judged: Judged) -> list[AttendanceDifference]:
    """What was corrected of this month after it was closed."""
    return list(judged.closed.corrections.select_related("closed")) if judged.closed else []


def counts_of(judged: Judged, p: ParameterSet) -> dict[str, Any]:
    """Days to be there, in the field, on leave; reports given of those due by the version it was judged under."""
    days = judged.days
    due = [day for day in days if report_is_due(on_leave=bool(day.leave), in_field=bool(day.field), p=p)]
    return {
        "scheduled": len(judged.scheduled),
        "field": sum(bool(day.field) for day in days),
        "leave": sum(bool(day.leave) for day in days),
        "reports_due": len(due),
        "reported": sum(day.is_reported for day in due),
        "fined": judged.result["late"] + judged.result["early"] + judged.result["left_post"],
        "demerit_count": p.whole(K.DEMERIT_COUNT),
    }


def event_key(event: Mapping[str, Any]) -> str:
    """`2026-10-20.late`: how an event of a month is named in an address."""
    return f"{event['date']}.{event['kind']}"


def event_rows(
    judged: Judged, p: ParameterSet, objections: list[Objection], demerit: Demerit | None, wage: Decimal | None
) -> list[Row]:
    """The lines of a month by day, excused ones too, the demerit last. Without `wage` absence has no money."""
    days = {day.on.isoformat(): day for day in judged.days}
    against = {f"{one.on.isoformat()}.{one.kind}": one for one in objections}
    rows = [
        Row(
            key=event_key(event),
            on=date.fromisoformat(event["date"]),
            title=EVENT_TITLES[EventKind(event["kind"])],
            fact=event_fact(event, days[event["date"]], p),
            clause=event["clause"],
            amount=amount,
            objection=against.get(event_key(event)),
        )
        for event, amount in priced_events(judged.result, wage, p)
    ]
    charged = {(row.on, row.title) for row in rows}
    rows += [
        Row(f"{day.on}.corrected", day.on, corrected_title(day), correction_fact(day), "S.4", ZERO, "已补卡", is_excused=True)
        for day in judged.days
        if day.corrected and (day.on, "缺卡") not in charged
    ]
    rows.sort(key=lambda row: row.on or judged.month)
    return rows + _demerit_row(judged, p, against, demerit)


def _demerit_row(
    judged: Judged, p: ParameterSet, against: dict[str, Objection], demerit: Demerit | None
) -> list[Row]:
    if not judged.result["demerit"]:
        return []
    key = f"{judged.month.isoformat()}.{DEMERIT}"
    ordinal = int(judged.document["prior"]["demerits"]) + 1
    withdrawn = "已撤销，罚款以差额退回" if demerit and demerit.withdrawn_at else ""
    return [
        Row(
            key, None, f"行政记大过 第{ordinal}次", demerit_fact(judged.result, p), "S.4罚(2)",
            Decimal(judged.result["demerit_fine"]), withdrawn, objection=against.get(key),
        )
    ]  # fmt: skip


def _weeks(judged: Judged) -> list[list[Cell]]:
    """The month in weeks from Monday; days outside the month are empty cells."""
    month, last = judged.month, last_day_of(judged.month)
    named = holiday_names(month, last)
    days = {day.on: day for day in judged.days}
    events: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in judged.result["events"]:
        events[event["date"]].append(event)
    scheduled = set(judged.scheduled)
    return [
        [
            _cell(month.replace(day=number), days, scheduled, events, named) if number else Cell(css="off")
            for number in week
        ]
        for week in monthcalendar(month.year, month.month)
    ]


def _cell(
    on: date,
    days: dict[date, DayFacts],
    scheduled: set[date],
    events: dict[str, list[dict[str, Any]]],
    named: dict[date, str],
) -> Cell:
    if on not in scheduled:
        return Cell(on, detail=named.get(on) or "休", css="off")
    is_make_up = on.weekday() >= 5
    day = days.get(on)
    if day is None:
        return Cell(on, is_make_up=is_make_up)
    own = events[on.isoformat()]
    kinds = {EventKind(event["kind"]) for event in own}
    css = "worse" if kinds & GRAVE else "bad" if kinds else ""
    if day.field or day.leave:
        return Cell(on, day_words(day, own), "", day.leave or day.field.removeprefix("外勤").strip(), is_make_up, css)
    times = f"{f'{day.came:%H:%M}' if day.came else '缺'}—{f'{day.went:%H:%M}' if day.went else '缺'}"
    return Cell(on, day_words(day, own), times, day.part_leave, is_make_up, css)
