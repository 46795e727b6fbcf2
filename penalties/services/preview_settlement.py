"""What a settlement would come to and what confirming it would post. Nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cases.models import Case
from cases.selectors.ceilings import approved_ceilings
from penalties.models import EntryKind, Settlement, SettlementKind
from penalties.rules.posting import Line, differences, pending_reasons, target_lines
from penalties.rules.settlement import settlement_loss
from penalties.selectors.case_facts import standing_of
from penalties.selectors.ledger_state import posted_of
from penalties.selectors.settlement_facts import live_settlements, settled_by_kind
from penalties.services.settlement_content import SettlementContent, fact_of, settlement_amount
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.faults import FaultyDocument


@dataclass(frozen=True)
class CeilingLine:
    """One kind: what is allowed, what live settlements take, what is left."""

    kind: str
    name: str
    ceiling: Decimal
    settled: Decimal

    @property
    def left(self) -> Decimal:
        return self.ceiling - self.settled


@dataclass(frozen=True)
class SettlementPreview:
    """The rule's amount with its formula, or what is still missing; and the ceilings."""

    ceilings: list[CeilingLine]
    amount: Decimal | None = None
    formula: str = ""
    clause: str = ""
    missing: str = ""
    is_above: bool = False


@dataclass(frozen=True)
class PostedLine:
    """One line that would be posted."""

    name: str
    kind: str
    amount: Decimal
    tonnes: Decimal
    clause: str
    formula: str
    is_loss: bool


@dataclass(frozen=True)
class LedgerPreview:
    """What would be posted, or why nothing: liability is open, or the facts do not fit."""

    lines: list[PostedLine]
    pending: tuple[str, ...]
    contradiction: str = ""


def settlement_preview(case: Case, content: SettlementContent | None, at: datetime) -> SettlementPreview:
    """What `content` comes to by the rule, beside the ceilings; without content the ceilings alone."""
    ceilings = ceiling_lines(case)
    if content is None:
        return SettlementPreview(ceilings)
    standing = standing_of(case, at)
    try:
        amount = settlement_amount(case, content, standing)
    except InvalidInput as faults:
        return SettlementPreview(ceilings, missing=next(iter(faults.faults.values())))
    loss = settlement_loss(
        fact_of(content), machine=case.machine.number, output_share=None, p=standing.parameters
    )
    left = next((line.left for line in ceilings if line.kind == content.kind), Decimal(0))
    return SettlementPreview(ceilings, amount, loss.formula, loss.clause.id, is_above=amount > left)


def ceiling_lines(case: Case) -> list[CeilingLine]:
    """The approved ceilings by kind with what is settled; none before the approval."""
    ceilings = approved_ceilings(case)
    if ceilings is None:
        return []
    settled = settled_by_kind(live_settlements(case))
    return [
        CeilingLine(kind, str(label), ceilings.of(kind), settled[kind]) for kind, label in SettlementKind.choices
    ]


def ledger_preview(case: Case, settlement: Settlement, at: datetime) -> LedgerPreview:
    """What confirming the settlement would post."""
    try:
        standing = standing_of(case, at, also=settlement)
    except FaultyDocument as contradiction:
        return LedgerPreview([], (), "；".join(fault.chinese for fault in contradiction.faults))
    lines = differences(target_lines(standing.result, standing.ledger), posted_of(case))
    names = dict(Unit.objects.filter(pk__in={line.key.unit for line in lines}).values_list("pk", "name"))
    return LedgerPreview([_drawn(line, names) for line in lines], pending_reasons(standing.result))


def _drawn(line: Line, names: dict[int, str]) -> PostedLine:
    return PostedLine(
        name=names[line.key.unit] if line.key.unit else "损失",
        kind=str(EntryKind(line.key.kind.value).label),
        amount=line.amount,
        tonnes=line.tonnes,
        clause=line.clause,
        formula=line.formula,
        is_loss=line.key.unit is None,
    )
