"""How money is told to programs: amounts and weights as text, times with +08:00."""

from typing import Any

from rest_framework import serializers

from cases.models import DeadlineBreach
from penalties.models import Claim, ClaimReceipt, DeductionNotice, Expense, Fine, Settlement


class EntrySerializer(serializers.Serializer[Any]):
    """One entry of the ledger."""

    sequence = serializers.IntegerField()
    case = serializers.CharField(source="case.number")
    side = serializers.CharField()
    kind = serializers.CharField()
    unit = serializers.CharField(source="unit.code", default=None)
    unit_name = serializers.CharField()
    period = serializers.DateField()
    fact_on = serializers.DateField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    tonnes = serializers.DecimalField(max_digits=12, decimal_places=3)
    share = serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True)
    clause = serializers.CharField()
    formula = serializers.CharField()
    regulation = serializers.CharField()
    source = serializers.CharField()
    reverses = serializers.IntegerField(source="reverses.sequence", default=None)
    corrects = serializers.IntegerField(source="corrects.sequence", default=None)
    reason = serializers.CharField()
    posted_by = serializers.CharField(source="posted_by.display_name", default=None)
    posted_at = serializers.DateTimeField()
    previous_hash = serializers.CharField()
    own_hash = serializers.CharField()


class SettlementSerializer(serializers.ModelSerializer[Settlement]):
    case = serializers.CharField(source="case.number")
    rolls = serializers.SlugRelatedField(slug_field="roll_no", many=True, read_only=True)

    class Meta:
        model = Settlement
        fields = [
            "case", "ordinal", "kind", "state", "tonnes", "is_repulped", "assessed_loss", "method", "ex_works_price",
            "transport_cost", "storage_cost", "amount", "rolls", "agreed_with", "note", "agreed_at", "document_no",
            "executed_on", "executed_at", "confirmed_at", "cancelled_at", "cancel_reason",
        ]  # fmt: skip


class ExpenseSerializer(serializers.ModelSerializer[Expense]):
    class Meta:
        model = Expense
        fields = ["ordinal", "purpose", "amount", "spent_on", "voucher_no", "voucher", "at", "cancelled_at", "cancel_reason"]


class ReceiptSerializer(serializers.ModelSerializer[ClaimReceipt]):
    class Meta:
        model = ClaimReceipt
        fields = [
            "id", "amount", "received_on", "voucher_no", "entered_at", "confirmed_at", "refused_at", "refused_reason",
        ]  # fmt: skip


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    case = serializers.CharField(source="case.number")
    receipts = ReceiptSerializer(many=True)

    class Meta:
        model = Claim
        fields = [
            "case", "ordinal", "party", "party_name", "amount", "state", "opened_at", "closed_at", "close_reason", "receipts",
        ]  # fmt: skip


class FineSerializer(serializers.ModelSerializer[Fine]):
    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = Fine
        fields = ["id", "breach", "kind", "unit", "amount", "clause", "state", "proposed_at", "decided_at", "reason"]


class BreachSerializer(serializers.ModelSerializer[DeadlineBreach]):
    """A missed clock with its fine, where it led to one."""

    case = serializers.CharField(source="case.number")
    unit = serializers.CharField(source="unit.code", default=None)
    fine = FineSerializer(default=None)

    class Meta:
        model = DeadlineBreach
        fields = [
            "id", "case", "kind", "due_at", "acted_at", "detected_at", "clause", "unit", "waived_at", "waiver_reason",
            "overturned_at", "fine",
        ]  # fmt: skip


class NoticeSerializer(serializers.ModelSerializer[DeductionNotice]):
    """One row of the list."""

    month = serializers.CharField(source="report.label")
    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = DeductionNotice
        fields = [
            "number", "month", "unit", "unit_name", "amount", "tonnes", "state", "released_at", "objection_until",
            "answered_at", "deducted_on", "deduction_voucher", "pdf",
        ]  # fmt: skip


class WholeNoticeSerializer(NoticeSerializer):
    """The notice with its lines and what was said about it."""

    class Meta(NoticeSerializer.Meta):
        fields = [*NoticeSerializer.Meta.fields, "lines", "objection", "objection_answer", "objection_answered_at"]
