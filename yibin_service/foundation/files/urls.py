"""Addresses of files."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.upload_file, name="upload_file"),
    path("<uuid:pk>/", views.open_file, name="open_file"),
    path("<uuid:pk>/preview/", views.preview_file, name="preview_file"),
    path("<uuid:pk>/remove/", views.remove_file, name="remove_file"),
]
