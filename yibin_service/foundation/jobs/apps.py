from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yibin_service.foundation.jobs"
    label = "jobs"
