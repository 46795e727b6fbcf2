"""The last row of the department's month: everybody together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from staff.selectors.department import PersonRow
from yibin_service.foundation.regulation.money import total

COUNTED = ("late", "early", "left_post", "missing_punch")
DAYS = ("scheduled", "field", "leave")


@dataclass(frozen=True)
class Totals:
    """Counts, days and CNY of `people` months. What tells wages is None where somebody's is not for the reader."""

    people: int
    counts: dict[str, int]
    absent_days: Decimal
    fines: Decimal
    demerit_fines: Decimal
    absence: Decimal | None
    differences: Decimal | None
    payable: Decimal | None
    without_wage: int


def totals_of(rows: Sequence[PersonRow]) -> Totals:
    """The sums of these rows; who has no wage yet counts in none of the sums that hang on it."""
    paid = [row for row in rows if row.shows_money]
    is_readable = all(row.shows_wage for row in rows)
    return Totals(
        people=len(rows),
        counts={key: sum(row.counts[key] for row in rows) for key in DAYS}
        | {key: sum(row.result[key] for row in rows) for key in COUNTED},
        absent_days=sum((Decimal(row.result["absent_days"]) for row in rows), Decimal("0.0")),
        fines=total([Decimal(row.result["fines"]) for row in rows]),
        demerit_fines=total([Decimal(row.result["demerit_fine"]) for row in rows]),
        absence=total([row.absence for row in paid if row.absence is not None]) if is_readable else None,
        differences=total([row.differences for row in paid]) if is_readable else None,
        payable=total([row.payable for row in paid if row.payable is not None]) if is_readable else None,
        without_wage=len(rows) - len(paid) if is_readable else 0,
    )
