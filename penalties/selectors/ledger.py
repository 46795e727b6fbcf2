"""The ledger as people read it: filtered, added up, page by page, each only what they may see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from cases.models import Case
from cases.selectors.case_list import matching
from penalties.models import EntryKind, Side
from penalties.models.ledger import LedgerEntry
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import LEADERS, TECH, Role
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.regulation.clock import next_month
from yibin_service.foundation.regulation.money import NO_TONNES, ZERO

PAGE_SIZE = 50
COUNTED_TO = 1000
READS_ALL = TECH | LEADERS | {Role.SALES_HEAD, Role.ENTERPRISE_MANAGEMENT, Role.FINANCE, Role.AUDITOR}
CORRECTIONS = "correction"
RECOVERIES = (EntryKind.RECOVERY, EntryKind.SHORTFALL, EntryKind.ADVANCE, EntryKind.INCOME)
REMEDIES = (EntryKind.RETURN, EntryKind.COMPENSATE, EntryKind.EXCHANGE)


@dataclass(frozen=True)
class LedgerFilter:
    """What the address asks for; None and empty text ask for nothing. `month` None = all months.

    `up_to` holds an export to the entries that stood there when it was asked for.
    """

    month: date | None = None
    side: str = Side.CHARGE
    unit: int | None = None
    kind: str = ""
    defect: int | None = None
    machine: int | None = None
    text: str = ""
    up_to: int = 0

    def arguments(self) -> dict[str, Any]:
        """As plain JSON, for a job."""
        return {
            "month": self.month.isoformat() if self.month else None,
            "side": str(self.side),
            "unit": self.unit,
            "kind": str(self.kind),
            "defect": self.defect,
            "machine": self.machine,
            "text": self.text,
            "up_to": self.up_to,
        }

    @classmethod
    def from_arguments(cls, arguments: dict[str, Any]) -> "LedgerFilter":
        month = arguments["month"]
        return cls(**(arguments | {"month": date.fromisoformat(month) if month else None}))


@dataclass(frozen=True)
class Sums:
    """Count and money of the filter, all its entries."""

    count: int
    amount: Decimal
    tonnes: Decimal


@dataclass(frozen=True)
class UnitSum:
    """What one unit bears in the filter."""

    unit_id: int
    name: str
    amount: Decimal


@dataclass(frozen=True)
class EntryPage:
    """One page by sequence. `first` numbers its first entry among all, None where they are not counted."""

    entries: list[LedgerEntry]
    has_next: bool
    has_previous: bool
    first: int | None

    @property
    def last_sequence(self) -> int:
        """The key from which the next page goes on."""
        return self.entries[-1].sequence if self.entries else 0

    @property
    def last(self) -> int | None:
        return None if self.first is None else self.first + len(self.entries) - 1


NO_ENTRIES = LedgerEntry.objects.none()


def visible_entries(user: User) -> QuerySet[LedgerEntry]:
    """The entries a person may read; a role not named here reads none.

    A 销售员 reads own cases; a unit head what falls on the own unit, and the losses of the cases it falls from.
    """
    if not may(user, Verb.READ_LEDGER):
        return LedgerEntry.objects.none()
    if user.roles & READS_ALL:
        return LedgerEntry.objects.all()
    rows = Q(pk__in=[])
    if Role.SALES_CLERK in user.roles:
        rows |= Q(case__clerk_id=user.pk)
    if Role.UNIT_HEAD in user.roles and user.unit_id:
        own = LedgerEntry.objects.filter(case=OuterRef("case"), side=Side.CHARGE, unit_id=user.unit_id)
        rows |= Q(side=Side.CHARGE, unit_id=user.unit_id) | Q(Exists(own), side=Side.LOSS)
    return LedgerEntry.objects.filter(rows)


def filtered(user: User, wanted: LedgerFilter) -> QuerySet[LedgerEntry]:
    """The visible entries that the filter asks for, by sequence."""
    rows = visible_entries(user).filter(side=wanted.side)
    exact = {
        "period": wanted.month,
        "unit_id": wanted.unit,
        "case__defect_id": wanted.defect,
        "case__machine_id": wanted.machine,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if wanted.kind == CORRECTIONS:
        rows = rows.filter(Q(reverses__isnull=False) | Q(corrects__isnull=False))
    elif wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.text:
        rows = rows.filter(case__in=Case.objects.filter(matching(wanted.text)))
    if wanted.up_to:
        rows = rows.filter(sequence__lte=wanted.up_to)
    return rows.order_by("sequence")


def sums_of(rows: QuerySet[LedgerEntry]) -> Sums:
    """Exact count and sums of all the rows."""
    found = rows.order_by().aggregate(count=Count("pk"), amount=Sum("amount"), tonnes=Sum("tonnes"))
    return Sums(found["count"], found["amount"] or ZERO, found["tonnes"] or NO_TONNES)


def sums_by_kind(rows: QuerySet[LedgerEntry]) -> dict[str, Sums]:
    """The same by kind, in one statement; 红冲 and 更正 once more under CORRECTIONS."""
    grouped = rows.order_by().values("kind").annotate(Count("pk"), Sum("amount"), Sum("tonnes"))
    found = {
        kind: Sums(count, amount, tonnes)
        for kind, count, amount, tonnes in grouped.values_list("kind", "pk__count", "amount__sum", "tonnes__sum")
    }
    corrections = rows.filter(Q(reverses__isnull=False) | Q(corrects__isnull=False))
    return found | {CORRECTIONS: sums_of(corrections)}


def added(sums: dict[str, Sums], *kinds: str) -> Sums:
    """Several kinds as one sum."""
    parts = [sums[kind] for kind in kinds if kind in sums]
    return Sums(
        sum(part.count for part in parts),
        sum((part.amount for part in parts), ZERO),
        sum((part.tonnes for part in parts), NO_TONNES),
    )


def sums_by_unit(user: User, wanted: LedgerFilter) -> list[UnitSum]:
    """What each unit bears in the filter, whatever unit it asks for, in the order of the units."""
    rows = filtered(user, replace(wanted, unit=None)).filter(side=Side.CHARGE)
    found = rows.order_by().values("unit_id", "unit__name", "unit__position").annotate(total=Sum("amount"))
    ordered = sorted(found, key=lambda row: (row["unit__position"], row["unit_id"]))
    return [UnitSum(row["unit_id"], row["unit__name"], row["total"]) for row in ordered]


def page_of(
    rows: QuerySet[LedgerEntry], *, after: int = 0, before: int = 0, size: int = PAGE_SIZE, is_counted: bool = True
) -> EntryPage:
    """The `size` entries after one sequence, or before one; neighbours are found by key, not by counting."""
    related = rows.select_related("case__customer", "case__defect", "case__machine", "unit", "reverses", "corrects")
    if before:
        found = list(related.filter(sequence__lt=before).order_by("-sequence")[: size + 1])
        entries, has_more = found[:size][::-1], len(found) > size
        has_next, has_previous = rows.filter(sequence__gte=before).exists(), has_more
    else:
        found = list(related.filter(sequence__gt=after)[: size + 1])
        entries, has_next = found[:size], len(found) > size
        has_previous = bool(after) and rows.filter(sequence__lte=after).exists()
    first = None
    if is_counted and entries:
        first = rows.filter(sequence__lt=entries[0].sequence).count() + 1 if has_previous else 1
    return EntryPage(entries, has_next, has_previous, first)


def months_with_entries() -> list[date]:
    """Every month from the first entry's to the last one's, newest first; two look-ups in the index."""
    ends = LedgerEntry.objects.aggregate(first=Min("period"), last=Max("period"))
    months = []
    month = ends["first"]
    while month is not None and month <= ends["last"]:
        months.append(month)
        month = next_month(month)
    return months[::-1]


def entry_for(sequence: int, user: User | None = None) -> LedgerEntry:
    """One entry with all that its page prints; with a user, NotFound unless it is for this person's eyes."""
    rows = LedgerEntry.objects.all() if user is None else visible_entries(user)
    found = (
        rows.select_related(
            "case__customer", "case__defect", "case__machine", "unit", "posted_by", "reverses", "corrects", "reversed_by"
        )
        .filter(sequence=sequence)
        .first()
    )
    if found is None:
        raise NotFound("没有这笔台账，或您无权查看")
    return found


def entries_of_case(user: User, case_id: int) -> list[LedgerEntry]:
    """The entries of one case that the person may read, by sequence."""
    rows = visible_entries(user).filter(case_id=case_id).select_related("unit", "reverses", "corrects")
    return list(rows.order_by("sequence"))


EXPORTED = (
    "sequence", "period", "fact_on", "posted_at", "case__number", "case__customer__name", "case__card__product__name",
    "case__defect__name", "case__machine__number", "side", "kind", "unit_name", "amount", "tonnes", "share", "clause",
    "formula", "regulation", "reverses__sequence", "corrects__sequence", "reason", "posted_by__display_name",
)  # fmt: skip


def exported_rows(rows: QuerySet[LedgerEntry], chunk: int = 5000) -> Iterator[tuple[Any, ...]]:
    """The columns of the workbook, straight from a server-side cursor: no model objects, memory stays flat."""
    yield from rows.values_list(*EXPORTED).iterator(chunk_size=chunk)


def last_sequence() -> int:
    """Up to where the ledger goes now: an export asked for now ends there."""
    return LedgerEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
