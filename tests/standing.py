"""The small mill stands, committed, below the transactions of the tests that ask for it: built once, not for each test.

A test that empties the tables after itself (a live server, threads) takes it down with the rest; the next that wants it
builds it again. A test of an empty database finds it empty.
"""

import pickle
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.world import World
from yibin_service.foundation.org.models import Unit

FIXTURE = "ground_of_the_test"


class Ground:
    """What stands in the test database while no test runs."""

    def __init__(self) -> None:
        self.mill: bytes | None = None
        self.is_known = False  # a kept test database may hold what an earlier session left

    def build(self) -> None:
        if self.mill is None:
            self.clear()
            self.mill = pickle.dumps(World())

    def clear(self) -> None:
        if self.mill is not None or (not self.is_known and Unit.objects.exists()):
            # With what follows a migration, or the content types would be missing.
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=False)
        self.is_known, self.mill = True, None


GROUND = Ground()


def is_transactional(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    names = {"transactional_db", "live_server"}
    return bool(mark and mark.kwargs.get("transaction")) or not names.isdisjoint(item.fixturenames)  # type: ignore[attr-defined]


def wants_database(item: pytest.Item) -> bool:
    names = {"db", "world", "transactional_db", "live_server"}
    return item.get_closest_marker("django_db") is not None or not names.isdisjoint(item.fixturenames)  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The ground is laid before the test's own transaction begins."""
    for item in items:
        if wants_database(item):
            item.fixturenames.insert(0, FIXTURE)  # type: ignore[attr-defined]


@pytest.fixture
def ground_of_the_test(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with django_db_blocker.unblock():
        if "world" in request.fixturenames:
            GROUND.build()
        else:
            GROUND.clear()
    yield
    if is_transactional(request.node):
        GROUND.mill = None  # the flush after the test took it down


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small mill, as nobody touched it. In a `live_server` test it is visible to the server too."""
    request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
    assert GROUND.mill is not None
    return pickle.loads(GROUND.mill)
