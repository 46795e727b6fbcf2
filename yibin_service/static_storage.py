"""Static files under hashed names, the imports inside JavaScript modules included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class ModuleStaticFilesStorage(ManifestStaticFilesStorage):
    """A new release is never mixed with a cached module of the old one."""

    support_js_module_import_aggregation = True
