from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "yibin_service.desk"
    label = "desk"
