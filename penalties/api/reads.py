"""Reads of money: the very rows the pages show to the same person."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.models import DeadlineBreach
from cases.selectors.visibility import may_see_money
from penalties.models import Claim, Settlement
from penalties.selectors.breaches import visible_breaches
from penalties.selectors.case_money import case_money
from penalties.selectors.claims import handled_claims
from penalties.selectors.ledger import NO_ENTRIES, entries_of_case, entry_for, sums_of, visible_entries
from penalties.selectors.rows import case_with_money, sees_money
from penalties.selectors.settlements import handled_settlements
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, require
from yibin_service.foundation.acts.api_reads import NewestFirst, StrictFilters, asking, read
from yibin_service.foundation.acts.errors import NotAllowed

from . import filters, serializers

SEQUENCE = OpenApiParameter("sequence", OpenApiTypes.INT, OpenApiParameter.PATH, description="序号")


def require_any(user: User, *verbs: Verb) -> None:
    """Raise NotAllowed, worded by the last verb, unless a role held includes one of them."""
    if not any(may(user, verb) for verb in verbs):
        require(user, verbs[-1])


class BySequence(NewestFirst):
    """Pages of the ledger, by its own numbers."""

    key = ordering = "sequence"


@extend_schema(summary="台账：筛出的各笔，sums 为全部筛出各笔的合计")
class LedgerAPI(ListAPIView[Any]):
    """Entries this person may read, the latest first; `sums` counts and adds up everything the filter finds."""

    queryset = NO_ENTRIES
    serializer_class = serializers.EntrySerializer
    pagination_class = BySequence
    filterset_class = filters.LedgerFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Any]:
        user = asking(self.request)
        require(user, Verb.READ_LEDGER)
        return visible_entries(user).select_related("case", "unit", "reverses", "corrects", "posted_by")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        sums = sums_of(self.filter_queryset(self.get_queryset()))
        answer = super().list(request, *args, **kwargs)
        answer.data["sums"] = {"count": sums.count, "amount": str(sums.amount), "tonnes": str(sums.tonnes)}
        return answer


class EntryAPI(APIView):
    """One entry."""

    @read("台账的一笔", SEQUENCE)
    def get(self, request: Request, sequence: int) -> Response:
        user = asking(request)
        require(user, Verb.READ_LEDGER)
        return Response(serializers.EntrySerializer(entry_for(sequence, user)).data)


class CaseMoneyAPI(APIView):
    """A case's settlements, expenses, claims, fines and entries; for 财务 the claims."""

    @read("一件案子的结算、费用、追偿、罚款和台账")
    def get(self, request: Request, number: str) -> Response:
        user = asking(request)
        require_any(user, Verb.CONFIRM_RECEIPT, Verb.READ_CASES)
        case = case_with_money(user, number)
        if not sees_money(user, case):
            raise NotAllowed("这件案子的金额只给经办人和有权查看的岗位")
        money, sees_all = case_money(case), may_see_money(user, case)
        entries = entries_of_case(user, case.pk)
        return Response(
            {
                "case": case.number,
                "settlements": serializers.SettlementSerializer(money.settlements if sees_all else [], many=True).data,
                "expenses": serializers.ExpenseSerializer(money.expenses if sees_all else [], many=True).data,
                "claims": serializers.ClaimSerializer([row.claim for row in money.claims], many=True).data,
                "fines": serializers.FineSerializer(money.fines if sees_all else [], many=True).data,
                "entries": serializers.EntrySerializer(entries, many=True).data,
            }
        )


@extend_schema(summary="结算，新的在前")
class SettlementListAPI(ListAPIView[Settlement]):
    """Settlements this person handles."""

    queryset = Settlement.objects.none()
    serializer_class = serializers.SettlementSerializer
    filterset_class = filters.SettlementFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Settlement]:
        user = asking(self.request)
        require_any(user, Verb.SETTLE, Verb.CONFIRM_SETTLEMENT)
        return handled_settlements(user).prefetch_related("rolls")


@extend_schema(summary="追偿，新的在前")
class ClaimListAPI(ListAPIView[Claim]):
    """Claims this person handles, with their receipts."""

    queryset = Claim.objects.none()
    serializer_class = serializers.ClaimSerializer
    filterset_class = filters.ClaimFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Claim]:
        user = asking(self.request)
        require_any(user, Verb.CLAIM, Verb.CONFIRM_RECEIPT)
        return handled_claims(user)


@extend_schema(summary="超期与罚款，新的在前")
class BreachListAPI(ListAPIView[DeadlineBreach]):
    """Missed clocks with their fines, for those who waive or confirm."""

    queryset = DeadlineBreach.objects.none()
    serializer_class = serializers.BreachSerializer
    filterset_class = filters.BreachFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[DeadlineBreach]:
        user = asking(self.request)
        require_any(user, Verb.CONFIRM_SALES_FINE, Verb.CONFIRM_TECH_FINE, Verb.WAIVE_BREACH)
        return visible_breaches(user).select_related("case", "unit", "fine__unit")
