"""The rows behind a month's figures, frozen with them: what the workbook prints line by line (P.一.5).

Each table is {"columns": keys, "rows": lists in that order}. Sums, tonnes and shares are text with their places, instants
RFC 3339 at +08:00, days ISO.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from cases.models import ClockKind, Deadline
from penalties.models import Claim, ClaimReceipt, EntryKind, Side
from penalties.models.ledger import LedgerEntry
from penalties.rules.month import Month, text_of
from penalties.selectors.month_clocks import breach_rows, fine_words
from penalties.selectors.month_figures import REMEDIES, entries_of, open_cases
from yibin_service.foundation.regulation.clock import local
from yibin_service.foundation.regulation.money import ZERO

Table = dict[str, Any]
SHOWN_ROWS = 100
RECOVERIES = (EntryKind.RECOVERY, EntryKind.SHORTFALL, EntryKind.ADVANCE, EntryKind.INCOME)

ENTRY_COLUMNS = {
    "sequence": "sequence",
    "case": "case__number",
    "customer": "case__customer__name",
    "product": "case__card__product__name",
    "workshop": "case__workshop__name",
    "machine": "case__machine__number",
    "defect": "case__defect__name",
    "side": "side",
    "kind": "kind",
    "unit": "unit_name",
    "amount": "amount",
    "tonnes": "tonnes",
    "share": "share",
    "clause": "clause",
    "formula": "formula",
    "regulation": "regulation",
    "fact_on": "fact_on",
    "posted_at": "posted_at",
    "posted_by": "posted_by__display_name",
    "reverses": "reverses__sequence",
    "corrects": "corrects__sequence",
    "reason": "reason",
    "hash": "own_hash",
}
CASE_COLUMNS = {
    "case": "case__number",
    "customer": "case__customer__name",
    "product": "case__card__product__name",
    "workshop": "case__workshop__name",
    "machine": "case__machine__number",
    "defect": "case__defect__name",
    "cause": "case__cause",
}
FINE_COLUMNS = ("sequence", "case", "customer", "unit", "clause", "formula", "fact_on", "amount")
COST_COLUMNS = ("sequence", "case", "customer", "kind", "unit", "clause", "formula", "fact_on", "amount")
CLAIM_COLUMNS = ("case", "customer", "party", "party_name", "opened_at", "amount", "received", "state")
LATE_COLUMNS = ("case", "customer", "clock", "tier", "due_at", "acted_at", "unit", "clause", "outcome")
OPEN_COLUMNS = ("case", "customer", "machine", "defect", "tier", "state", "filed_at", "due_at", "clerk", "engineer", "amount")


def month_details(month: Month) -> dict[str, Table]:
    """Every table of rows: the ledger, the cases, fines, costs and recoveries, claims, missed deadlines, open cases."""
    return {
        "entries": entry_table(month),
        "cases": case_table(month),
        "fines": _table(FINE_COLUMNS, entries_of(month).filter(kind=EntryKind.FINE)),
        "expenses": _table(COST_COLUMNS, entries_of(month).filter(side=Side.LOSS, kind=EntryKind.EXPENSE)),
        "recoveries": _table(COST_COLUMNS, entries_of(month).filter(side=Side.CHARGE, kind__in=RECOVERIES)),
        "claims": claim_table(month),
        "late": late_table(month),
        "open": open_table(month),
    }


def rows_of(table: Table, most: int | None = None) -> list[dict[str, Any]]:
    """The rows of a table by their keys, the first `most` of them."""
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"][:most]]


def first_rows(table: Table, most: int = SHOWN_ROWS) -> Table:
    """What a page shows of a table, with the count of the whole: so that a page need not read all rows."""
    return {"columns": table["columns"], "rows": table["rows"][:most], "count": len(table["rows"])}


def frozen(value: object) -> object:
    """A value as it is sealed."""
    if isinstance(value, Decimal):
        return text_of(value)
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def entry_table(month: Month) -> Table:
    """The month's ledger, both sides, in its order."""
    return _table(tuple(ENTRY_COLUMNS), entries_of(month))


