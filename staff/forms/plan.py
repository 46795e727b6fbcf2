"""Forms of the weekly plan."""

from datetime import date
from typing import Any

from django import forms

from staff.forms.dispatch import CustomerField
from staff.rules.field_work import days_of
from staff.services.submit_plan import PlannedThing
from yibin_service.foundation.acts.forms import ActForm, LineField, TextField
from yibin_service.foundation.acts.row_forms import RowsForm
from yibin_service.foundation.wording import weekday


class PlanRowForm(forms.Form):
    """One thing for one day."""

    on = forms.TypedChoiceField(label="日期", coerce=date.fromisoformat)
    text = LineField(label="事项", max_length=200)
    customer = CustomerField(label="客户", required=False)

    def __init__(self, *args: Any, week: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(day.isoformat(), f"{day:%m-%d} {weekday(day)}") for day in days_of(week)]
        self.fields["on"].choices = [("", "请选"), *choices]  # type: ignore[attr-defined]
        self.fields["customer"].empty_label = "不是客户的事"  # type: ignore[attr-defined]


class PlanForm(RowsForm):
    """The week's things."""

    row_class = PlanRowForm
    rows_prefix = "items"
    most_rows = 40
    empty_rows = 5

    def __init__(self, *args: Any, week: date, **kwargs: Any) -> None:
        super().__init__(*args, row_kwargs={"week": week}, **kwargs)

    @property
    def things(self) -> list[PlannedThing]:
        return [PlannedThing(**row) for row in self.row_content]


class DecidePlanForm(ActForm):
    """Words to the decision; a must for a return."""

    comment = TextField(label="意见", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
