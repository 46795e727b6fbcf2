from django.apps import AppConfig


class LiabilityConfig(AppConfig):
    name = "liability"
