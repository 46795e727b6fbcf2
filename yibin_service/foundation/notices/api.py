"""One's messages for programs."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.acts.api_reads import StrictFilters, asking
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.selectors import database_now

from .models import InboxMessage, Weight
from .selectors import inbox_of
from .services.read_messages import read_all_messages


class MessageSerializer(serializers.ModelSerializer[InboxMessage]):
    class Meta:
        model = InboxMessage
        fields = ["id", "weight", "title", "body", "url", "created_at", "read_at"]


class InboxFilterSet(filters.FilterSet):
    """Messages: unread ones, or by weight."""

    is_unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label="只看未读（true）或已读（false）")
    weight = filters.ChoiceFilter(choices=Weight.choices, label="轻重")

    class Meta:
        model = InboxMessage
        fields: list[str] = []


@extend_schema(summary="自己的消息，新的在前")
class InboxAPI(ListAPIView[InboxMessage]):
    """What the person was told."""

    queryset = InboxMessage.objects.none()
    serializer_class = MessageSerializer
    filterset_class = InboxFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[InboxMessage]:
        return inbox_of(asking(self.request))


class ReadInboxAPI(APIView):
    """Marks messages as read."""

    @extend_schema(
        summary="把到某一条为止的消息标为已读；再送一次不改变什么",
        request={
            "application/json": {
                "type": "object",
                "properties": {"until": {"type": "integer", "description": "最后一条的 id"}},
                "required": ["until"],
            }
        },
        responses={200: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        until: Any = request.data.get("until") if isinstance(request.data, dict) else None
        if not isinstance(until, str) or not (until.isascii() and until.isdigit() and len(until) < 19):
            raise InvalidInput({"until": "请送消息的 id，如 120"})
        count = read_all_messages(until=int(until), by=asking(request), at=database_now())
        return Response({"message": f"已把 {count}条消息标为已读", "read": count})
