"""One case of the demo while it is played: its plot, its people, its hour."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from cases.models import Case
from cases.rules.triage import Tier
from yibin_service.foundation.access.models import User

from .cast import Cast
from .stage import Life, office_hour

THOUSANDTH, FEN = Decimal("0.001"), Decimal("0.01")
# How long the parts of a case take, against a case that has fifteen days.
PACE = {Tier.MINOR: 0.2, Tier.LARGER: 1.0, Tier.MAJOR: 1.5, Tier.EXTRA_MAJOR: 1.6}


class Held(Exception):
    """The plot's case stays at this point."""


@dataclass
class Run:
    """`size` lessens weights and sums of the plot a little, so that no two cases are alike. `hold` names where it stops."""

    plot: dict[str, Any]
    cast: Cast
    rng: Random
    at: datetime
    number: int
    hold: str = ""
    size: Decimal = Decimal(1)
    case: Case = field(init=False)

    @property
    def clerk(self) -> User:
        return self.cast[("sales_clerk", "sales_clerk2")[self.number % 2]]

    @property
    def engineer(self) -> User:
        return self.cast[("tech_engineer", "tech_engineer2")[self.number % 3 == 0]]

    @property
    def surveyor(self) -> User:
        """The other engineer, who goes to the customer."""
        return self.cast[("tech_engineer2", "tech_engineer")[self.number % 3 == 0]]

    def money(self, text: str) -> Decimal:
        return (Decimal(text) * self.size).quantize(FEN)

    def weight(self, text: str) -> Decimal:
        return (Decimal(text) * self.size).quantize(THOUSANDTH)

    def wait(self, hours: float) -> Life:
        """Some `hours` later, give or take a fifth, in working time, at the pace of the case's tier."""
        pace = PACE[Tier(self.case.tier)] if hasattr(self, "case") and self.case.tier else 1.0
        later = self.at + timedelta(minutes=hours * pace * self.rng.uniform(48, 72))
        self.at = office_hour(later)
        yield self.at
        self.refresh()

    def until(self, moment: datetime) -> Life:
        """At `moment`, unless that is past."""
        self.at = max(self.at + timedelta(minutes=10), moment)
        yield self.at
        self.refresh()

    def soon(self, low: int = 8, high: int = 40) -> datetime:
        """A few minutes later, without leaving the stage."""
        self.at += timedelta(minutes=self.rng.randint(low, high))
        return self.at

    def refresh(self) -> None:
        if hasattr(self, "case"):
            self.case = Case.objects.get(pk=self.case.pk)

    def reach(self, point: str) -> None:
        """Raises Held where the plot's case is to stay."""
        if self.hold == point:
            raise Held


def lived(run: Run, steps: Iterator[Life]) -> Life:
    """The steps one after another, until the case stays where its plot holds it."""
    try:
        for step in steps:
            yield from step
    except Held:
        return
