"""The facts of one case as the assessment takes them: frozen, typed, already found sound one by one."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cases.rules.intake import Cause
from liability.rules.facts import LiabilityFacts, Packaging


class SettlementKind(StrEnum):
    """退, 赔, 换 (P.四.4)."""

    RETURN = "return"
    COMPENSATE = "compensate"
    EXCHANGE = "exchange"


class Method(StrEnum):
    """How compensated paper is charged: in money, or off the workshop's output."""

    PRICE = "price"
    OUTPUT = "output"


class LateFilingEffect(StrEnum):
    """What a late card did, as a person determined it (P.四.1)."""

    NONE = "none"
    EVIDENCE = "evidence"
    EVIDENCE_AND_HANDLING = "evidence_and_handling"


@dataclass(frozen=True, slots=True)
class Return:
    """退. With `repulp` the machine's fee applies; without it `assessed_loss` is given."""

    tonnes: Decimal
    repulp: bool
    assessed_loss: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Compensate:
    """赔. CNY per tonne ex works."""

    tonnes: Decimal
    ex_works_price: Decimal
    method: Method


@dataclass(frozen=True, slots=True)
class Exchange:
    """换. Costs incurred, CNY."""

    transport_cost: Decimal
    storage_cost: Decimal


Settlement = Return | Compensate | Exchange


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case. Instants are aware; money is CNY with two places; `packaging` goes with cause `packaging` only."""

    ref: str
    as_of: datetime
    received_by_sales_at: datetime
    liability_clear: bool
    direct_loss: Decimal
    workshop: str
    machine: int | None = None
    card_filed_at: datetime | None = None
    arrived_at: datetime | None = None
    opened_at: datetime | None = None
    replied_at: datetime | None = None
    extra_major: bool = False
    cause: Cause | None = None
    packaging: Packaging | None = None
    sales_mistake: bool = False
    goodwill_approved: bool = False
    settlements: tuple[Settlement, ...] = ()
    investigation_cost: Decimal = Decimal("0.00")
    recovered: Decimal = Decimal("0.00")
    late_filing_effect: LateFilingEffect | None = None

    @property
    def liability(self) -> LiabilityFacts:
        """What P.三 asks about."""
        return LiabilityFacts(self.cause, self.workshop, self.packaging, self.goodwill_approved)
