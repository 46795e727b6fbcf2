"""Which cases have a determination in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from liability.models import DeterminationState, LiabilityDetermination


def determined_among(case_ids: Iterable[int]) -> set[int]:
    """Those of the cases whose liability is determined and confirmed: one query."""
    confirmed = LiabilityDetermination.objects.filter(
        case_id__in=list(case_ids), state=DeterminationState.CONFIRMED
    )
    return set(confirmed.values_list("case_id", flat=True))


@dataclass(frozen=True)
class LiabilityLine:
    """What a unit bears, as the determination in force says it."""

    unit: str
    share: Decimal
    clause: str


def liability_lines(case_id: int) -> list[LiabilityLine]:
    """The shares in force: what a person decided where they did, else what the rule computed. Empty while undetermined."""
    confirmed = LiabilityDetermination.objects.filter(case_id=case_id, state=DeterminationState.CONFIRMED).first()
    if confirmed is None:
        return []
    return [
        LiabilityLine(unit=row["name"], share=Decimal(row["share"]), clause=row.get("clause", ""))
        for row in (confirmed.manual_shares or confirmed.computed)
    ]
