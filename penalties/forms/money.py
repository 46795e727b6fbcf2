"""Forms of expenses, claims, receipts and the closing of a case."""

from django import forms

from penalties.models import ClaimParty
from penalties.services.open_claim import ClaimContent
from penalties.services.record_expense import ExpenseContent
from penalties.services.record_receipt import ReceiptContent
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MoneyField, TextField
from yibin_service.foundation.files.forms import AttachmentField


class ExpenseForm(ActForm):
    """One expense with its voucher."""

    purpose = LineField(label="用途", max_length=120)
    amount = MoneyField(label="金额（元）", is_low_included=False)
    spent_on = DayField(is_past=True, label="日期")
    voucher_no = LineField(label="凭证号", max_length=60)
    vouchers = AttachmentField(label="凭证", max_files=1, required=False, button="拍凭证或选文件")

    @property
    def expense_content(self) -> ExpenseContent:
        given = self.cleaned_data
        return ExpenseContent(given["purpose"], given["amount"], given["spent_on"], given["voucher_no"])


class ClaimForm(ActForm):
    """Whom the claim is on and for how much."""

    party = forms.ChoiceField(label="对方", choices=ClaimParty.choices, widget=forms.RadioSelect)
    party_name = LineField(label="对方名称", max_length=120)
    amount = MoneyField(label="索赔金额（元）", is_low_included=False)
    documents = AttachmentField(label="索赔函", max_files=1, required=False, button="拍索赔函或选文件")

    @property
    def claim_content(self) -> ClaimContent:
        given = self.cleaned_data
        return ClaimContent(ClaimParty(given["party"]), given["party_name"], given["amount"])


class ReceiptForm(ActForm):
    """Money that came in."""

    amount = MoneyField(label="到账金额（元）", is_low_included=False)
    received_on = DayField(is_past=True, label="到账日期")
    voucher_no = LineField(label="凭证号", max_length=60)

    @property
    def receipt_content(self) -> ReceiptContent:
        given = self.cleaned_data
        return ReceiptContent(given["amount"], given["received_on"], given["voucher_no"])


class CloseClaimForm(ActForm):
    """How the claim ended."""

    reason = TextField(label="了结说明", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class CloseCaseForm(ActForm):
    """The reason is needed where nothing was settled."""

    not_compensated_reason = TextField(
        label="不予赔偿的理由", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
