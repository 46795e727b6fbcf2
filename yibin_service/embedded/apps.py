from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class EmbeddedConfig(AppConfig):
    """The servers that come with the product, and what the application's database role may do."""

    name = "yibin_service.embedded"
    label = "embedded"

    def ready(self) -> None:
        # Loaded here so that every process that knows Django also knows the queue.
        from yibin_service import celery  # noqa: F401
        from yibin_service.embedded.grants import grant_after_migrate
        from yibin_service.embedded.static_files import static_app

        # Our pages bring their own htmx; the package's copies would only be collected and served to nobody.
        static = static_app()
        static.ignore_patterns = [*static.ignore_patterns, "django_htmx"]
        # Sent once per app that has models, after all migrations have run; one of them is enough.
        post_migrate.connect(grant_after_migrate, sender=apps.get_app_config("contenttypes"))
