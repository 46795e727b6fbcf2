"""Addresses of the API below `/api/`: the acts of every page, and the description of the whole."""

from django.urls import URLPattern, URLResolver, path

from .cards import CardsAPI
from .docs import SchemaAPI, api_page
from .registry import act_endpoints

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SchemaAPI.as_view(), name="api_schema"),
    path("docs/", api_page, name="api_docs"),
    path("cards/", CardsAPI.as_view(), name="api_cards"),
    *act_endpoints(),
]
