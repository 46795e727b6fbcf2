"""Units, machines and the calendar as master data."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yibin_service.foundation.access.master_data import MasterDataAdmin, MasterDataRows

from .models import CalendarDay, PaperMachine, Unit, UnitName


class UnitNames(MasterDataRows):
    """The names a unit bore, each from its day on."""

    model = UnitName


@admin.register(Unit)
class UnitAdmin(MasterDataAdmin):
    """A unit is taken out of use, never deleted; its successor answers for it."""

    list_display = ("name", "kind", "code", "successor", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "code")
    inlines = (UnitNames,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Code and kind are what programs know a unit by."""
        return ("code", "kind") if obj else ()


@admin.register(PaperMachine)
class PaperMachineAdmin(MasterDataAdmin):
    """The fee of a machine is a parameter of the regulation, not master data."""

    list_display = ("number", "workshop", "roll_prefix", "is_active")
    list_filter = ("workshop", "is_active")


@admin.register(CalendarDay)
class CalendarDayAdmin(MasterDataAdmin):
    """Days that differ from the published calendar, and years it does not know yet."""

    list_display = ("on", "is_workday", "name")
    list_filter = ("is_workday",)
    date_hierarchy = "on"
