"""Makes the site of master data Django's admin site."""

from django.contrib.admin.apps import AdminConfig


class MasterDataConfig(AdminConfig):
    """Apart from the site itself, which may be loaded only when the models are."""

    default_site = "yibin_service.foundation.access.master_data.MasterDataSite"
