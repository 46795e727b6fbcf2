from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "yibin_service.foundation.org"
    label = "org"
    verbose_name = "单位与日历"
