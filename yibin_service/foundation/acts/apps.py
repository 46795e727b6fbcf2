from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "yibin_service.foundation.acts"
    label = "acts"
