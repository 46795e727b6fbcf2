"""The figures of a month: sums over the entries of its period, counts of its cases, six months side by side (P.一.5).

Sums are frozen as text with their places, so that the seal over them can be taken again. Drawing adds nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField

from cases.models import Case, CaseState, ClockKind
from penalties.models import SEALED_STATES, EntryKind, MonthReport, Side
from penalties.models.ledger import LedgerEntry
from penalties.rules.month import Month, text_of
from penalties.selectors.month_clocks import clock_figures
from yibin_service.foundation.org.models import UnitKind
from yibin_service.foundation.regulation.money import NO_TONNES, ZERO

COMPARED = 6
WITHOUT_BONUS = frozenset({UnitKind.COMPANY, UnitKind.CARRIER})
REMEDIES = (EntryKind.RETURN, EntryKind.COMPENSATE, EntryKind.EXCHANGE, EntryKind.EXPENSE, EntryKind.INCOME)
UNIT_COLUMNS: dict[str, str] = {
    EntryKind.SHARE: "share",
    EntryKind.SHORTFALL: "outstanding",
    EntryKind.ADVANCE: "outstanding",
    EntryKind.INCOME: "outstanding",
    EntryKind.FINE: "fine",
    EntryKind.RECOVERY: "recovery",
}
UNIT_SUMS = ("share", "outstanding", "fine", "recovery", "correction", "total")
SHARE_PLACES = Decimal("0.0001")
FIRST_PARTS = ("", "A")  # a card split into parts counts once

# One pass over the month's losses: by case first, then by what the cases have in common.
LOSSES = """
WITH losses AS (
  SELECT case_id, sum(amount) AS amount FROM penalties_ledgerentry
   WHERE period = %s AND side = 'loss' GROUP BY case_id
)
SELECT CASE WHEN GROUPING(machine.number) = 0 THEN 'machines' WHEN GROUPING(defect.name) = 0 THEN 'defects'
            ELSE 'customers' END AS attribute,
       coalesce(machine.number || '号', defect.name, customer.name) AS name, count(*) AS cases, sum(losses.amount) AS amount
  FROM losses
  JOIN cases_case one ON one.id = losses.case_id
  JOIN org_papermachine machine ON machine.id = one.machine_id
  JOIN cases_defect defect ON defect.id = one.defect_id
  JOIN cases_customer customer ON customer.id = one.customer_id
 GROUP BY GROUPING SETS ((machine.number), (defect.name), (customer.name))
 ORDER BY 4 DESC, 2
"""


def month_figures(month: Month, at: datetime) -> dict[str, Any]:
    """Every sum and count of the report. A handful of statements, whatever the number of cases."""
    clocks = clock_figures(month, at)
    summary = month_summary(month, at, clocks)
    units = unit_figures(month)
    return {
        "month": month.label,
        "summary": summary,
        "units": units,
        "unit_totals": _added(units),
        **losses_by_attribute(month),
        "clocks": clocks,
        "months": [*(_known_summary(earlier, at) for earlier in month.and_before(COMPARED)[:-1]), summary],
        "entries": _entry_span(month),
    }


def entries_of(month: Month) -> QuerySet[LedgerEntry]:
    """The month's entries, both sides."""
    return LedgerEntry.objects.filter(period=month.first)


def month_summary(month: Month, at: datetime, clocks: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """One line of the comparison: losses by kind, what came back, fines, cases, answers."""
    clocks = clock_figures(month, at) if clocks is None else clocks
    sums = {
        (row["side"], row["kind"]): row["sum"]
        for row in entries_of(month).order_by().values("side", "kind").annotate(sum=Sum("amount"))
    }
    losses = {str(kind): sums.get((Side.LOSS, kind), ZERO) for kind in REMEDIES}
    replies = [row for row in clocks if row["kind"] == ClockKind.REPLY]
    return {
        "month": month.label,
        **{kind: text_of(amount) for kind, amount in losses.items()},
        "loss": text_of(sum(losses.values(), ZERO)),
        "recovered": text_of(sums.get((Side.CHARGE, EntryKind.RECOVERY), ZERO) - losses[EntryKind.INCOME]),
        "fines": text_of(sums.get((Side.CHARGE, EntryKind.FINE), ZERO)),
        **_case_counts(month),
        "replies_due": sum(row["due"] for row in replies),
        "replies_met": sum(row["met"] for row in replies),
        "replies_late": sum(row["late"] for row in replies),
        "replies_waived": sum(row["waived"] for row in replies),
    }


def unit_figures(month: Month) -> list[dict[str, Any]]:
    """What each unit bears, in the order of the units; 红冲与更正 stand in a column of their own.

    A unit carries the name its newest entry of the month was posted under. `tonnes` is output taken off a workshop.
    """
    is_correction = ExpressionWrapper(
        Q(reverses__isnull=False) | Q(corrects__isnull=False), output_field=BooleanField()
    )
    rows = (
        entries_of(month)
        .filter(side=Side.CHARGE)
        .order_by()
        .annotate(is_correction=is_correction)
        .values("unit_id", "unit__code", "unit__kind", "unit__position", "kind", "is_correction")
        .annotate(sum=Sum("amount"), weight=Sum("tonnes"), last=Max("sequence"))
    )
    found: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["unit__position"], row["unit_id"])):
        unit = found.setdefault(row["unit_id"], _empty_unit(row))
        column = "correction" if row["is_correction"] else UNIT_COLUMNS[row["kind"]]
        unit[column] += row["sum"]
        unit["total"] += row["sum"]
        unit["tonnes"] += row["weight"]
        unit["last"] = max(unit["last"], row["last"])
    return _named(list(found.values()))


