"""What the checks before a seal look at, read from the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from cases.models import Case, ClockKind
from cases.rules.deadlines import DEADLINE_CLAUSES, DeadlineKind, DeadlineState
from penalties.models import ClaimReceipt, EntryKind, Expense, Fine, Settlement, SettlementState, Side
from penalties.models.ledger import LedgerEntry
from penalties.rules.chain import ChainFinding, check_chain
from penalties.rules.fines import fines_of
from penalties.rules.month import Month
from penalties.rules.posting import Line, differences, pending_reasons, target_lines
from penalties.rules.reconcile import Balance, JudgedCase, ReconciliationFacts, Reversal, Total
from penalties.rules.result import Deadline
from penalties.selectors.case_facts import CaseStanding, late_breaches, standing_of
from penalties.selectors.ledger_state import chain_end, chain_records, posted_of
from penalties.selectors.month_details import Table, rows_of
from penalties.selectors.month_figures import entries_of
from penalties.selectors.notices import PlannedNotice
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.faults import FaultyDocument
from yibin_service.foundation.regulation.money import ZERO

PENDING_WORDS = {"cause": "责任还没有认定", "packaging": "由谁承担还没有认定", "not_compensable": "不予赔偿的案件要先批准善意补偿"}


@dataclass(frozen=True)
class Survey:
    """The slow part of the checks, with the ledger's end it was read at."""

    count: int
    root: str
    chain: tuple[ChainFinding, ...]
    balances: tuple[Balance, ...]
    judged: tuple[JudgedCase, ...]
    reversals: tuple[Reversal, ...]


def survey(month: Month, at: datetime) -> Survey:
    """Recompute the chain, both sides of every case, and each case that the month or an open question touches."""
    count, root = chain_end()
    return Survey(
        count=count,
        root=root,
        chain=tuple(check_chain(chain_records())),
        balances=tuple(_balances()),
        judged=tuple(_judge(case, at) for case in _cases_to_judge(month)),
        reversals=tuple(_reversals()),
    )


def reconciliation_facts(
    found: Survey,
    figures: dict[str, Any],
    details: dict[str, Table],
    notices: Sequence[PlannedNotice],
    earlier_open: Sequence[date],
) -> ReconciliationFacts:
    """The survey with what the drawn figures must agree with."""
    month = Month.read(figures["month"])
    return ReconciliationFacts(
        entry_count=found.count,
        month_entries=entries_of(month).count(),
        balances=found.balances,
        chain=found.chain,
        judged=found.judged,
        reversals=found.reversals,
        totals=(*_totals(month, figures, details), _notice_total(figures, notices)),
        earlier_open=tuple(earlier_open),
    )


def is_up_to_date(found: Survey) -> bool:
    """Whether nobody has posted since the survey. Ask it under the ledger's lock."""
    return chain_end() == (found.count, found.root)


def _balances() -> list[Balance]:
    rows = (
        LedgerEntry.objects.order_by("case__number")
        .values("case__number")
        .annotate(
            loss=Sum("amount", filter=Q(side=Side.LOSS), default=ZERO),
            charge=Sum("amount", filter=Q(side=Side.CHARGE) & ~Q(kind=EntryKind.FINE), default=ZERO),
        )
    )
    return [Balance(row["case__number"], row["loss"], row["charge"]) for row in rows]


def _reversals() -> list[Reversal]:
    """Entries that point back as reversals, and those posted as one that point at nothing.

    What a reversal leads to besides (`reversal:96:corrected|…`) is a difference like any other: it undoes no entry.
    """
    is_true = Q(
        amount=-F("reverses__amount"),
        tonnes=-F("reverses__tonnes"),
        case_id=F("reverses__case_id"),
        kind=F("reverses__kind"),
        side=F("reverses__side"),
        reverses__reverses=None,
        sequence__gt=F("reverses__sequence"),
    ) & (Q(unit_id=F("reverses__unit_id")) | Q(unit=None, reverses__unit=None))
    rows = LedgerEntry.objects.filter(Q(reverses__isnull=False) | Q(posting_key__regex=r"^reversal:[0-9]+$"))
    true_ones = set(rows.filter(is_true).values_list("pk", flat=True))
    columns = ("pk", "sequence", "case__number", "reverses__sequence")
    return [
        Reversal(sequence, case, original, pk in true_ones)
        for pk, sequence, case, original in rows.order_by("sequence").values_list(*columns)
    ]


