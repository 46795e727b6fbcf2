"""What the lists of cases and cards are narrowed by. All of it stands in the address, so that a link is a view."""

from typing import Any

from django import forms

from cases.models import CaseState, Customer, Defect, Tier
from cases.selectors.case_list import CaseFilters
from cases.selectors.catalogue import sales_people, workshop_machines
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.forms import DayField, LineField
from yibin_service.foundation.org.models import PaperMachine

ALL = [("", "全部")]


class CaseFilterForm(forms.Form):
    """A garbled filter is told and narrows nothing."""

    text = LineField(
        label="查找",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "编号、客户、卷号", "type": "search"}),
    )
    state = forms.ChoiceField(label="状态", required=False, choices=ALL + CaseState.choices)
    tier = forms.ChoiceField(label="级别", required=False, choices=ALL + Tier.choices)
    machine = forms.ModelChoiceField(
        label="机台", required=False, queryset=PaperMachine.objects.none(), empty_label="全部"
    )
    defect = forms.ModelChoiceField(
        label="缺陷", required=False, queryset=Defect.objects.all(), empty_label="全部"
    )
    since = DayField(label="送达自", required=False)
    until = DayField(label="送达至", required=False)
    clerk = forms.ModelChoiceField(
        label="经办", required=False, queryset=User.objects.none(), empty_label="全部"
    )
    customer = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        self.label_suffix = ""
        fields: Any = self.fields
        fields["machine"].queryset = workshop_machines()
        fields["clerk"].queryset = sales_people()
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
        for name in ("machine", "defect", "clerk"):
            if name in given:
                given[name] = given[name].pk
        return CaseFilters(**given)

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is active: the key to take out of the address, and how it reads."""
        chips = []
        for name, value in self.cleaned_data.items():
            if value:
                field: Any = self.fields[name]
                words = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else value
                chips.append((name, f"{field.label}：{words}" if name != "customer" else f"客户：{_customer(value)}"))
        return chips


def _customer(pk: int) -> str:
    return Customer.objects.filter(pk=pk).values_list("name", flat=True).first() or "没有这家"
