"""Reads of cases, cards and customers: the very rows the pages show to the same person."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.models import Case, Customer, FeedbackCard, Reply
from cases.selectors.amendments import amendments_shown
from cases.selectors.approval import opinions_with_steps
from cases.selectors.card_facts import card_lines
from cases.selectors.deadlines import breaches_shown, clocks_of
from cases.selectors.investigation import evidence_of, site_reports
from cases.selectors.presence import has_none, look_around
from cases.selectors.team import team_proposals
from cases.selectors.timeline import trail
from cases.selectors.visibility import case_for, may_see_money, visible_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, require
from yibin_service.foundation.acts.api_reads import StrictFilters, asking, read

from . import file_serializers as rows
from . import filters, serializers

RELATED = ("card", "customer", "machine", "workshop", "defect", "regulation", "clerk", "engineer")


def reader(request: Request) -> User:
    user = asking(request)
    require(user, Verb.READ_CASES)
    return user


def veil_for(user: User) -> dict[str, Callable[[Any], bool]]:
    """The context that tells serializers whose money the person sees: cards and cases both name their clerk."""
    return {"may_see_money": lambda row: may_see_money(user, row)}


@extend_schema(summary="案件，新的在前")
class CaseListAPI(ListAPIView[Case]):
    """Cases for this person's eyes, newest first."""

    queryset = Case.objects.none()
    serializer_class = serializers.CaseSerializer
    filterset_class = filters.CaseFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Case]:
        return visible_cases(reader(self.request)).select_related(*RELATED)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **veil_for(asking(self.request))}


class CaseAPI(APIView):
    """One case: its card, clocks, team, reports, evidence, opinions with their chains, reply and trail."""

    @read("一件案子的全部：信息卡、时限、小组、现场报告、证据、处理意见、答复、时间线")
    def get(self, request: Request, number: str) -> Response:
        user = reader(request)
        case = case_for(user, number, "card__customer", "card__defect", "card__clerk")
        look_around(case)
        card_lines(case)
        return Response(told(case, user))


def told(case: Case, user: User) -> dict[str, Any]:
    """The whole case for this person: opinions and words of events only where its money is theirs to see."""
    has_money, veil = may_see_money(user, case), veil_for(user)
    opinions = opinions_with_steps(case) if has_money else []
    amendments = amendments_shown(case) if has_money else []
    breaches = sorted(breaches_shown(case), key=lambda breach: breach.pk)
    reply = Reply.objects.filter(case=case).first() if has_money and not has_none(case, "reply") else None
    return {
        **serializers.CaseSerializer(case, context=veil).data,
        "card_content": serializers.CardSerializer(case.card, context=veil).data,
        "amendments": rows.AmendmentSerializer(amendments, many=True).data,
        "clocks": rows.DeadlineSerializer(clocks_of(case), many=True).data,
        "breaches": rows.BreachSerializer(breaches, many=True).data,
        "teams": rows.TeamSerializer(team_proposals(case), many=True).data,
        "site_reports": rows.ReportSerializer(site_reports(case), many=True).data,
        "evidence": rows.EvidenceSerializer(evidence_of(case), many=True).data,
        "opinions": rows.OpinionSerializer(opinions, many=True).data,
        "reply": rows.ReplySerializer(reply).data if reply else None,
        "events": [event_told(event) for event in trail(case, has_money=has_money, whole=True).events],
    }


def event_told(event: Any) -> dict[str, Any]:
    """One event of the trail."""
    return {
        "by": event.actor_title,
        "text": event.text,
        "changes": list(event.changes),
        "clause": event.clause,
        "happened_at": event.happened_at,
        "entered_at": event.entered_at,
    }


@extend_schema(summary="信息卡，新的在前")
class CardListAPI(ListAPIView[FeedbackCard]):
    """Cards of the cases this person may see, newest first."""

    queryset = FeedbackCard.objects.none()
    serializer_class = serializers.CardSerializer
    filterset_class = filters.CardFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[FeedbackCard]:
        cases = visible_cases(reader(self.request))
        cards = FeedbackCard.objects.filter(pk__in=cases.values("card_id"))
        return cards.select_related("customer", "product", "defect", "clerk").prefetch_related(
            "lines__product", "lines__machine", "lines__workshop", "lines__defect"
        )

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **veil_for(asking(self.request))}


@extend_schema(summary="客户名录")
class CustomerListAPI(ListAPIView[Customer]):
    """Customers, newest first, for those who file cards."""

    queryset = Customer.objects.none()
    serializer_class = serializers.CustomerSerializer
    filterset_class = filters.CustomerFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Customer]:
        user = asking(self.request)
        if not may(user, Verb.FILE_CARD):
            require(user, Verb.ADD_CUSTOMER)
        return Customer.objects.filter(is_active=True)
