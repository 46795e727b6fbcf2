from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "yibin_service.foundation.regulation"
    label = "regulation"
