"""How cases, cards and customers are told to programs: money as text, times with +08:00."""

from typing import Any

from rest_framework import serializers

from cases.models import CardLine, Case, Customer, FeedbackCard


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


class MoneyVeil(serializers.Serializer[Any]):
    """Leaves the fields of `money` null for eyes that may not see the money of the case.

    The context's `may_see_money` is asked with `row.clerk_id`'s row; without one nothing is shown.
    """

    money: tuple[str, ...] = ()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        row: dict[str, Any] = super().to_representation(instance)
        may_see_money = self.context.get("may_see_money")
        if may_see_money is None or not may_see_money(instance):
            row |= dict.fromkeys(self.money)
        return row


class CardSerializer(MoneyVeil, serializers.ModelSerializer[FeedbackCard]):
    """A card with its rolls. `estimated_loss` is null for eyes that may not see money of its case."""

    money = ("estimated_loss",)
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


class CaseSerializer(MoneyVeil, serializers.ModelSerializer[Case]):
    """One row of the list. `direct_loss` is null for eyes that may not see money of this case."""

    money = ("direct_loss",)
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
            "number", "card", "customer", "machine", "workshop", "defect", "cause", "regulation", "state", "version",
            "tier", "direct_loss", "is_liability_clear", "is_extra_major", "clerk", "engineer", "filed_at",
            "triaged_at", "replied_at", "closed_at",
        ]  # fmt: skip
