"""Addresses of the penalties app's API, below `api/`."""

from django.urls import path

from . import reads, report_reads
from .assessments import CaseAssessmentAPI

urlpatterns = [
    path("assessments/", CaseAssessmentAPI.as_view(), name="api_assessments"),
    path("ledger/", reads.LedgerAPI.as_view(), name="api_ledger"),
    path("ledger/<int:sequence>/", reads.EntryAPI.as_view(), name="api_ledger_entry"),
    path("cases/<str:number>/money/", reads.CaseMoneyAPI.as_view(), name="api_case_money"),
    path("settlements/", reads.SettlementListAPI.as_view(), name="api_settlements"),
    path("claims/", reads.ClaimListAPI.as_view(), name="api_claims"),
    path("breaches/", reads.BreachListAPI.as_view(), name="api_breaches"),
    path("reports/", report_reads.ReportListAPI.as_view(), name="api_reports"),
    path("reports/<str:label>/", report_reads.ReportAPI.as_view(), name="api_report"),
    path("notices/", report_reads.NoticeListAPI.as_view(), name="api_notices"),
    path("notices/<str:number>/", report_reads.NoticeAPI.as_view(), name="api_notice"),
]