def _cases_to_judge(month: Month) -> QuerySet[Case]:
    """Cases with money or missed clocks that were still open in the month, and all with entries in it."""
    of_case = {"case": OuterRef("pk")}
    has_facts = (
        Exists(Settlement.objects.filter(state=SettlementState.CONFIRMED, **of_case))
        | Exists(Expense.objects.filter(cancelled_at=None, **of_case))
        | Exists(ClaimReceipt.objects.filter(claim__case=OuterRef("pk"), confirmed_at__isnull=False))
        | Exists(Fine.objects.filter(**of_case))
        | Q(breaches__kind__in=[ClockKind.CARD_FILING, ClockKind.REPLY])
    )
    is_recent = Q(closed_at=None) | Q(closed_at__gte=month.starts_at) | Exists(entries_of(month).filter(**of_case))
    cases = Case.objects.filter(has_facts & is_recent, filed_at__lt=month.ends_at).distinct()
    return cases.select_related("card", "machine", "workshop", "regulation").order_by("number")


def _judge(case: Case, at: datetime) -> JudgedCase:
    try:
        standing = standing_of(case, at)
    except FaultyDocument as contradiction:
        what = "；".join(fault.chinese for fault in contradiction.faults)
        return JudgedCase(case.number, contradiction=what)
    missing = differences(target_lines(standing.result, standing.ledger), posted_of(case))
    waiting = pending_reasons(standing.result) if standing.facts.settlements else ()
    return JudgedCase(
        number=case.number,
        unposted=tuple(_words(line) for line in missing),
        waits_for=tuple(PENDING_WORDS.get(reason, reason) for reason in waiting),
        shares=tuple(share.fraction for share in standing.result.determination.shares),
        unfined=tuple(_unfined(case, standing)),
    )


def _words(line: Line) -> str:
    kind = EntryKind(line.key.kind.value).label
    unit = Unit.objects.filter(pk=line.key.unit).values_list("name", flat=True).first() if line.key.unit else ""
    tonnes = f"、产量 {line.tonnes:,} 吨" if line.tonnes else ""
    return f"{unit or ''}{kind} 还差 {line.amount:,} 元{tonnes}"


def _unfined(case: Case, standing: CaseStanding) -> list[str]:
    """Missed clocks that call for a fine nobody proposed."""
    breaches = late_breaches(case, standing.parameters)
    clocks = tuple(
        Deadline(kind, breach.due_at, DeadlineState.BREACHED, breach.acted_at, DEADLINE_CLAUSES[kind])
        for breach in breaches
        for kind in [DeadlineKind(breach.kind)]
    )
    due = fines_of(
        clocks,
        has_settlements=bool(standing.facts.settlements),
        effect=standing.facts.late_filing_effect,
        p=standing.parameters,
    )
    known = set(Fine.objects.filter(case=case).values_list("kind", flat=True))
    return [str(ClockKind(fine.deadline).label) for fine in due if fine.deadline not in known]


def _totals(month: Month, figures: dict[str, Any], details: dict[str, Table]) -> list[Total]:
    """Each table's own total beside the sum taken straight from the ledger's rows."""
    sums = entries_of(month).aggregate(
        losses=Sum("amount", filter=Q(side=Side.LOSS), default=ZERO),
        charges=Sum("amount", filter=Q(side=Side.CHARGE), default=ZERO),
        fines=Sum("amount", filter=Q(kind=EntryKind.FINE), default=ZERO),
        recovered=Sum("amount", filter=Q(kind=EntryKind.RECOVERY), default=ZERO),
    )
    entries, cases = rows_of(details["entries"]), rows_of(details["cases"])
    return [
        Total("明细台账 损失", _sum(entries, "amount", Side.LOSS), sums["losses"]),
        Total("明细台账 承担与罚款", _sum(entries, "amount", Side.CHARGE), sums["charges"]),
        Total("责任单位汇总", _sum(figures["units"], "total"), sums["charges"]),
        Total("机台", _sum(figures["machines"], "amount"), sums["losses"]),
        Total("缺陷", _sum(figures["defects"], "amount"), sums["losses"]),
        Total("客户", _sum(figures["customers"], "amount"), sums["losses"]),
        Total("退赔换明细 损失", _sum(cases, "loss"), sums["losses"]),
        Total("退赔换明细 追回", _sum(cases, "recovered"), sums["recovered"]),
        Total("处罚", _sum(rows_of(details["fines"]), "amount"), sums["fines"]),
        Total("本月汇总 损失", Decimal(figures["summary"]["loss"]), sums["losses"]),
        Total("损失 + 罚款 = 承担合计", sums["losses"] + sums["fines"], sums["charges"]),
    ]


def _notice_total(figures: dict[str, Any], notices: Sequence[PlannedNotice]) -> Total:
    """What the notices come to is what the units with a bonus bear."""
    units = [unit for unit in figures["units"] if unit["has_bonus"]]
    return Total("奖金扣减通知单", sum((notice.amount for notice in notices), ZERO), _sum(units, "total"))


def _sum(rows: list[dict[str, Any]], column: str, side: str = "") -> Decimal:
    return sum((Decimal(row[column]) for row in rows if not side or row["side"] == side), ZERO)
