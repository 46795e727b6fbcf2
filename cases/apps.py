from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "客户与目录"  # what of it is master data
