"""What the forms of field work have in common: they may have waited on a phone without network."""

from typing import Any

from django import forms

from yibin_service.foundation.acts.forms import ActForm, MomentField


class PhoneForm(ActForm):
    """`written_at` is filled in by the phone when the form had to wait for network."""

    written_at = MomentField(label="填写时间", required=False, widget=forms.HiddenInput)

    def facts(self, *without: str) -> dict[str, Any]:
        """The cleaned fields of the thing itself, those named left out."""
        return {key: value for key, value in self.content.items() if key not in without}
