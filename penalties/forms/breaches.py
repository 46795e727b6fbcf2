"""The filter bar of the missed clocks: every choice stands in the address."""

from datetime import date
from typing import Any

from django import forms

from cases.models import ClockKind
from penalties.selectors.breaches import STATES, BreachFilters
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.wording import month as month_words


class BreachFilterForm(forms.Form):
    """What the address asks for; what it cannot mean is told at its field and narrows nothing."""

    state = forms.ChoiceField(label="结果", choices=STATES, required=False)
    kind = forms.ChoiceField(label="时限", choices=[("", "全部"), *ClockKind.choices], required=False)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), required=False, empty_label="全部")
    month = forms.ChoiceField(label="截止月份", required=False)

    def __init__(self, data: Any, *, months: list[date], units: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.label_suffix = ""
        choices: Any = self.fields
        choices["unit"].queryset = units
        choices["month"].choices = [("", "全部"), *((f"{month:%Y-%m}", month_words(month)) for month in months)]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"「{field.label}」没有这一项，请从列表中选"

    def given(self) -> dict[str, Any]:
        """The readable choices; call after `is_valid`."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in self.errors}

    @property
    def filters(self) -> BreachFilters:
        given = self.given()
        unit, month = given.get("unit"), given.get("month")
        return BreachFilters(
            state=given.get("state", ""),
            kind=given.get("kind", ""),
            unit=unit.pk if unit else None,
            month=date.fromisoformat(f"{month}-01") if month else None,
        )

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is active: the key to take out of the address, and how it reads."""
        found = []
        for name, value in self.given().items():
            field: Any = self.fields[name]
            words = str(value) if name == "unit" else dict(field.choices)[value]
            found.append((name, f"{field.label}：{words}"))
        return found
