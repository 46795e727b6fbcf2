"""Open a case to the units it is about."""

from collections.abc import Iterable
from datetime import datetime

from cases.models import Case, ConcernedUnit
from yibin_service.foundation.org.models import Unit


def concern_unit(*, case: Case, unit: Unit, at: datetime) -> None:
    """Let the head of `unit` see the case from now on; nothing happens when the unit is concerned already."""
    concern_units(case=case, units=[unit], at=at)


def concern_units(*, case: Case, units: Iterable[Unit], at: datetime) -> None:
    """Let the heads of all these units see the case from now on. Nobody is taken out: what was seen stays seen."""
    rows = [ConcernedUnit(case=case, unit=unit, since=at) for unit in units]
    ConcernedUnit.objects.bulk_create(rows, ignore_conflicts=True)
