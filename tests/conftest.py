"""What every test may use. The servers come by themselves when a test asks for the database."""

import pytest

pytest_plugins = ["tests.servers", "tests.clock", "tests.standing", "tests.evidence"]


def pytest_configure() -> None:
    """Static files by their plain names: tests collect nothing, and the live server serves the sources. Quick passwords."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one would only cost time
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


# Long files first: the last to be given out should be short ones, or one worker is left alone at the end.
LONG = ("tests/stories/", "tests/embedded/", "tests/tasks/", "permission_matrix", "bad_input", "tests/browser/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the shuffled order within the long files and within the rest."""
    items.sort(key=lambda item: next((at for at, part in enumerate(LONG) if part in item.nodeid), len(LONG)))
