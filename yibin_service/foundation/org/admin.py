"""Units, machines and the calendar as master data."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yibin_service.foundation.access.master_data import MasterDataAdmin, MasterDataRows, keep

from .admin_forms import NewUnitForm, UnitForm, UnitNameForm, UnitSiteForm, today
from .models import PaperMachine, Site, Unit, UnitName, UnitSite
from .selectors import name_on


class UnitNames(MasterDataRows):
    """The names a unit bore, each from its day on."""

    model = UnitName
    form = UnitNameForm


@admin.register(Unit)
class UnitAdmin(MasterDataAdmin):
    """A unit is renamed by a dated name, and taken out of use, never deleted; its successor answers for it.

    Code and kind are what programs know a unit by. The name in use follows from the dated names.
    """

    list_display = ("name", "kind", "code", "successor", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "code")
    known_by = ("code", "kind", "name")
    inlines = (UnitNames,)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=UnitForm if obj else NewUnitForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        first = ("code", "kind", "name")
        return (*first, "position", "is_active", "successor") if obj else (*first, "effective_from", "position", "is_active")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        unit = Unit.objects.get(pk=form.instance.pk)
        if not change:
            first = UnitName(unit=unit, name=unit.name, effective_from=form.cleaned_data["effective_from"])
            keep(request, first, part_of=unit)
        unit.name = name_on(unit, today())
        keep(request, unit)


class UnitsOfSite(MasterDataRows):
    """The units that lie there, each from its day on; one that moves is entered at its new site."""

    model = UnitSite
    form = UnitSiteForm


@admin.register(Site)
class SiteAdmin(MasterDataAdmin):
    """A site is taken out of use, never deleted. A clock that fails is reported for all units of a site at once."""

    list_display = ("name", "position", "is_active")
    search_fields = ("name",)
    inlines = (UnitsOfSite,)


@admin.register(PaperMachine)
class PaperMachineAdmin(MasterDataAdmin):
    """The fee of a machine is a parameter of the regulation, not master data."""

    list_display = ("number", "workshop", "roll_prefix", "is_active")
    list_filter = ("workshop", "is_active")
    known_by = ("number",)
