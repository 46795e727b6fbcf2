"""What a card says, as its services take it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from cases.models import Customer, Defect, Product
from yibin_service.foundation.org.models import PaperMachine


@dataclass(frozen=True)
class LineFacts:
    """One roll. Product, machine and defect are the card's unless the roll differs. Tonnes with three places, metres with three."""

    roll_no: str
    tonnes: Decimal
    width: Decimal | None = None
    note: str = ""
    product: Product | None = None
    machine: PaperMachine | None = None
    defect: Defect | None = None


@dataclass(frozen=True)
class CardFacts:
    """The card as written. Times are aware; the loss is CNY with two places."""

    customer: Customer
    contact_name: str
    contact_phone: str
    source: str
    received_by_sales_at: datetime
    received_known_by: str
    problem_kind: str
    product: Product
    machine: PaperMachine
    batch_no: str
    defect: Defect
    description: str
    estimated_loss: Decimal
    arrived_at: datetime | None = None
    opened_at: datetime | None = None
    occurred_known_by: str = ""
    lines: tuple[LineFacts, ...] = field(default_factory=tuple)
