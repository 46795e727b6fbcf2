from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yibin_service.foundation.files"
    label = "files"
