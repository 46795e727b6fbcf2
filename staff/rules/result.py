"""What the judgement of an employee's month comes to, and its JSON in the contract's key order."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yibin_service.foundation.regulation.clauses import Clause

from .attendance import Event


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the derivation."""

    clause: Clause
    text: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class MonthResult:
    """Events, counts and money of one month. `absent_halves` counts half days; nothing is cut by the flags."""

    ref: str
    regulation: str
    events: tuple[Event, ...]
    late: int
    early: int
    left_post: int
    missing_punch: int
    absent_halves: int
    fines: Decimal
    absence_deduction: Decimal
    demerit: bool
    demerit_fine: Decimal
    total_deduction: Decimal
    dismissal: bool
    deemed_resigned: bool
    flags: tuple[str, ...]
    basis: tuple[Step, ...]

    @property
    def absent_days(self) -> str:
        """Days of absence with one place: `1.5`."""
        return days_text(self.absent_halves)

    def to_json(self) -> dict[str, Any]:
        """The contract's result, keys in its order."""
        return {
            "ref": self.ref,
            "regulation": self.regulation,
            "events": [
                {
                    "date": event.on.isoformat(),
                    "kind": event.kind,
                    "minutes": event.minutes,
                    "clause": event.clause.id,
                }
                for event in self.events
            ],
            "late": self.late,
            "early": self.early,
            "left_post": self.left_post,
            "missing_punch": self.missing_punch,
            "absent_days": self.absent_days,
            "fines": str(self.fines),
            "absence_deduction": str(self.absence_deduction),
            "demerit": self.demerit,
            "demerit_fine": str(self.demerit_fine),
            "total_deduction": str(self.total_deduction),
            "dismissal": self.dismissal,
            "deemed_resigned": self.deemed_resigned,
            "flags": list(self.flags),
            "basis": [{"clause": step.clause.id, "text": step.text, "formula": step.formula} for step in self.basis],
        }


def days_text(halves: int) -> str:
    """Half days as days with one place."""
    return f"{halves // 2}.{'5' if halves % 2 else '0'}"
