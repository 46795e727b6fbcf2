"""What the assessment of a case comes to, and its JSON in the contract's key order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.rules.deadlines import DeadlineKind, DeadlineState
from cases.rules.triage import ApprovalStep, Tier
from liability.rules.determine import Determination
from liability.rules.facts import Party
from yibin_service.foundation.regulation.clauses import Clause

from .facts import SettlementKind


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock with its end and how it stands at the instant asked about."""

    kind: DeadlineKind
    due_at: datetime
    state: DeadlineState
    acted_at: datetime | None
    clause: Clause


@dataclass(frozen=True, slots=True)
class SettlementLoss:
    """The loss of one settlement. `by_price` counts output as money; `output_tonnes` are taken off the workshop's output."""

    kind: SettlementKind
    amount: Decimal
    by_price: Decimal
    clause: Clause
    formula: str
    output_tonnes: Decimal
    output_amount: Decimal  # the part of `amount` that the units beside the workshop pay for output


@dataclass(frozen=True, slots=True)
class Loss:
    """Sums by kind, CNY. `recovered` is what counts: never more than the carrier's part."""

    returned: Decimal
    compensated: Decimal
    exchanged: Decimal
    investigation: Decimal
    total: Decimal
    recovered: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one unit bears. `share` None marks a recovery line."""

    party: Party
    unit: str
    share: Decimal | None
    amount: Decimal
    tonnes: Decimal
    clause: Clause
    formula: str


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine for one breached clock."""

    party: Party
    unit: str
    amount: Decimal
    clause: Clause
    deadline: DeadlineKind
    formula: str


@dataclass(frozen=True, slots=True)
class Basis:
    """One step of the derivation: clause, what it found, and its formula with the numbers (empty where there is none)."""

    clause: Clause
    text: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The whole assessment. `determination` and `settlement_losses` serve the real case's records; the rest is the contract's."""

    ref: str
    regulation: str
    tier: Tier
    service_team_required: bool
    approval: tuple[ApprovalStep, ...]
    deadlines: tuple[Deadline, ...]
    loss: Loss
    allocations: tuple[Allocation, ...]
    fines: tuple[Fine, ...]
    undetermined: tuple[str, ...]
    warnings: tuple[str, ...]
    basis: tuple[Basis, ...]
    determination: Determination
    settlement_losses: tuple[SettlementLoss, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's result: keys in its order, money with two places, tonnes with three, shares with four."""
        return {
            "ref": self.ref,
            "regulation": self.regulation,
            "tier": self.tier,
            "service_team_required": self.service_team_required,
            "approval": [{"role": step.role, "action": step.action} for step in self.approval],
            "deadlines": [
                {"kind": clock.kind, "due_at": clock.due_at.isoformat(), "state": clock.state}
                for clock in self.deadlines
            ],
            "loss": _loss(self.loss),
            "allocations": [_allocation(line) for line in self.allocations],
            "fines": [
                {"unit": fine.unit, "amount": str(fine.amount), "clause": fine.clause.id, "deadline": fine.deadline}
                for fine in self.fines
            ],
            "undetermined": list(self.undetermined),
            "warnings": list(self.warnings),
            "basis": [{"clause": step.clause.id, "text": step.text, "formula": step.formula} for step in self.basis],
        }


def _loss(loss: Loss) -> dict[str, str]:
    return {
        "return": str(loss.returned),
        "compensate": str(loss.compensated),
        "exchange": str(loss.exchanged),
        "investigation": str(loss.investigation),
        "total": str(loss.total),
        "recovered": str(loss.recovered),
    }


def _allocation(line: Allocation) -> dict[str, str | None]:
    return {
        "unit": line.unit,
        "share": None if line.share is None else str(line.share),
        "amount": str(line.amount),
        "tonnes": str(line.tonnes),
        "clause": line.clause.id,
    }