def case_table(month: Month, most: int | None = None) -> Table:
    """Case by case: what was settled how, what the investigation cost, what came back. Fines stand elsewhere."""
    entries = entries_of(month).exclude(kind=EntryKind.FINE)
    rows = entries.order_by("case__number").values_list(*CASE_COLUMNS.values())
    amounts = {
        str(kind): Sum("amount", filter=Q(side=Side.LOSS, kind=kind), default=ZERO) for kind in REMEDIES
    }
    rows = rows.annotate(
        **{f"of_{kind}": amount for kind, amount in amounts.items()},
        loss=Sum("amount", filter=Q(side=Side.LOSS), default=ZERO),
        recovered=Sum("amount", filter=Q(side=Side.CHARGE, kind=EntryKind.RECOVERY), default=ZERO),
        output=Sum("tonnes", filter=Q(side=Side.CHARGE), default=ZERO),
    )
    columns = (*CASE_COLUMNS, *map(str, REMEDIES), "loss", "recovered", "output")
    return _drawn(columns, rows[:most] if most else rows)


def claim_table(month: Month) -> Table:
    """Claims that were open at some time of the month; `received` is what 财务 confirmed before its end."""
    received = ClaimReceipt.objects.filter(
        claim=OuterRef("pk"), confirmed_at__lt=month.ends_at, refused_at=None
    )
    total = received.order_by().values("claim").annotate(sum=Sum("amount")).values("sum")
    claims = (
        Claim.objects.filter(Q(closed_at=None) | Q(closed_at__gte=month.starts_at), opened_at__lt=month.ends_at)
        .annotate(received=Subquery(total))
        .select_related("case__customer")
        .order_by("case__number", "ordinal")
    )
    return _drawn(CLAIM_COLUMNS, (_claim(claim, month) for claim in claims))


def _claim(claim: Claim, month: Month) -> list[object]:
    is_closed = claim.closed_at is not None and claim.closed_at < month.ends_at
    return [
        claim.case.number,
        claim.case.customer.name,
        claim.get_party_display(),
        claim.party_name,
        claim.opened_at,
        claim.amount,
        claim.received or ZERO,  # type: ignore[attr-defined]  # annotated
        "已了结" if is_closed else "追偿中",
    ]


def late_table(month: Month) -> Table:
    """Every missed deadline of the month, waived ones with their reason."""
    rows = (
        [
            breach.case.number,
            breach.case.customer.name,
            breach.get_kind_display(),
            breach.case.get_tier_display() or "未分级",
            breach.due_at,
            breach.acted_at,
            breach.unit.name if breach.unit else "",
            breach.clause,
            fine_words(breach),
        ]
        for breach in breach_rows(month)
    )
    return _drawn(LATE_COLUMNS, rows)


def open_table(month: Month) -> Table:
    """Cases open at the month's end, the oldest first, with the reply's due instant."""
    due = Deadline.objects.filter(case=OuterRef("pk"), kind=ClockKind.REPLY).values("due_at")[:1]
    cases = open_cases(month).annotate(due_at=Subquery(due)).order_by("filed_at", "id")
    rows = (
        [
            case.number,
            case.customer.name,
            case.machine.number,
            case.defect.name,
            case.get_tier_display() or "待分级",
            case.get_state_display(),
            case.filed_at,
            case.due_at,
            case.clerk.display_name,
            case.engineer.display_name if case.engineer else "",
            case.direct_loss,
        ]
        for case in cases.select_related("customer", "machine", "defect", "clerk", "engineer")
    )
    return _drawn(OPEN_COLUMNS, rows)


def _table(columns: Iterable[str], entries: QuerySet[LedgerEntry]) -> Table:
    paths = [ENTRY_COLUMNS[column] for column in columns]
    return _drawn(columns, entries.order_by("sequence").values_list(*paths))


def _drawn(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    return {"columns": list(columns), "rows": [[frozen(value) for value in row] for row in rows]}
