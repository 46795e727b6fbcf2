"""What hangs on one case, as programs read it. Ids are those the acts ask for."""

from rest_framework import serializers

from cases.models import (
    ApprovalStep,
    CardAmendment,
    Deadline,
    DeadlineBreach,
    Evidence,
    HandlingOpinion,
    Reply,
    SiteReport,
    TeamMember,
    TeamProposal,
)


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    class Meta:
        model = Deadline
        fields = ["kind", "starts_at", "due_at", "acted_at", "ended_at", "breached_at", "is_provisional", "clause"]


class BreachSerializer(serializers.ModelSerializer[DeadlineBreach]):
    unit = serializers.CharField(source="unit.name", default=None)

    class Meta:
        model = DeadlineBreach
        fields = ["id", "kind", "due_at", "acted_at", "clause", "unit", "waived_at", "waiver_reason", "overturned_at"]


class AmendmentSerializer(serializers.ModelSerializer[CardAmendment]):
    proposed_by = serializers.CharField(source="proposed_by.display_name")

    class Meta:
        model = CardAmendment
        fields = [
            "id", "version", "changes", "reason", "needs_answer", "state", "proposed_by", "proposed_at", "answered_at",
            "answer",
        ]  # fmt: skip


class MemberSerializer(serializers.ModelSerializer[TeamMember]):
    unit = serializers.CharField(source="unit.name")

    class Meta:
        model = TeamMember
        fields = ["user", "name", "unit", "discipline", "is_leader"]


class TeamSerializer(serializers.ModelSerializer[TeamProposal]):
    members = MemberSerializer(many=True)

    class Meta:
        model = TeamProposal
        fields = ["id", "ordinal", "is_waiver", "reason", "state", "proposed_at", "decided_at", "comment", "members"]


class ReportSerializer(serializers.ModelSerializer[SiteReport]):
    suspected_unit = serializers.CharField(source="suspected_unit.name", default=None)
    by = serializers.CharField(source="by.display_name")

    class Meta:
        model = SiteReport
        fields = [
            "kind", "ordinal", "visited_on", "place", "nature", "degree", "suspected_cause", "suspected_unit",
            "findings", "user_statement", "missing_evidence_reason", "by", "at",
        ]  # fmt: skip


class StepSerializer(serializers.ModelSerializer[ApprovalStep]):
    decided_by = serializers.CharField(source="decided_by.display_name", default=None)

    class Meta:
        model = ApprovalStep
        fields = [
            "id", "position", "role", "action", "state", "reached_at", "decided_by", "decided_at", "comment",
            "meeting_record_no",
        ]  # fmt: skip


class OpinionSerializer(serializers.ModelSerializer[HandlingOpinion]):
    improvement_unit = serializers.CharField(source="improvement_unit.name", default=None)
    steps = StepSerializer(many=True)

    class Meta:
        model = HandlingOpinion
        fields = [
            "draft_no", "state", "text", "is_compensable", "return_ceiling", "compensate_ceiling", "exchange_ceiling",
            "undetermined_reason", "improvement", "improvement_unit", "submitted_at", "steps",
        ]  # fmt: skip


class ReplySerializer(serializers.ModelSerializer[Reply]):
    class Meta:
        model = Reply
        fields = ["channel", "recipient", "text", "proof", "issued_at", "delivered_at", "delivery_proof"]


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    number = serializers.CharField(source="__str__")
    file = serializers.UUIDField(source="attachment_id")
    sha256 = serializers.CharField(source="attachment.file_id")
    by = serializers.CharField(source="by.display_name")

    class Meta:
        model = Evidence
        fields = ["number", "kind", "caption", "taken_at", "file", "sha256", "by", "at"]
