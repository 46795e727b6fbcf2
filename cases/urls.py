"""Addresses of the cases app, gathered from the views: each module lists its own `urlpatterns`."""

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver

from cases import views

urlpatterns: list[URLPattern | URLResolver] = [
    pattern
    for module in iter_modules(views.__path__)
    for pattern in getattr(import_module(f"{views.__name__}.{module.name}"), "urlpatterns", [])
]