def _empty_unit(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "unit": row["unit_id"],
        "code": row["unit__code"],
        "has_bonus": row["unit__kind"] not in WITHOUT_BONUS,
        **dict.fromkeys(UNIT_SUMS, ZERO),
        "tonnes": NO_TONNES,
        "last": 0,
    }


def _named(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sequences = [unit["last"] for unit in units]
    names = dict(LedgerEntry.objects.filter(sequence__in=sequences).values_list("sequence", "unit_name"))
    for unit in units:
        unit["name"] = names[unit.pop("last")]
        for column in (*UNIT_SUMS, "tonnes"):
            unit[column] = text_of(unit[column])
    return units


def _added(units: list[dict[str, Any]]) -> dict[str, str]:
    """The totals row of the unit table."""
    sums = {name: sum((Decimal(unit[name]) for unit in units), ZERO) for name in UNIT_SUMS}
    tonnes = sum((Decimal(unit["tonnes"]) for unit in units), NO_TONNES)
    return {name: text_of(amount) for name, amount in sums.items()} | {"tonnes": text_of(tonnes)}


def losses_by_attribute(month: Month) -> dict[str, list[dict[str, Any]]]:
    """Losses by machine, defect and customer, largest first, each with its part of the whole where that is above zero."""
    with connection.cursor() as cursor:
        cursor.execute(LOSSES, [month.first])
        rows = cursor.fetchall()
    whole = sum((amount for attribute, _, _, amount in rows if attribute == "machines"), ZERO)
    found: dict[str, list[dict[str, Any]]] = {"machines": [], "defects": [], "customers": []}
    for attribute, name, cases, amount in rows:
        part = text_of((amount / whole).quantize(SHARE_PLACES)) if whole > 0 else ""
        found[attribute].append({"name": name, "cases": cases, "amount": text_of(amount), "part": part})
    return found


def _case_counts(month: Month) -> dict[str, int]:
    """Cards delivered, cases with losses posted, cases closed, cases open at the month's end (earlier months' too)."""
    settled = entries_of(month).filter(side=Side.LOSS).aggregate(count=Count("case", distinct=True))
    return {
        "filed": _within(Case.objects.filter(part__in=FIRST_PARTS), "filed_at", month).count(),
        "settled": settled["count"],
        "closed": _within(Case.objects.all(), "closed_at", month).count(),
        "open": open_cases(month).count(),
    }


def _within(cases: QuerySet[Case], instant: str, month: Month) -> QuerySet[Case]:
    return cases.filter(**{f"{instant}__gte": month.starts_at, f"{instant}__lt": month.ends_at})


def open_cases(month: Month) -> QuerySet[Case]:
    """Cases open at 24:00 of the month's last day, whenever they were filed; withdrawn and void ones are not open."""
    over = [CaseState.WITHDRAWN, CaseState.VOID, CaseState.CLOSED]
    is_open = Q(closed_at__gte=month.ends_at) | (Q(closed_at=None) & ~Q(state__in=over))
    return Case.objects.filter(is_open, filed_at__lt=month.ends_at)


def _known_summary(month: Month, at: datetime) -> dict[str, Any]:
    """An earlier month as its sealed report says it; where there is none, as the books stand now."""
    sealed: Iterable[dict[str, Any]] = MonthReport.objects.filter(
        month=month.first, state__in=SEALED_STATES
    ).values_list("figures__summary", flat=True)
    return next(iter(sealed), None) or month_summary(month, at)


def _entry_span(month: Month) -> dict[str, Any]:
    """How many entries, both sides' sums, first and last number."""
    found = entries_of(month).aggregate(
        count=Count("pk"),
        losses=Sum("amount", filter=Q(side=Side.LOSS), default=ZERO),
        charges=Sum("amount", filter=Q(side=Side.CHARGE), default=ZERO),
    )
    numbers = entries_of(month).order_by("sequence").values_list("sequence", flat=True)
    return {
        "count": found["count"],
        "losses": text_of(found["losses"]),
        "charges": text_of(found["charges"]),
        "first": numbers.first(),
        "last": numbers.last(),
    }

