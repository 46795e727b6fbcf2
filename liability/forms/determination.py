"""Forms of the determination: proposal, decision, other shares, findings, goodwill."""

from decimal import Decimal
from typing import Any

from django import forms

from cases.models import Case
from cases.rules.intake import CAUSE_TITLES, Cause
from liability.models import Effect, LiabilityDetermination, PackagingStage
from liability.rules.facts import Signer
from liability.services.propose_delay_finding import DelayContent
from liability.services.propose_determination import DeterminationContent, ShareInput
from yibin_service.foundation.acts.forms import ActForm, NumberField, TextField
from yibin_service.foundation.acts.row_forms import RowsForm
from yibin_service.foundation.org.models import Unit, UnitKind

OTHER = "other"
CAUSES = [
    ("", "请选"),
    *((cause.value, title) for cause, title in CAUSE_TITLES.items()),
    (OTHER, "其他或工作疏忽（人工认定比例）"),
]
SIGNERS = ((Signer.QC.value, "质检处"), (Signer.WAREHOUSE.value, "物资处"), (Signer.CARRIER.value, "承运单位"))
# Who may bear a part of a loss.
BEARERS = (
    UnitKind.WORKSHOP,
    UnitKind.QUALITY_INSPECTION,
    UnitKind.WAREHOUSE,
    UnitKind.CARRIER,
    UnitKind.SALES,
    UnitKind.TECHNICAL_CENTER,
    UnitKind.COMPANY,
)
HUNDRED = Decimal(100)


class PercentField(NumberField):
    """A per cent with two places, with or without the sign; cleans to a fraction of one."""

    unit, example, places = "比例", "60 或 33.33", 2

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(low=Decimal(0), is_low_included=False, high=HUNDRED, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = str(value or "").strip().removesuffix("%").removesuffix("％")
        number = super().clean(text)
        return None if number is None else number / HUNDRED


class ShareRow(forms.Form):
    """One unit's part."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选单位")
    percent = PercentField(label="比例（%）")

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].error_messages["required"] = "请选「单位」"
        self.fields["percent"].error_messages["required"] = "请填「比例」"


class SharesForm(RowsForm):
    """A form with a table of shares."""

    row_class = ShareRow
    rows_prefix = "shares"
    rows_field = "manual_shares"
    most_rows = 12
    empty_rows = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        units = Unit.objects.filter(is_active=True, kind__in=BEARERS)
        super().__init__(*args, row_kwargs={"units": units}, **kwargs)

    @property
    def shares(self) -> list[ShareInput]:
        return [ShareInput(row["unit"], row["percent"]) for row in self.row_content]


class DeterminationForm(SharesForm):
    """Cause and facts; shares only for what the rule leaves open."""

    cause = forms.ChoiceField(label="案由", choices=CAUSES)
    packaging_stage = forms.ChoiceField(
        label="破损环节", choices=PackagingStage.choices, widget=forms.RadioSelect, required=False
    )
    forced_by = forms.MultipleChoiceField(
        label="强制发运方", choices=SIGNERS, widget=forms.CheckboxSelectMultiple, required=False
    )
    is_sales_mistake = forms.BooleanField(label="查实销售工作失误", required=False)
    reason = TextField(label="理由", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    missing_evidence_reason = TextField(
        label="缺证说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def determination(self) -> DeterminationContent:
        """The cleaned proposal. Answers to questions the cause does not ask are dropped."""
        given = self.cleaned_data
        cause = None if given["cause"] == OTHER else Cause(given["cause"])
        stage = given["packaging_stage"] if cause is Cause.PACKAGING else ""
        is_dispatch = stage == PackagingStage.DISPATCH
        return DeterminationContent(
            cause=cause,
            packaging_stage=PackagingStage(stage) if stage else None,
            forced_by=frozenset(Signer(party) for party in given["forced_by"]) if is_dispatch else frozenset(),
            is_sales_mistake=given["is_sales_mistake"] and (cause is Cause.TRANSPORT or is_dispatch or cause is None),
            manual_shares=self.shares if cause is None or is_dispatch else (),
            reason=given["reason"],
            missing_evidence_reason=given["missing_evidence_reason"],
        )


def determination_initial(case: Case, last: LiabilityDetermination | None, suspected: str) -> dict[str, Any]:
    """A revision starts from the last proposal; the first from the suspected cause."""
    if last is None:
        return {"cause": suspected}
    return {
        "cause": last.cause or OTHER,
        "packaging_stage": last.packaging_stage,
        "forced_by": last.forced_by,
        "is_sales_mistake": last.is_sales_mistake,
        "missing_evidence_reason": last.missing_evidence_reason,
    }


def shares_initial(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Stored shares as rows of a form."""
    units = {unit.code: unit.pk for unit in Unit.objects.filter(code__in=[row["unit"] for row in rows])}
    return [
        {"unit": units[row["unit"]], "percent": f"{(Decimal(row['share']) * HUNDRED).normalize():f}"}
        for row in rows
        if row["unit"] in units
    ]


class DecideDeterminationForm(ActForm):
    """The head's, or for findings the deputy's, decision on the proposal that was seen."""

    determination = forms.IntegerField(widget=forms.HiddenInput)
    comment = TextField(label="意见", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class OverrideForm(SharesForm):
    """Other shares beside the computed ones, with the reason."""

    determination = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label="人工认定的理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


YES_NO = (("yes", "有不良影响"), ("no", "没有不良影响"))


class DelayFindingForm(ActForm):
    """What a missed clock led to; the effect is asked for a late card only."""

    effect = forms.ChoiceField(label="造成的影响", choices=Effect.choices, widget=forms.RadioSelect)
    has_adverse_effect = forms.ChoiceField(label="不良影响", choices=YES_NO, widget=forms.RadioSelect)
    reason = TextField(label="理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, asks_effect: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_effect:
            del self.fields["effect"]

    @property
    def delay(self) -> DelayContent:
        given = self.cleaned_data
        effect = Effect(given["effect"]) if given.get("effect") else None
        return DelayContent(given["has_adverse_effect"] == "yes", given["reason"], effect)


class DecideDelayForm(ActForm):
    """The decision on the finding that was seen."""

    finding = forms.IntegerField(widget=forms.HiddenInput)
    comment = TextField(label="意见", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class GoodwillForm(ActForm):
    """Why a settlement that is not owed is allowed."""

    reason = TextField(label="同意善意补偿的理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
