"""Addresses of notices."""

from django.urls import path

from . import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.open_message, name="open_message"),
    path("inbox/read/", views.read_all, name="read_all_messages"),
    path("letters/", views.letters, name="letters"),
]
