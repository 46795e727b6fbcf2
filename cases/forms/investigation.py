"""Forms of the investigation: report and evidence."""

from typing import Any

from django import forms

from cases.models import EvidenceKind, ReportKind
from cases.rules.intake import CAUSE_TITLES, Cause
from cases.services.file_site_report import ReportContent
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MomentField, TextField
from yibin_service.foundation.files.forms import AttachmentField
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.org.models import Unit, UnitKind

CAUSES = [("", "还说不准"), *((cause.value, title) for cause, title in CAUSE_TITLES.items())]


class SiteReportForm(ActForm):
    """What the team found; the suspected cause decides which evidence is asked for."""

    kind = forms.ChoiceField(
        label="报告", choices=ReportKind.choices, widget=forms.RadioSelect, initial=ReportKind.FINAL
    )
    visited_on = DayField(is_past=True, label="到现场日期", required=False)
    place = LineField(label="地点", max_length=120, required=False)
    nature = TextField(label="缺陷性质", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    degree = TextField(label="程度", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    findings = TextField(label="经过与结论", max_length=6000, widget=forms.Textarea(attrs={"rows": 6}))
    user_statement = TextField(
        label="客户陈述", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    suspected_cause = forms.ChoiceField(label="案由意见", choices=CAUSES, required=False)
    suspected_unit = forms.ModelChoiceField(
        label="责任单位意见", queryset=Unit.objects.none(), required=False, empty_label="还说不准"
    )
    missing_evidence_reason = TextField(
        label="缺证说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(is_active=True).exclude(kind=UnitKind.COMPANY)
        self.fields["suspected_unit"].queryset = units  # type: ignore[attr-defined]

    @property
    def report(self) -> tuple[ReportKind, ReportContent]:
        """The cleaned report, as the service takes it."""
        given = dict(self.content)
        kind = ReportKind(given.pop("kind"))
        given["suspected_cause"] = Cause(given["suspected_cause"]) if given["suspected_cause"] else None
        return kind, ReportContent(**given)


class CardFilesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Files that came with the card, by their names."""

    def label_from_instance(self, attachment: Any) -> str:
        return str(attachment.caption or attachment.name)


class EvidenceForm(ActForm):
    """Files of one kind of evidence, with what they show."""

    kind = forms.ChoiceField(label="证据种类", choices=EvidenceKind.choices)
    from_card = CardFilesField(
        label="信息卡附件", queryset=Attachment.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    uploads = AttachmentField(label="照片或文件", required=False, button="拍照或选文件")
    caption = LineField(label="说明", max_length=200, required=False)
    taken_at = MomentField(is_past=True, label="取得时间", required=False)

    def __init__(self, *args: Any, card_files: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if card_files:
            self.fields["from_card"].queryset = card_files  # type: ignore[attr-defined]
        else:
            del self.fields["from_card"]
