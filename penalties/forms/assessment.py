"""The 试算 form of a case: its fields are the contract's keys."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from cases.rules.intake import CAUSE_TITLES
from yibin_service.foundation.regulation.assess_forms import (
    DocumentForm,
    DocumentRow,
    InstantText,
    NumberText,
)

NOT_YET = ("", "尚未认定")
STAGES = (("", "请选"), ("before_loading", "装车前"), ("dispatch", "出厂装运"), ("user_handling", "用户自己搬运装卸"))
SIGNERS = (("qc", "质检处"), ("warehouse", "物资处"), ("carrier", "承运单位"))
EFFECTS = (
    NOT_YET,
    ("none", "没有耽误"),
    ("evidence", "耽误取证"),
    ("evidence_and_handling", "耽误取证和处理"),
)
KINDS = (("", "—"), ("return", "退"), ("compensate", "赔"), ("exchange", "换"))
METHODS = (("", "—"), ("price", "按出厂价"), ("output", "扣车间产量"))
KEYS_OF_KIND = {
    "return": ("tonnes", "repulp", "assessed_loss"),
    "compensate": ("tonnes", "ex_works_price", "method"),
    "exchange": ("transport_cost", "storage_cost"),
}
INSTANTS = ("as_of", "received_by_sales_at", "card_filed_at", "arrived_at", "opened_at", "replied_at")
MOST_SETTLEMENTS = 20


def _signers(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=SIGNERS, required=False, widget=forms.CheckboxSelectMultiple)


class CaseForm(DocumentForm):
    """The facts of one case. Nothing is checked here that the contract's reader checks."""

    ref = forms.CharField(label="编号", max_length=60, required=False)
    regulation = forms.ChoiceField(label="制度版本", required=False)
    as_of = InstantText(label="截至")
    received_by_sales_at = InstantText(label="销售处收到意见")
    card_filed_at = InstantText(label="信息卡送达技术中心")
    arrived_at = InstantText(label="车、船到达")
    opened_at = InstantText(label="开包使用")
    replied_at = InstantText(label="答复用户")
    direct_loss = NumberText(label="直接损失（元）")
    liability_clear = forms.BooleanField(label="责任明确", required=False)
    extra_major = forms.BooleanField(label="定为特别重大", required=False)
    workshop = forms.CharField(label="生产车间", max_length=60, required=False)
    machine = NumberText(label="纸机（号）")
    cause = forms.ChoiceField(
        label="原因", choices=[NOT_YET, *((str(key), title) for key, title in CAUSE_TITLES.items())], required=False
    )
    packaging_stage = forms.ChoiceField(label="外包装破损在哪一段", choices=STAGES, required=False)
    packaging_warehouse_signed = forms.BooleanField(label="入库时物资处已签认", required=False)
    packaging_signatures = _signers("装运时已签字")
    packaging_forced_by = _signers("查明强制发运")
    sales_mistake = forms.BooleanField(label="已确认销售工作失误", required=False)
    goodwill_approved = forms.BooleanField(label="已同意善意补偿", required=False)
    investigation_cost = NumberText(label="调查取证费用（元）")
    recovered = NumberText(label="已追偿（元）")
    late_filing_effect = forms.ChoiceField(label="信息卡迟送的后果", choices=EFFECTS, required=False)

    def __init__(self, *args: Any, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regulation"].choices = [  # type: ignore[attr-defined]
            ("", "按收到意见之日"),
            *((code, code) for code in codes),
        ]

    def tell(self, place: str, message: str) -> bool:
        return super().tell("packaging.stage" if place == "packaging" else place, message)

    def document(self, settlements: list[dict[str, Any]]) -> dict[str, Any]:
        """The contract's document of what was typed."""
        typed = self.cleaned_data
        plain = ("ref", "liability_clear", "extra_major", "direct_loss", "workshop", "sales_mistake")
        return {
            **{key: typed.get(key) for key in (*plain, "goodwill_approved")},
            **{key: typed.get(key) for key in INSTANTS},
            **{key: typed.get(key) or None for key in ("regulation", "machine", "cause", "late_filing_effect")},
            **{key: typed.get(key) or "0" for key in ("investigation_cost", "recovered")},
            "packaging": self._packaging(),
            "settlements": settlements,
        }

    def _packaging(self) -> dict[str, Any] | None:
        typed = self.cleaned_data
        if typed.get("cause") != "packaging":
            return None
        return {
            "stage": typed.get("packaging_stage", ""),
            "warehouse_signed": typed.get("packaging_warehouse_signed", False),
            "signatures": typed.get("packaging_signatures", []),
            "forced_by": typed.get("packaging_forced_by", []),
        }


class SettlementRow(DocumentRow):
    """One settlement; only the fields of its kind are sent."""

    kind = forms.ChoiceField(label="方式", choices=KINDS, required=False)
    tonnes = NumberText(label="数量（吨）")
    repulp = forms.BooleanField(label="回抄", required=False)
    assessed_loss = NumberText(label="核定损失（元）")
    ex_works_price = NumberText(label="出厂价（元/吨）")
    method = forms.ChoiceField(label="赔的算法", choices=METHODS, required=False)
    transport_cost = NumberText(label="运输（元）")
    storage_cost = NumberText(label="保管（元）")

    def document(self) -> dict[str, Any]:
        """The contract's settlement of what was typed; fields of another kind are sent where they were filled."""
        typed = self.cleaned_data
        kind = typed.get("kind", "")
        keys = KEYS_OF_KIND.get(kind, ())
        settlement = {"kind": kind, **{key: typed.get(key) for key in keys}}
        for key in self.fields:
            if key not in settlement and typed.get(key):
                settlement[key] = typed[key]
        if kind == "return" and not typed.get("assessed_loss"):
            del settlement["assessed_loss"]
        return settlement


def settlement_rows(data: Any = None) -> "BaseFormSet[SettlementRow]":
    """The settlements of the form; two blank rows to begin with."""
    factory = formset_factory(SettlementRow, extra=2, max_num=MOST_SETTLEMENTS, absolute_max=2 * MOST_SETTLEMENTS, validate_max=True)
    return factory(data=data, prefix="settlements", form_kwargs={"use_required_attribute": False})
