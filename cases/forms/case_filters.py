"""What the lists of cases and cards are narrowed by. All of it stands in the address, so that a link is a view."""

from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cases.models import CaseState, Customer, Tier
from cases.selectors.case_list import CaseFilters
from cases.selectors.catalogue import filter_choices
from yibin_service.foundation.acts.forms import DayField, LineField

ALL = ("", "全部")


class PlainSelect(forms.Select):
    """A select drawn without a template: a list is opened often, and its filters have many options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in self.choices),
        )
        drawn = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, drawn, options)


class RowField(forms.ChoiceField):
    """One row of master data by its key; the choices are given to the form as read once."""

    widget = PlainSelect

    def clean(self, value: Any) -> Any:
        key = super().clean(value)
        return int(key) if key else None


class CaseFilterForm(forms.Form):
    """A garbled filter is told and narrows nothing."""

    text = LineField(
        label="查找",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "编号、客户、卷号", "type": "search"}),
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *CaseState.choices], widget=PlainSelect)
    tier = forms.ChoiceField(label="级别", required=False, choices=[ALL, *Tier.choices], widget=PlainSelect)
    machine = RowField(label="机台", required=False)
    defect = RowField(label="缺陷", required=False)
    since = DayField(label="送达自", required=False)
    until = DayField(label="送达至", required=False)
    clerk = RowField(label="经办", required=False)
    customer = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        self.label_suffix = ""
        for name, rows in filter_choices().items():
            cast(RowField, self.fields[name]).choices = [ALL, *rows]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"「{field.label}」没有这一项，请从列表中选"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "不能早于「送达自」")
        return given

    @property
    def filters(self) -> CaseFilters:
        """The readable filters; call after `is_valid`."""
        given = {name: value for name, value in self.cleaned_data.items() if value and name not in self.errors}
        return CaseFilters(**given)

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is active: the key to take out of the address, and how it reads."""
        chips = []
        for name, value in self.cleaned_data.items():
            if value:
                field: Any = self.fields[name]
                words = dict(field.choices).get(str(value), value) if hasattr(field, "choices") else value
                chips.append((name, f"{field.label}：{words}" if name != "customer" else f"客户：{_customer(value)}"))
        return chips


def _customer(pk: int) -> str:
    return Customer.objects.filter(pk=pk).values_list("name", flat=True).first() or "没有这家"
