"""Addresses of the API below `/api/`: the acts of every page, and the description of the whole."""

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from .cards import CardsAPI
from .docs import api_page
from .registry import act_endpoints

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]), name="api_schema"),
    path("docs/", api_page, name="api_docs"),
    path("cards/", CardsAPI.as_view(), name="api_cards"),
    *act_endpoints(),
]
