"""What one judged month hands on to the next, and what a closed month came to differ by. Results are the contract's JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yibin_service.foundation.regulation.money import ZERO, minus, total

from .facts import EventKind

Result = Mapping[str, Any]
HALVES = {EventKind.ABSENT_FULL: 2, EventKind.ABSENT_HALF: 1}


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a month deducts by kind, CNY."""

    fines: Decimal = ZERO
    absence_deduction: Decimal = ZERO
    demerit_fine: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return total([self.fines, self.absence_deduction, self.demerit_fine])

    def less(self, other: "Amounts") -> "Amounts":
        """What this one is above the other, kind by kind; negative where it is below."""
        return Amounts(
            minus(self.fines, other.fines),
            minus(self.absence_deduction, other.absence_deduction),
            minus(self.demerit_fine, other.demerit_fine),
        )

    @property
    def is_nothing(self) -> bool:
        return not (self.fines or self.absence_deduction or self.demerit_fine)


def amounts_of(result: Result, *, is_demerit_withdrawn: bool = False) -> Amounts:
    """The money of a result; a withdrawn demerit costs nothing."""
    return Amounts(
        Decimal(result["fines"]),
        Decimal(result["absence_deduction"]),
        ZERO if is_demerit_withdrawn else Decimal(result["demerit_fine"]),
    )


def added(amounts: Iterable[Amounts]) -> Amounts:
    """The sum, kind by kind."""
    rows = list(amounts)
    return Amounts(
        total([row.fines for row in rows]),
        total([row.absence_deduction for row in rows]),
        total([row.demerit_fine for row in rows]),
    )


def absent_dates(result: Result) -> set[str]:
    """The days of full absence: one whole, or two halves."""
    halves: Counter[str] = Counter()
    for event in result["events"]:
        halves[event["date"]] += HALVES.get(event["kind"], 0)
    return {on for on, count in halves.items() if count >= 2}


def run_at_end(document: Mapping[str, Any], result: Result) -> list[str]:
    """The scheduled workdays at the end of the month that were full absences, ascending, with those before a whole month of them."""
    absent = absent_dates(result)
    run: list[str] = []
    for day in reversed(document["days"]):
        if day["date"] not in absent:
            return run
        run.insert(0, day["date"])
    return [*document["prior"]["last_absent_run"], *run]


def no_prior() -> dict[str, Any]:
    """What stands before the first month of a person."""
    return {"demerits": "0", "absent_days_this_year": "0.0", "last_absent_run": []}


def prior_after(document: Mapping[str, Any], result: Result, following: date) -> dict[str, Any]:
    """`prior` of the month `following`, the one after that of the document."""
    before = document["prior"]
    is_same_year = document["month"][:4] == f"{following:%Y}"
    days = Decimal(before["absent_days_this_year"]) + Decimal(result["absent_days"]) if is_same_year else Decimal(0)
    return {
        "demerits": str(int(before["demerits"]) + (1 if result["demerit"] else 0)),
        "absent_days_this_year": f"{days:.1f}",
        "last_absent_run": run_at_end(document, result),
    }
