"""Reads of month reports and notices of deduction."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from penalties.models import DeductionNotice, MonthReport
from penalties.rules.month import Month, NoMonth
from penalties.selectors.notices import notice_for, visible_notices
from penalties.selectors.report_page import report_view
from penalties.selectors.reports import NO_REPORT, report_lines
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.api_reads import StrictFilters, asking, read
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.selectors import database_now

from . import filters, serializers


def head_of(report: MonthReport | None) -> dict[str, Any] | None:
    """How a report stands, its seal and its files."""
    if report is None:
        return None
    return {
        "state": report.state,
        "issued_at": report.issued_at,
        "issued_by": report.issued_by.display_name if report.issued_by else None,
        "signed_at": report.signed_at,
        "delay_note": report.delay_note,
        "figures_hash": report.figures_hash,
        "chain_root": report.chain_root,
        "entry_count": report.entry_count,
        "workbook": report.workbook_id,
        "pdf": report.pdf_id,
    }


class ReportListAPI(APIView):
    """Every month since the books began, the newest first."""

    @read("各月月报", name="reports")
    def get(self, request: Request) -> Response:
        require(asking(request), Verb.READ_REPORTS)
        lines = report_lines(database_now())
        return Response(
            {
                "results": [
                    {"month": line.month.label, "is_over": line.is_over, "due_at": line.due_at, "report": head_of(line.report)}
                    for line in lines
                ]
            }
        )


class ReportAPI(APIView):
    """One month: the sealed figures, or the books as they stand."""

    @read("一个月的月报：封账的数字，未封账时为现在的台账")
    def get(self, request: Request, label: str) -> Response:
        require(asking(request), Verb.READ_REPORTS)
        view = report_view(month_in(label), database_now())
        return Response(
            {
                "month": view.month.label,
                "is_sealed": view.is_sealed,
                "due_at": view.due_at,
                "report": head_of(view.report),
                "checks": view.checks,
                "figures": view.figures,
            }
        )


def month_in(label: str) -> Month:
    """The month of an address, or NotFound."""
    try:
        return Month.read(label)
    except NoMonth:
        raise NotFound(NO_REPORT) from None


@extend_schema(summary="奖金扣减通知单，新的在前")
class NoticeListAPI(ListAPIView[DeductionNotice]):
    """Notices this person may see."""

    queryset = DeductionNotice.objects.none()
    serializer_class = serializers.NoticeSerializer
    filterset_class = filters.NoticeFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[DeductionNotice]:
        user = asking(self.request)
        require(user, Verb.READ_NOTICES)
        return visible_notices(user).defer("lines", "report__figures", "report__details", "report__findings")


class NoticeAPI(APIView):
    """One notice with its lines."""

    @read("一张通知单及明细")
    def get(self, request: Request, number: str) -> Response:
        user = asking(request)
        require(user, Verb.READ_NOTICES)
        return Response(serializers.WholeNoticeSerializer(notice_for(user, number)).data)
