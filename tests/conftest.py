"""What every test may use. The servers come by themselves when a test asks for the database."""

pytest_plugins = ["tests.servers", "tests.clock", "tests.world", "tests.evidence"]


def pytest_configure() -> None:
    """Static files by their plain names: tests collect nothing, and the live server serves the sources."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
