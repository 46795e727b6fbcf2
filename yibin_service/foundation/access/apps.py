from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "yibin_service.foundation.access"
    label = "access"
