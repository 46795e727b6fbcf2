"""Forms of the hand-over facts."""

from typing import Any

from django import forms

from liability.services.record_inbound_acceptance import InboundContent
from liability.services.record_sign_off import SignOffContent
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField
from yibin_service.foundation.files.forms import AttachmentField

SIGNED = (("yes", "物资处已签字"), ("no", "没有签字"))


class InboundForm(ActForm):
    """Whether 物资处 signed the rolls in."""

    is_signed = forms.ChoiceField(label="入库签字", choices=SIGNED, widget=forms.RadioSelect)
    form_no = LineField(label="入库交接单号", max_length=40, required=False)
    signed_on = DayField(is_past=True, label="签字日期", required=False)
    signer = LineField(label="物资处签字人", max_length=40, required=False)
    scan = AttachmentField(label="入库交接单扫描件", max_files=1, required=False, button="拍照或选扫描件")
    note = LineField(label="说明", max_length=400, required=False)

    @property
    def inbound(self) -> InboundContent:
        given = dict(self.content)
        given["is_signed"] = given["is_signed"] == "yes"
        given["scan"] = next(iter(given["scan"] or []), None)
        return InboundContent(**given)


class SignOffForm(ActForm):
    """Who signed the shipment; a box left empty means: did not sign."""

    is_signed_by_qc = forms.BooleanField(label="质检处已签字", required=False)
    is_signed_by_warehouse = forms.BooleanField(label="物资处已签字", required=False)
    is_signed_by_carrier = forms.BooleanField(label="承运单位已签字", required=False)
    form_no = LineField(label="三方汇签单号", max_length=40, required=False)
    loaded_on = DayField(is_past=True, label="装车日期", required=False)
    carrier_name = LineField(label="承运单位名称", max_length=120, required=False)
    scan = AttachmentField(label="三方汇签单扫描件", max_files=1, required=False, button="拍照或选扫描件")
    note = LineField(label="说明", max_length=400, required=False)

    @property
    def sign_off(self) -> SignOffContent:
        given: dict[str, Any] = dict(self.content)
        given["scan"] = next(iter(given["scan"] or []), None)
        return SignOffContent(**given)
