"""Reading a card that is still being written: what can be read is read, the rest is left out without a word."""

from typing import Any

from django import forms

from cases.models import ProblemKind
from cases.selectors.clock_preview import WrittenTimes
from yibin_service.foundation.acts.forms import LineField, MomentField, MoneyField


class PreviewForm(forms.Form):
    """The fields the clocks, the tier and the warning of duplicates depend on."""

    received_by_sales_at = MomentField(required=False)
    arrived_at = MomentField(required=False)
    opened_at = MomentField(required=False)
    problem_kind = forms.ChoiceField(required=False, choices=ProblemKind.choices)
    estimated_loss = MoneyField(required=False)
    customer = forms.IntegerField(required=False)
    batch_no = LineField(required=False, max_length=40)
    defect = forms.IntegerField(required=False)

    def read(self, name: str) -> Any:
        """The value of a field, None where it is empty or unreadable."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def written(self) -> WrittenTimes:
        self.is_valid()
        return WrittenTimes(
            received_at=self.read("received_by_sales_at"),
            arrived_at=self.read("arrived_at"),
            opened_at=self.read("opened_at"),
            problem_kind=self.read("problem_kind") or "",
            loss=self.cleaned_data.get("estimated_loss"),
        )
