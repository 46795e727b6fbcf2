"""Addresses of the penalties app."""

from django.urls import URLPattern, URLResolver, path

from penalties.views import notices, reconciliation, reports
from penalties.views.assessment import assess_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("assessment/", assess_page, name="assess_page"),
]
urlpatterns += reports.urlpatterns
urlpatterns += notices.urlpatterns
urlpatterns += reconciliation.urlpatterns
