"""Reads of units and machines."""

from datetime import date

from .models import PaperMachine, Unit, UnitKind, UnitName


def unit_of_kind(kind: UnitKind) -> Unit:
    """The one active unit of a kind that exists once (销售处, 技术中心, 质检处 …)."""
    return Unit.objects.get(kind=kind, is_active=True)


def name_on(unit: Unit, day: date) -> str:
    """The name the unit bore on `day`; before its first dated name, the first one; with none, today's."""
    names = list(UnitName.objects.filter(unit=unit).order_by("effective_from"))
    begun = [entry.name for entry in names if entry.effective_from <= day]
    if begun:
        return begun[-1]
    return names[0].name if names else unit.name


def machines() -> list[PaperMachine]:
    """Machines in use with their workshops, by number."""
    return list(PaperMachine.objects.filter(is_active=True).select_related("workshop"))
