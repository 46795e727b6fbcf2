"""Addresses of the liability app's API, below `api/`."""

from django.urls import path

from .reads import CaseLiabilityAPI

urlpatterns = [path("cases/<str:number>/liability/", CaseLiabilityAPI.as_view(), name="api_case_liability")]
