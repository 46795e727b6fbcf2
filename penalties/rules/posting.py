"""P.一.5  What the ledger should say of a case, and the difference to what it says already.

Losses stand per settlement and voucher, charges per unit. For every case the losses are the charges without fines: what
should stand there balances, so the ledger balances after every posting, whatever was reversed before it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from liability.rules.facts import UNIT_NAMES, Party
from yibin_service.foundation import wording as words
from yibin_service.foundation.regulation.clauses import P_3_3, P_4
from yibin_service.foundation.regulation.clock import month_of, next_month
from yibin_service.foundation.regulation.money import NO_TONNES, ZERO, total

from .facts import SettlementKind
from .result import Allocation, CaseResult, SettlementLoss

BLOCKING = frozenset({"cause", "packaging", "not_compensable"})


class EntrySide(StrEnum):
    """Losses: what it cost. Charges: who bears it."""

    LOSS = "loss"
    CHARGE = "charge"


class Kind(StrEnum):
    """The kinds of entries, as stored."""

    RETURN = "return"
    COMPENSATE = "compensate"
    EXCHANGE = "exchange"
    EXPENSE = "expense"
    SHARE = "share"
    RECOVERY = "recovery"
    SHORTFALL = "shortfall"
    ADVANCE = "advance"
    FINE = "fine"
    INCOME = "income"


LOSS_KINDS = {
    SettlementKind.RETURN: Kind.RETURN,
    SettlementKind.COMPENSATE: Kind.COMPENSATE,
    SettlementKind.EXCHANGE: Kind.EXCHANGE,
}


@dataclass(frozen=True, slots=True)
class Key:
    """What is added up as one line: a loss by its settlement or voucher, a charge by its unit, a fine by itself."""

    side: EntrySide
    kind: Kind
    unit: int | None = None
    source: str = ""


def key_of(*, side: str, kind: str, unit: int | None, source: str) -> Key:
    """The key under which a stored entry adds up: its source counts for losses and fines only."""
    is_own = kind == Kind.FINE or (side == EntrySide.LOSS and kind != Kind.INCOME)
    return Key(EntrySide(side), Kind(kind), unit, source if is_own else "")


@dataclass(frozen=True, slots=True)
class Trigger:
    """The act that makes a posting, and the day of its fact. Each act posts once: its key starts every posting key."""

    source: str  # settlement:12, determination:5, claim:2 …
    act: str  # confirmed, closed …
    fact_on: date

    @property
    def key(self) -> str:
        return f"{self.source}:{self.act}"

    def posting_key(self, key: Key) -> str:
        """The unique key of one entry of this posting."""
        return f"{self.key}|{key.side}|{key.kind}|{key.unit or '-'}|{key.source or '-'}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it should stand, or the part of it still to be posted. `clause` is the id that is cited."""

    key: Key
    amount: Decimal
    tonnes: Decimal
    share: Decimal | None
    clause: str
    formula: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands in the ledger under one key: sums, and the clause its newest entry cites."""

    amount: Decimal
    tonnes: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class ExpenseFact:
    source: str
    purpose: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FineFact:
    """A confirmed fine of a unit."""

    source: str
    unit: int
    amount: Decimal
    clause: str
    formula: str


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What the assessment does not know: which rows its figures come from, and what lies over it.

    `settlements` are the sources of the result's settlement losses, in its order. `units` gives a unit's key by the name
    the result uses. `recovered` is all money confirmed, counted or not. `is_closing`: expenses may stand alone.
    """

    settlements: tuple[str, ...]
    expenses: tuple[ExpenseFact, ...]
    fines: tuple[FineFact, ...]
    recovered: Decimal
    has_open_claim: bool
    is_closing: bool
    units: Mapping[str, int]


def pending_reasons(result: CaseResult) -> tuple[str, ...]:
    """What keeps the confirmed settlements out of the ledger: nobody can be charged before a person decides these."""
    return tuple(name for name in result.undetermined if name in BLOCKING)


def target_lines(result: CaseResult, facts: LedgerFacts) -> list[Line]:
    """Everything that should stand in the ledger, given all confirmed facts; lines of nothing are left out."""
    lines: list[Line] = []
    if facts.settlements and not pending_reasons(result):
        losses = zip(facts.settlements, result.settlement_losses, strict=True)
        lines += [_loss_line(source, loss) for source, loss in losses]
        lines += [_expense_line(expense) for expense in facts.expenses]
        lines += [_charge_line(line, facts) for line in result.allocations]
        lines += _income_lines(facts.recovered - result.loss.recovered, facts)
    elif facts.is_closing and not facts.settlements:
        lines += _expenses_alone(facts)
        lines += _income_lines(facts.recovered, facts)
    lines += [_fine_line(fine) for fine in facts.fines]
    return [line for line in lines if line.amount or line.tonnes]


