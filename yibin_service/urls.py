"""All addresses; each app brings its own, included by name."""

from django.urls import include, path

urlpatterns = [
    path("", include("yibin_service.desk.urls")),
]
