"""What the pages of master data ask of units: each is found when the product needs it, and each name has its day."""

from datetime import date
from typing import Any

from django import forms

from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.regulation.clock import local_day

from .models import Unit, UnitKind, UnitName, UnitSite

# Units the product asks for by their kind: there is one of each in use at any time.
ONE_OF_A_KIND = frozenset(
    {
        UnitKind.SALES,
        UnitKind.TECHNICAL_CENTER,
        UnitKind.QUALITY_INSPECTION,
        UnitKind.WAREHOUSE,
        UnitKind.CARRIER,
        UnitKind.COMPANY,
    }
)


def today() -> date:
    """The day in Shanghai by the database's clock."""
    return local_day(database_now())


def check_begun(day: date) -> date:
    """A name counts from the day it is entered for; one of the future would have to change by itself."""
    if day > today():
        raise forms.ValidationError("新名称请在它开始使用的那天再录入")
    return day


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit in use, or one that was dissolved into another."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        is_active, successor = bool(given.get("is_active")), given.get("successor")
        if is_active and successor:
            self.add_error("successor", "在用的单位没有承接单位：请先去掉「在用」，或不选承接单位")
        if successor and (not successor.is_active or successor.pk == self.instance.pk):
            self.add_error("successor", "承接单位要选另一个在用的单位")
        kind = given.get("kind") or self.instance.kind
        if kind in UnitKind.values:
            self._check_kind(UnitKind(kind), is_active)
        if not is_active and self.instance.pk and self.instance.machines.filter(is_active=True).exists():
            self.add_error("is_active", "还有在用的纸机归这个车间：请先把纸机改到承接的车间")
        return given

    def _check_kind(self, kind: UnitKind, is_active: bool) -> None:
        if kind not in ONE_OF_A_KIND:
            return
        other = Unit.objects.filter(kind=kind, is_active=True).exclude(pk=self.instance.pk).first()
        if is_active and other is not None:
            self.add_error("is_active", f"「{kind.label}」已有在用的单位 {other}：改名请在它的页上加一个新名称")
        if not is_active and other is None:
            self.add_error("is_active", f"「{kind.label}」要有一个在用的单位：改名请在下面加一个新名称")


class NewUnitForm(UnitForm):
    """A new unit with its first name."""

    effective_from = forms.DateField(label="名称自何日起", widget=forms.DateInput(attrs={"type": "date"}))

    def clean_effective_from(self) -> date:
        return check_begun(self.cleaned_data["effective_from"])


class UnitSiteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit of the site and the day from which it lies there."""

    class Meta:
        model = UnitSite
        fields = ("unit", "effective_from")
        widgets = {"effective_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_effective_from(self) -> date:
        day: date = self.cleaned_data["effective_from"]
        if day > today():
            raise forms.ValidationError("以后的搬迁请在搬的那天再录入")
        return day


class UnitNameForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name and the day it counts from."""

    class Meta:
        model = UnitName
        fields = ("name", "effective_from")
        widgets = {"effective_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_effective_from(self) -> date:
        return check_begun(self.cleaned_data["effective_from"])

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if Unit.objects.filter(name=name).exclude(pk=self.instance.unit_id).exists():
            raise forms.ValidationError("这个名称是另一个单位的现用名称")
        return name
