"""Addresses of the regulation's API, below `api/regulation/`."""

from django.urls import path

from . import api

urlpatterns = [
    path("", api.VersionListAPI.as_view(), name="api_regulation_list"),
    path("versions/<str:code>/", api.VersionAPI.as_view(), name="api_regulation_version"),
    path("versions/<str:code>/draft/", api.draft_version_api, name="api_regulation_draft"),
    path("versions/<str:code>/edit/", api.edit_draft_api, name="api_regulation_edit"),
    path("versions/<str:code>/enact/", api.enact_version_api, name="api_regulation_enact"),
]
