from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "yibin_service.foundation.notices"
    label = "notices"
