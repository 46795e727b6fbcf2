"""What stands in the ledger: of a case, at the chain's end, in which months."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q, Sum

from cases.models import Case
from penalties.models import MonthReport, ReportState, Side
from penalties.models.ledger import LedgerEntry
from penalties.rules.chain import COLUMNS, GENESIS, Checkpoint, EntryRecord
from penalties.rules.posting import Key, Kind, Posted, key_of

# For services that hold an entry in their hands: only post_ledger makes one.
Entry = LedgerEntry
CLOSED = (ReportState.ISSUED, ReportState.SIGNED)


def posted_of(case: Case) -> dict[Key, Posted]:
    """Sums by key over every entry of the case, reversals included, in the order in which the keys first appeared."""
    found: dict[Key, Posted] = {}
    columns = ("side", "kind", "unit_id", "source", "amount", "tonnes", "clause")
    for side, kind, unit, source, amount, tonnes, clause in (
        LedgerEntry.objects.filter(case=case).order_by("sequence").values_list(*columns)
    ):
        key = key_of(side=side, kind=kind, unit=unit, source=source)
        old = found.get(key)
        found[key] = Posted(
            amount + old.amount if old else amount, tonnes + old.tonnes if old else tonnes, clause
        )
    return found


def chain_end() -> tuple[int, str]:
    """Number and hash of the last entry; 0 and the genesis hash of an empty ledger. Read it under the ledger's lock."""
    last = LedgerEntry.objects.order_by("-sequence").values_list("sequence", "own_hash").first()
    return last or (0, GENESIS)


def checkpoint(origin: str) -> Checkpoint:
    """The ledger as it ends now, to be kept elsewhere."""
    count, root = chain_end()
    return Checkpoint(origin, count, root)


def chain_records() -> Iterable[tuple[EntryRecord, str]]:
    """Every entry with its stored hash, in order, from a server-side cursor."""
    rows = LedgerEntry.objects.order_by("sequence").values_list(*COLUMNS, "own_hash")
    for *columns, own_hash in rows.iterator(chunk_size=2000):
        yield EntryRecord(*columns), own_hash


def unbalanced_cases() -> list[tuple[str, str]]:
    """Cases whose losses are not their charges without fines: (case number, what the two sides come to)."""
    rows = (
        LedgerEntry.objects.values("case__number")
        .annotate(
            loss=Sum("amount", filter=Q(side=Side.LOSS), default=0),
            charge=Sum("amount", filter=Q(side=Side.CHARGE) & ~Q(kind=Kind.FINE), default=0),
        )
        .order_by("case__number")
    )
    return [
        (row["case__number"], f"损失 {row['loss']:,} 元，承担 {row['charge']:,} 元")
        for row in rows
        if row["loss"] != row["charge"]
    ]


class ClosedMonths:
    """Which months take no more entries: those issued, and those before an issued one that have no open report."""

    def __init__(self) -> None:
        reports = dict(MonthReport.objects.values_list("month", "state"))
        self._open = {month for month, state in reports.items() if state not in CLOSED}
        self._last = MonthReport.objects.filter(state__in=CLOSED).aggregate(last=Max("month"))["last"]

    def __contains__(self, month: date) -> bool:
        return self._last is not None and month <= self._last and month not in self._open


def entries_from(case: Case, source: str) -> list[LedgerEntry]:
    """Every entry that one fact made, as its loss or through its posting; reversals and reversed ones left out."""
    rows = LedgerEntry.objects.filter(case=case, source=source, reverses=None, reversed_by=None)
    return list(rows.select_related("unit").order_by("sequence"))


def reversed_entries(case: Case, source: str) -> dict[tuple[str, int | None], LedgerEntry]:
    """The reversed entries of one fact by kind and unit: what an entry made anew corrects."""
    rows = LedgerEntry.objects.filter(case=case, source=source, reverses=None, reversed_by__isnull=False)
    return {(row.kind, row.unit_id): row for row in rows.order_by("sequence")}
