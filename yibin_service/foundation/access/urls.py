"""Addresses of logging in and of the person's own page."""

from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.logout, name="logout"),
    path("me/", views.me, name="me"),
    path("me/preferences/", views.preferences, name="preferences"),
    path("me/password/", views.new_password, name="new_password"),
]
