"""Forms of the opinion: the draft, each decision about it, taking it back."""

from typing import Any

from django import forms

from cases.models import Case
from cases.services.draft_opinion import OpinionContent
from yibin_service.foundation.acts.forms import ActForm, LineField, MomentField, MoneyField, TextField
from yibin_service.foundation.files.forms import AttachmentField
from yibin_service.foundation.org.models import Unit, UnitKind

CANNOT_IMPROVE = (UnitKind.CARRIER, UnitKind.COMPANY)
COMPENSABLE = (("yes", "予以退赔换"), ("no", "不予退赔换"))


class OpinionForm(ActForm):
    """A draft: words, whether the customer gets anything, ceilings per kind, what is to be improved and by whom."""

    is_compensable = forms.ChoiceField(label="结论", choices=COMPENSABLE, widget=forms.RadioSelect, initial="yes")
    text = TextField(label="处理意见", max_length=6000, widget=forms.Textarea(attrs={"rows": 7}))
    return_ceiling = MoneyField(label="退的上限（元）", required=False)
    compensate_ceiling = MoneyField(label="赔的上限（元）", required=False)
    exchange_ceiling = MoneyField(label="换的上限（元）", required=False)
    undetermined_reason = LineField(label="责任尚未认定的理由", max_length=400, required=False)
    improvement = TextField(label="改进意见", max_length=4000, required=False)
    improvement_unit = forms.ModelChoiceField(
        label="改进单位", queryset=Unit.objects.none(), required=False, empty_label="不提改进意见"
    )

    def __init__(self, *args: Any, is_determined: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(is_active=True).exclude(kind__in=CANNOT_IMPROVE)
        self.fields["improvement_unit"].queryset = units
        self.is_determined = is_determined
        for name in ("return_ceiling", "compensate_ceiling", "exchange_ceiling"):
            self.fields[name].widget.attrs["data-reads"] = "money"

    @property
    def opinion_content(self) -> OpinionContent:
        """The cleaned draft, as the service takes it. Ceilings of a refusal are left out where they are zero."""
        given = dict(self.content)
        given["is_compensable"] = given["is_compensable"] == "yes"
        return OpinionContent(**given)


class DecisionForm(ActForm):
    """A decision of one step: its words. `step` names the step that was seen."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    comment = TextField(label="审批意见", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AcknowledgeForm(DecisionForm):
    """阅示, with words where there are any."""

    comment = TextField(label="阅示意见", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class MeetingForm(ActForm):
    """What 公司办公会 decided, with its record."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    held_at = MomentField(is_past=True, label="会议时间")
    record_no = LineField(label="会议纪要号", max_length=40)
    scan = AttachmentField(label="会议纪要扫描件", max_files=1, button="拍照或选扫描件")
    comment = TextField(label="会议意见", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


def draft_initial(case: Case, last: Any) -> dict[str, Any]:
    """The next draft starts from the last one's words; the first from nothing."""
    if last is None:
        return {}
    return {
        "is_compensable": "yes" if last.is_compensable else "no",
        "text": last.text,
        "return_ceiling": last.return_ceiling,
        "compensate_ceiling": last.compensate_ceiling,
        "exchange_ceiling": last.exchange_ceiling,
        "undetermined_reason": last.undetermined_reason,
        "improvement": last.improvement,
        "improvement_unit": last.improvement_unit_id,
    }
