"""Which cases have a determination in force."""

from collections.abc import Iterable

from liability.models import DeterminationState, LiabilityDetermination


def determined_among(case_ids: Iterable[int]) -> set[int]:
    """Those of the cases whose liability is determined and confirmed: one query."""
    confirmed = LiabilityDetermination.objects.filter(
        case_id__in=list(case_ids), state=DeterminationState.CONFIRMED
    )
    return set(confirmed.values_list("case_id", flat=True))
