"""Reads of cases, cards and customers: the very rows the pages show to the same person."""

from typing import Any, cast

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.models import Case, Customer, FeedbackCard
from cases.selectors.approval import opinions_with_steps
from cases.selectors.deadlines import clocks_of
from cases.selectors.investigation import evidence_of
from cases.selectors.timeline import trail
from cases.selectors.visibility import case_for, may_see_money, visible_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput

from . import filters, serializers

RELATED = ("card", "customer", "machine", "workshop", "defect", "regulation", "clerk", "engineer")


def reader(request: Request) -> User:
    """Who asks. Raises NotAllowed for a person who reads no cases."""
    user = cast(User, request.user)
    require(user, Verb.READ_CASES)
    return user


class StrictFilters(DjangoFilterBackend):
    """Refuses a key it does not know instead of passing over it."""

    paging = frozenset({"cursor", "page_size", "format"})

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        known = set(view.filterset_class.base_filters) | self.paging
        unknown = [key for key in request.query_params if key not in known]
        if unknown:
            raise InvalidInput({key: f"不能按这一项查，可用：{'、'.join(sorted(known))}" for key in unknown})
        rows: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return rows


class CaseListAPI(ListAPIView[Case]):
    """Cases for this person's eyes, newest first."""

    serializer_class = serializers.CaseSerializer
    filterset_class = filters.CaseFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Case]:
        return visible_cases(reader(self.request)).select_related(*RELATED)

    def get_serializer_context(self) -> dict[str, Any]:
        user = cast(User, self.request.user)
        return {**super().get_serializer_context(), "may_see_money": lambda case: may_see_money(user, case)}


class CaseAPI(APIView):
    """One case: its card, clocks, opinions with their chains, evidence and trail."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, number: str) -> Response:
        user = cast(User, request.user)
        case = case_for(user, number)
        has_money = may_see_money(user, case)
        opinions = opinions_with_steps(case) if has_money else []
        events = trail(case, has_money=has_money, whole=True).events
        context = {"may_see_money": lambda _: has_money}
        return Response(
            {
                **serializers.CaseSerializer(case, context=context).data,
                "card_content": serializers.CardSerializer(case.card).data,
                "clocks": serializers.DeadlineSerializer(clocks_of(case), many=True).data,
                "opinions": serializers.OpinionSerializer(opinions, many=True).data,
                "evidence": serializers.EvidenceSerializer(evidence_of(case), many=True).data,
                "events": [
                    {
                        "by": event.actor_title,
                        "text": event.text,
                        "changes": list(event.changes),
                        "clause": event.clause,
                        "happened_at": event.happened_at,
                        "entered_at": event.entered_at,
                    }
                    for event in events
                ],
            }
        )


class CardListAPI(ListAPIView[FeedbackCard]):
    """Cards of the cases this person may see, newest first."""

    serializer_class = serializers.CardSerializer
    filterset_class = filters.CardFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[FeedbackCard]:
        cases = visible_cases(reader(self.request))
        rows = FeedbackCard.objects.filter(pk__in=cases.values("card_id"))
        return rows.select_related("customer", "product", "defect", "clerk").prefetch_related(
            "lines__product", "lines__machine", "lines__workshop", "lines__defect"
        )


class CustomerListAPI(ListAPIView[Customer]):
    """Customers, newest first."""

    serializer_class = serializers.CustomerSerializer
    filterset_class = filters.CustomerFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Customer]:
        require(cast(User, self.request.user), Verb.ADD_CUSTOMER)
        return Customer.objects.filter(is_active=True)
