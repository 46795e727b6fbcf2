"""Addresses of logging in, of the person's own page, and of everybody's accounts."""

from django.urls import URLPattern, URLResolver, path

from . import account_lists, account_pages, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.logout, name="logout"),
    path("me/", views.me, name="me"),
    path("me/preferences/", views.preferences, name="preferences"),
    path("me/token/", views.new_token, name="new_token"),
    path("me/token/end/", views.end_token, name="end_token"),
    path("me/password/", views.new_password, name="new_password"),
]
urlpatterns += account_lists.urlpatterns
urlpatterns += account_pages.urlpatterns
