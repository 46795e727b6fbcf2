"""How cases, cards and customers are told to programs: money as text, times with +08:00."""

from rest_framework import serializers

from cases.models import ApprovalStep, CardLine, Case, Customer, Deadline, Evidence, FeedbackCard, HandlingOpinion


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    class Meta:
        model = Customer
        fields = ["id", "name", "region", "address", "contact_name", "contact_phone"]


class LineSerializer(serializers.ModelSerializer[CardLine]):
    product = serializers.CharField(source="product.name")
    machine = serializers.IntegerField(source="machine.number")
    workshop = serializers.CharField(source="workshop.name")
    defect = serializers.CharField(source="defect.name")

    class Meta:
        model = CardLine
        fields = ["id", "position", "roll_no", "product", "machine", "workshop", "tonnes", "width", "defect", "note"]


class CardSerializer(serializers.ModelSerializer[FeedbackCard]):
    customer = serializers.CharField(source="customer.name")
    product = serializers.CharField(source="product.name")
    defect = serializers.CharField(source="defect.name")
    clerk = serializers.CharField(source="clerk.display_name")
    lines = LineSerializer(many=True)

    class Meta:
        model = FeedbackCard
        fields = [
            "number", "state", "version", "customer", "contact_name", "contact_phone", "source", "received_by_sales_at",
            "received_known_by", "problem_kind", "arrived_at", "opened_at", "occurred_known_by", "product", "batch_no",
            "defect", "description", "estimated_loss", "clerk", "filed_at", "entered_at", "acknowledged_at", "lines",
        ]  # fmt: skip


class CaseSerializer(serializers.ModelSerializer[Case]):
    """One row of the list. `direct_loss` is null for eyes that may not see money of this case."""

    card = serializers.CharField(source="card.number")
    customer = serializers.CharField(source="customer.name")
    machine = serializers.IntegerField(source="machine.number")
    workshop = serializers.CharField(source="workshop.name")
    defect = serializers.CharField(source="defect.name")
    regulation = serializers.CharField(source="regulation.code")
    clerk = serializers.CharField(source="clerk.display_name")
    engineer = serializers.CharField(source="engineer.display_name", default=None)

    class Meta:
        model = Case
        fields = [
            "number", "card", "customer", "machine", "workshop", "defect", "regulation", "state", "version", "tier",
            "direct_loss", "is_liability_clear", "is_extra_major", "clerk", "engineer", "filed_at", "triaged_at",
            "replied_at", "closed_at",
        ]  # fmt: skip

    def to_representation(self, instance: Case) -> dict[str, object]:
        row = super().to_representation(instance)
        may_see_money = self.context.get("may_see_money")
        if may_see_money is not None and not may_see_money(instance):
            row["direct_loss"] = None
        return row


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    class Meta:
        model = Deadline
        fields = ["kind", "starts_at", "due_at", "acted_at", "ended_at", "breached_at", "is_provisional", "clause"]


class StepSerializer(serializers.ModelSerializer[ApprovalStep]):
    decided_by = serializers.CharField(source="decided_by.display_name", default=None)

    class Meta:
        model = ApprovalStep
        fields = ["position", "role", "action", "state", "reached_at", "decided_by", "decided_at", "comment", "meeting_record_no"]


class OpinionSerializer(serializers.ModelSerializer[HandlingOpinion]):
    improvement_unit = serializers.CharField(source="improvement_unit.name", default=None)
    steps = StepSerializer(many=True)

    class Meta:
        model = HandlingOpinion
        fields = [
            "draft_no", "state", "text", "is_compensable", "return_ceiling", "compensate_ceiling", "exchange_ceiling",
            "improvement", "improvement_unit", "submitted_at", "steps",
        ]  # fmt: skip


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    number = serializers.CharField(source="__str__")
    file = serializers.UUIDField(source="attachment_id")
    sha256 = serializers.CharField(source="attachment.file_id")
    by = serializers.CharField(source="by.display_name")

    class Meta:
        model = Evidence
        fields = ["number", "kind", "caption", "taken_at", "file", "sha256", "by", "at"]
