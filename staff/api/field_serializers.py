"""Rows of field work and appraisal as programs read them: people by their number, orders and cases by theirs."""

from typing import Any

from rest_framework import serializers

from staff.models import (
    AppraisalScore,
    AppraisalSheet,
    AppraisalState,
    CollectedPayment,
    CustomerContact,
    CustomerProfile,
    CustomerVisit,
    DailyReport,
    DispatchOrder,
    OpinionSheet,
    PlanItem,
    ServiceComplaint,
    ServicePart,
    ServiceRecord,
    WeeklyPlan,
)


def number_of(**given: Any) -> Any:
    """A related row told by its `number`."""
    return serializers.SlugRelatedField(slug_field="number", read_only=True, **given)


class DispatchSerializer(serializers.ModelSerializer[DispatchOrder]):
    """派工单. `case` is the number of the case it was given for."""

    engineer, case = number_of(), number_of()
    customer_name = serializers.CharField(source="customer.name")
    given_by = serializers.CharField(source="given_by.display_name")

    class Meta:
        model = DispatchOrder
        fields = [
            "id", "number", "state", "engineer", "customer", "customer_name", "product", "case", "task", "place", "contact",
            "due_at", "given_by", "given_at", "accepted_at", "arrived_at", "done_at", "cancelled_at", "cancel_reason",
            "version",
        ]  # fmt: skip


class PartSerializer(serializers.ModelSerializer[ServicePart]):
    class Meta:
        model = ServicePart
        fields = ["name", "quantity", "measure"]


class RecordSerializer(serializers.ModelSerializer[ServiceRecord]):
    """维修服务单. `signature` is the id of the file: `/api/files/<id>/`."""

    dispatch, by = number_of(), number_of()
    parts = PartSerializer(many=True)

    class Meta:
        model = ServiceRecord
        fields = [
            "id", "dispatch", "ordinal", "is_final", "began_at", "ended_at", "work", "result", "parts", "signer_name",
            "signature", "unsigned_reason", "by", "written_at", "entered_at",
        ]  # fmt: skip


class OpinionSheetSerializer(serializers.ModelSerializer[OpinionSheet]):
    """客户意见反馈单, with the person of 销售处 it went to."""

    dispatch, by = number_of(), number_of()
    customer_name = serializers.CharField(source="customer.name")
    receiver = serializers.CharField(source="receiver.display_name")

    class Meta:
        model = OpinionSheet
        fields = [
            "id", "dispatch", "customer", "customer_name", "heard_at", "contact_name", "contact_phone", "product", "batch_no",
            "problem_kind", "description", "receiver", "by", "handed_at",
        ]  # fmt: skip


class DailyReportSerializer(serializers.ModelSerializer[DailyReport]):
    """日报. `sent_at` is when it was sent on the phone, `entered_at` when it came here."""

    employee = number_of()

    class Meta:
        model = DailyReport
        fields = ["id", "employee", "on", "text", "quality", "needs", "problems", "sent_at", "entered_at"]


class PlanItemSerializer(serializers.ModelSerializer[PlanItem]):
    class Meta:
        model = PlanItem
        fields = ["on", "text", "customer"]


class PlanSerializer(serializers.ModelSerializer[WeeklyPlan]):
    """下周工作计划. `week` is its Monday."""

    employee = number_of()
    items = PlanItemSerializer(many=True)

    class Meta:
        model = WeeklyPlan
        fields = [
            "id", "employee", "week", "state", "items", "submitted_at", "first_submitted_at", "decided_at", "comment", "version",
        ]  # fmt: skip


class VisitSerializer(serializers.ModelSerializer[CustomerVisit]):
    """One visit with the four kinds of information it gathered."""

    by = number_of()
    customer_name = serializers.CharField(source="customer.name")

    class Meta:
        model = CustomerVisit
        fields = [
            "id", "customer", "customer_name", "by", "visited_on", "way", "contact", "quality", "quality_text", "problems",
            "needs", "competitor", "competitor_text", "credit", "new_product", "new_product_text",
        ]  # fmt: skip


class ContactSerializer(serializers.ModelSerializer[CustomerContact]):
    class Meta:
        model = CustomerContact
        fields = ["name", "post", "phone"]


class ProfileSerializer(serializers.ModelSerializer[CustomerProfile]):
    """客户资料卡. `products` are codes."""

    owner = number_of()
    customer_name = serializers.CharField(source="customer.name")
    region = serializers.CharField(source="customer.region")
    products = serializers.SlugRelatedField[CustomerProfile](slug_field="code", many=True, read_only=True)
    contacts = ContactSerializer(many=True)

    class Meta:
        model = CustomerProfile
        fields = [
            "id", "customer", "customer_name", "region", "customer_class", "owner", "products", "contacts", "warranty_until",
            "usage", "opened_on", "last_visit_on", "version",
        ]  # fmt: skip


class CollectionSerializer(serializers.ModelSerializer[CollectedPayment]):
    """代收货款. `handed_on` null: 财务 has not got it."""

    collector = number_of()
    customer_name = serializers.CharField(source="customer.name")

    class Meta:
        model = CollectedPayment
        fields = [
            "id", "customer", "customer_name", "collector", "amount", "collected_on", "note", "handed_on", "receipt_no",
            "confirmed_at", "flagged_at", "version",
        ]  # fmt: skip


class ComplaintSerializer(serializers.ModelSerializer[ServiceComplaint]):
    """A complaint about a person, from a case, an order or a visit; `counts_in` is the month it takes points off."""

    employee, case, dispatch = number_of(), number_of(), number_of()

    class Meta:
        model = ServiceComplaint
        fields = [
            "id", "employee", "case", "dispatch", "visit", "kind", "received_on", "told_by", "text", "recorded_at", "state",
            "heard_on", "statement", "reason", "verified_at", "counts_in",
        ]  # fmt: skip


class ScoreSerializer(serializers.ModelSerializer[AppraisalScore]):
    class Meta:
        model = AppraisalScore
        fields = ["item", "limit", "points"]


HIDDEN = ("points", "deduction", "total", "grade", "formula", "comment", "scores")


class AppraisalSerializer(serializers.ModelSerializer[AppraisalSheet]):
    """《技术支持人员考核表》. To the person itself the points are null until they are countersigned."""

    employee = number_of()
    scores = ScoreSerializer(many=True)

    class Meta:
        model = AppraisalSheet
        fields = [
            "id", "employee", "month", "state", "self_view", "self_viewed_at", "regulation", "scores", "points",
            "complaint_count", "deduction", "total", "grade", "formula", "comment", "scored_at", "countersigned_at",
            "countersign_words", "version",
        ]  # fmt: skip

    def to_representation(self, instance: AppraisalSheet) -> dict[str, Any]:
        told: dict[str, Any] = super().to_representation(instance)
        is_own = instance.employee.user_id == self.context["request"].user.pk
        is_shown = instance.state == AppraisalState.COUNTERSIGNED or (instance.state == AppraisalState.SCORED and not is_own)
        return told if is_shown else told | dict.fromkeys(HIDDEN) | {"complaint_count": None, "countersign_words": None}