def _loss_line(source: str, loss: SettlementLoss) -> Line:
    key = Key(EntrySide.LOSS, LOSS_KINDS[loss.kind], source=source)
    return Line(key, loss.amount, loss.output_tonnes, None, loss.clause.id, loss.formula)


def _expense_line(expense: ExpenseFact) -> Line:
    key = Key(EntrySide.LOSS, Kind.EXPENSE, source=expense.source)
    return Line(key, expense.amount, NO_TONNES, None, P_4.id, f"{expense.purpose} {expense.amount:,} 元")


def _charge_line(line: Allocation, facts: LedgerFacts) -> Line:
    key = Key(EntrySide.CHARGE, _charge_kind(line, facts.has_open_claim), unit=facts.units[line.unit])
    return Line(key, line.amount, line.tonnes, line.share, line.clause.id, line.formula)


def _charge_kind(line: Allocation, has_open_claim: bool) -> Kind:
    """P.三.3  READING: while a claim is open, what the carrier has not paid is an advance of 公司."""
    if line.share is not None:
        return Kind.SHARE
    if line.party is Party.CARRIER:
        return Kind.RECOVERY
    return Kind.ADVANCE if has_open_claim else Kind.SHORTFALL


def _income_lines(surplus: Decimal, facts: LedgerFacts) -> list[Line]:
    """P.三.3  READING: money above the carrier's part is 公司's income: it lessens the loss and 公司's burden alike."""
    if surplus <= 0:
        return []
    formula = f"追偿到账 {facts.recovered:,} 元，超出承运单位应承担部分 {surplus:,} 元"
    company = facts.units[UNIT_NAMES[Party.COMPANY]]
    keys = (Key(EntrySide.LOSS, Kind.INCOME), Key(EntrySide.CHARGE, Kind.INCOME, unit=company))
    return [Line(key, -surplus, NO_TONNES, None, P_3_3.id, formula) for key in keys]


def _expenses_alone(facts: LedgerFacts) -> list[Line]:
    """P.四  READING: expenses of a case without settlements are 公司's, posted when the case is closed."""
    spent = total([expense.amount for expense in facts.expenses])
    key = Key(EntrySide.CHARGE, Kind.SHARE, unit=facts.units[UNIT_NAMES[Party.COMPANY]])
    formula = f"没有退赔换，调查费用 {spent:,} 元由公司承担"
    return [
        *[_expense_line(expense) for expense in facts.expenses],
        Line(key, spent, NO_TONNES, Decimal("1.0000"), P_4.id, formula),
    ]


def _fine_line(fine: FineFact) -> Line:
    key = Key(EntrySide.CHARGE, Kind.FINE, unit=fine.unit, source=fine.source)
    return Line(key, fine.amount, NO_TONNES, None, fine.clause, fine.formula)


def differences(target: Sequence[Line], posted: Mapping[Key, Posted]) -> list[Line]:
    """What is to be posted so that the ledger says `target`: in its order, then what stands there and should not."""
    wanted = {line.key for line in target}
    lines = [_difference(line, posted.get(line.key)) for line in target]
    lines += [_withdrawn(key, standing) for key, standing in posted.items() if key not in wanted]
    return [line for line in lines if line.amount or line.tonnes]


def _difference(line: Line, standing: Posted | None) -> Line:
    if standing is None or not (standing.amount or standing.tonnes):
        return line
    amount, tonnes = line.amount - standing.amount, line.tonnes - standing.tonnes
    told = [line.formula]
    if amount:
        told.append(f"已入账 {standing.amount:,} 元，差额 {words.money(amount)} 元")
    if tonnes:
        told.append(f"已扣产量 {standing.tonnes:,} 吨，差额 {words.tonnes(tonnes)} 吨")
    return replace(line, amount=amount, tonnes=tonnes, formula="；".join(told))


def _withdrawn(key: Key, standing: Posted) -> Line:
    formula = f"应记 0.00 元；已入账 {standing.amount:,} 元，差额 {words.money(-standing.amount)} 元"
    return Line(key, -standing.amount, -standing.tonnes, None, standing.clause, formula)


def is_balanced(lines: Iterable[Line]) -> bool:
    """Whether losses equal charges without fines, to the fen."""
    losses, charges = ZERO, ZERO
    for line in lines:
        if line.key.side is EntrySide.LOSS:
            losses += line.amount
        elif line.key.kind is not Kind.FINE:
            charges += line.amount
    return losses == charges


def period_of(fact_on: date, is_closed: Callable[[date], bool]) -> date:
    """The earliest open month not before the month of the fact, as its first day."""
    month = month_of(fact_on)
    while is_closed(month):
        month = next_month(month)
    return month
