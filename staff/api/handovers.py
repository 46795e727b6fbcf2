"""Reads of 工作移交: the very rows the pages show to the same person."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from staff.models import HandoverItem, WorkHandover
from staff.selectors.handovers import handover_for, listing_of, shown_to, visible_handovers
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.api_reads import StrictFilters, asking
from yibin_service.foundation.acts.selectors import database_now


class HandoverSerializer(serializers.ModelSerializer[WorkHandover]):
    """`employee` is the number of the person, `unit` and `new_unit` are the units' codes, accounts are log-in names."""

    employee = serializers.SlugRelatedField[WorkHandover](slug_field="number", read_only=True)
    unit = serializers.SlugRelatedField[WorkHandover](slug_field="code", read_only=True)
    new_unit = serializers.SlugRelatedField[WorkHandover](slug_field="code", read_only=True)
    receiver = serializers.SlugRelatedField[WorkHandover](slug_field="username", read_only=True)

    class Meta:
        model = WorkHandover
        fields = [
            "id", "number", "employee", "kind", "state", "effective_on", "unit", "post", "new_unit", "new_post", "reason",
            "receiver", "opened_at", "ended_at", "cancel_reason", "version",
        ]  # fmt: skip


class HandoverItemSerializer(serializers.ModelSerializer[HandoverItem]):
    """`key` names the item in acts; `waits_for` says whose move it is, empty once it is ended."""

    receiver = serializers.SlugRelatedField[HandoverItem](slug_field="username", read_only=True)
    handed_by = serializers.SlugRelatedField[HandoverItem](slug_field="username", read_only=True)
    received_by = serializers.SlugRelatedField[HandoverItem](slug_field="username", read_only=True)
    excused_by = serializers.SlugRelatedField[HandoverItem](slug_field="username", read_only=True)
    waits_for = serializers.CharField(read_only=True)

    class Meta:
        model = HandoverItem
        fields = [
            "key", "kind", "title", "detail", "state", "receiver", "handed_by", "handed_at", "handed_note", "is_on_behalf",
            "received_by", "received_at", "received_note", "settled_at", "excused_by", "excused_at", "excuse", "waits_for",
        ]  # fmt: skip


class HandoverFilterSet(filters.FilterSet):
    """By state, reason or the person's number."""

    employee = filters.CharFilter(field_name="employee__number", label="工号")

    class Meta:
        model = WorkHandover
        fields = ["state", "kind", "employee"]


@extend_schema(summary="工作移交")
class HandoverListAPI(ListAPIView[WorkHandover]):
    """Those this person has to do with, the newest first."""

    queryset = WorkHandover.objects.none()
    serializer_class = HandoverSerializer
    filterset_class = HandoverFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[WorkHandover]:
        user = asking(self.request)
        require(user, Verb.READ_HANDOVER)
        return visible_handovers(user)


class OneHandoverSerializer(HandoverSerializer):
    """With its list as the facts are now."""

    items = HandoverItemSerializer(many=True, read_only=True)

    class Meta(HandoverSerializer.Meta):
        fields = [*HandoverSerializer.Meta.fields, "items"]


class HandoverAPI(APIView):
    """One handover."""

    @extend_schema(summary="一份工作移交和它的清单", responses={200: OneHandoverSerializer})
    def get(self, request: Request, number: str) -> Response:
        user = asking(request)
        require(user, Verb.READ_HANDOVER)
        row = handover_for(user, number)
        items = shown_to(user, row, listing_of(row, database_now()).items)
        return Response({**HandoverSerializer(row).data, "items": HandoverItemSerializer(items, many=True).data})
