"""Forms of triage: the facts a case is tiered by, and the leaders' mark."""

from typing import Any

from django import forms

from cases.models import Case
from cases.services.triage_case import TriageFacts
from yibin_service.foundation.acts.forms import ActForm, MoneyField, TextField

CLEAR = (("yes", "责任明确"), ("no", "责任不明确"))


class TriageForm(ActForm):
    """Direct loss and clearness of liability; a re-triage says why."""

    direct_loss = MoneyField(label="直接损失（元）")
    is_liability_clear = forms.ChoiceField(label="责任", choices=CLEAR, widget=forms.RadioSelect)
    reason = TextField(label="重新分级的理由", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, is_again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direct_loss"].widget.attrs["data-reads"] = "money"
        if not is_again:
            del self.fields["reason"]

    @property
    def facts(self) -> TriageFacts:
        given = self.cleaned_data
        return TriageFacts(given["direct_loss"], given["is_liability_clear"] == "yes")


def triage_initial(case: Case) -> dict[str, Any]:
    """A first triage starts from the card's estimate and leaves the judgement open; a later one from the last."""
    clear = ("yes" if case.is_liability_clear else "no") if case.tier else None
    return {"direct_loss": case.direct_loss, "is_liability_clear": clear}


class ExtraMajorForm(ActForm):
    """Why a leader marks the case, or takes the mark back."""

    reason = TextField(label="理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
