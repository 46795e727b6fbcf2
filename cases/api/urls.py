"""Addresses of the cases app's API, below `api/`. Cards are read and filed at one address: the desk's."""

from django.urls import path

from . import reads

urlpatterns = [
    path("cases/", reads.CaseListAPI.as_view(), name="api_cases"),
    path("cases/<str:number>/", reads.CaseAPI.as_view(), name="api_case"),
    path("customers/", reads.CustomerListAPI.as_view(), name="api_customers"),
]
