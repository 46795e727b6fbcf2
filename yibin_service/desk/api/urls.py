"""Addresses of the API below `/api/`: the acts of every page, and the description of the whole."""

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView

from .docs import api_page
from .registry import act_endpoints

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", api_page, name="api_docs"),
    *act_endpoints(),
]
