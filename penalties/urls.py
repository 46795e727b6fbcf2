"""Addresses of the penalties app."""

from django.urls import URLPattern, URLResolver, path

from penalties.views import (
    bonus_notice,
    breach_list,
    claim,
    closing,
    expense,
    fine,
    ledger,
    misreport,
    notices,
    reconciliation,
    reports,
    settlement,
    settlement_list,
)
from penalties.views.assessment import AssessCasePage

urlpatterns: list[URLPattern | URLResolver] = [
    path("assessment/", AssessCasePage.as_view(), name="assess_page"),
]
urlpatterns += reports.urlpatterns
urlpatterns += notices.urlpatterns
urlpatterns += bonus_notice.urlpatterns
urlpatterns += reconciliation.urlpatterns
urlpatterns += settlement.urlpatterns
urlpatterns += settlement_list.urlpatterns
urlpatterns += expense.urlpatterns
urlpatterns += claim.urlpatterns
urlpatterns += fine.urlpatterns
urlpatterns += misreport.urlpatterns
urlpatterns += breach_list.urlpatterns
urlpatterns += closing.urlpatterns
urlpatterns += ledger.urlpatterns
