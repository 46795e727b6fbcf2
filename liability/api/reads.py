"""Reads of liability: who bears how much of a case, and on what facts."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.selectors.presence import look_around
from cases.selectors.visibility import case_for, may_see_money
from liability.models import DelayFinding, Goodwill, InboundAcceptance, LiabilityDetermination, TripartiteSignOff
from liability.selectors.determinations import (
    delay_findings,
    determinations_of,
    goodwill_of,
    inbound_acceptance,
    sign_off,
)
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.api_reads import asking, read
from yibin_service.foundation.acts.errors import NotAllowed


class DeterminationSerializer(serializers.ModelSerializer[LiabilityDetermination]):
    proposed_by = serializers.CharField(source="proposed_by.display_name")
    decided_by = serializers.CharField(source="decided_by.display_name", default=None)

    class Meta:
        model = LiabilityDetermination
        fields = [
            "id", "ordinal", "state", "cause", "packaging_stage", "warehouse_signed", "signatures", "forced_by",
            "is_sales_mistake", "computed", "open_question", "basis", "manual_shares", "reason",
            "missing_evidence_reason", "clause", "proposed_by", "proposed_at", "needs_finding", "finding_confirmed_at",
            "decided_by", "decided_at", "comment",
        ]  # fmt: skip


class DelaySerializer(serializers.ModelSerializer[DelayFinding]):
    class Meta:
        model = DelayFinding
        fields = [
            "id", "breach", "kind", "ordinal", "effect", "has_adverse_effect", "reason", "state", "proposed_at",
            "decided_at", "comment",
        ]  # fmt: skip


class InboundSerializer(serializers.ModelSerializer[InboundAcceptance]):
    class Meta:
        model = InboundAcceptance
        fields = ["form_no", "is_signed", "signed_on", "signer", "scan", "note", "at"]


class SignOffSerializer(serializers.ModelSerializer[TripartiteSignOff]):
    class Meta:
        model = TripartiteSignOff
        fields = ["form_no", "loaded_on", "signers", "carrier_name", "scan", "note", "at"]


class GoodwillSerializer(serializers.ModelSerializer[Goodwill]):
    class Meta:
        model = Goodwill
        fields = ["reason", "at"]


class CaseLiabilityAPI(APIView):
    """Determinations with their derivation, hand-over facts, findings and goodwill of one case."""

    @read("一件案子的责任认定、交接与汇签、关联责任、善意补偿")
    def get(self, request: Request, number: str) -> Response:
        user = asking(request)
        require(user, Verb.READ_CASES)
        case = case_for(user, number)
        if not may_see_money(user, case):
            raise NotAllowed("这件案子的责任认定只给经办人和有权查看的岗位")
        look_around(case)
        return Response(
            {
                "case": case.number,
                "determinations": DeterminationSerializer(determinations_of(case), many=True).data,
                "delay_findings": DelaySerializer(delay_findings(case), many=True).data,
                "inbound_acceptance": told(InboundSerializer, inbound_acceptance(case)),
                "sign_off": told(SignOffSerializer, sign_off(case)),
                "goodwill": told(GoodwillSerializer, goodwill_of(case)),
            }
        )


def told(serializer: type[serializers.ModelSerializer[Any]], row: Any) -> Any:
    """The row, or null."""
    return serializer(row).data if row is not None else None
