"""Addresses of 制度参数, below `regulation/`."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.regulation_list, name="regulation_list"),
    path("compare/", views.compare_page, name="regulation_compare"),
    path("clauses/<str:clause_id>/", views.clause_page, name="clause"),
    path("versions/<str:code>/", views.version_page, name="regulation_version"),
    path("versions/<str:code>/draft/", views.DraftVersionPage.as_view(), name="regulation_draft"),
    path("versions/<str:code>/edit/", views.EditDraftPage.as_view(), name="regulation_edit"),
    path("versions/<str:code>/enact/", views.EnactVersionPage.as_view(), name="regulation_enact"),
]
