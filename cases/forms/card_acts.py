"""Forms of what is done to a filed card."""

from typing import Any

from django import forms

from cases.selectors.catalogue import sales_people
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.forms import ActForm, TextField

YES_NO = (("yes", "采用新时间"), ("no", "不采用"))


class WithdrawCardForm(ActForm):
    """Why the card is taken back."""

    reason = TextField(label="撤回的原因", max_length=400, help_text="写进时间线；编号和已记的超期都保留")


class DeclineDraftForm(ActForm):
    """Why no card is filed from a colleague's sheet."""

    reason = TextField(label="不提交的原因", max_length=400, help_text="如：已在案件 SH-2026-0012 办理；填写反馈单的人看得到")


class ReassignCardForm(ActForm):
    """Whose hands the card goes into, and why."""

    to = forms.ModelChoiceField(label="新的经办销售员", queryset=User.objects.none(), empty_label="请选择")
    reason = TextField(label="转交的原因", max_length=400)

    def __init__(self, *args: Any, clerk: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = sales_people().exclude(pk=clerk.pk)


class AnswerAmendmentForm(ActForm):
    """Whether the proposed times hold."""

    amendment = forms.IntegerField(widget=forms.HiddenInput)
    accepts = forms.ChoiceField(label="答复", choices=YES_NO, widget=forms.RadioSelect)
    answer = TextField(
        label="说明", max_length=400, required=False, help_text="不采用的，写明理由；提出的时间和答复都保留"
    )


class AcknowledgeReceiptForm(ActForm):
    """Nothing to write: the press is the word."""
