"""The small mill stands, committed, below the transactions of the tests that ask for it: built once, not for each test.

After a test that commits (a live server, threads) the rows are put back from a copy, instead of emptying every table
and building anew. A test of an empty database finds it empty.
"""

import pickle
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.world import World
from yibin_service.embedded import postgres

FIXTURE = "ground_of_the_test"
# Run as superuser, for the rows change without waking a trigger: neither the guards of the ledger nor foreign keys.
# What the migrations themselves leave behind, and the tests' clock, are no rows of a mill.
FUNCTIONS = """
DROP SCHEMA IF EXISTS standing CASCADE;
CREATE SCHEMA standing;
CREATE FUNCTION standing.filled(place text) RETURNS SETOF name LANGUAGE plpgsql AS $$
DECLARE one name; has_rows boolean;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = place AND tablename NOT IN
    ('test_clock', 'django_migrations', 'django_content_type', 'auth_permission')
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', place, one) INTO has_rows;
    IF has_rows THEN RETURN NEXT one; END IF;
  END LOOP;
END $$;
CREATE FUNCTION standing.clear() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE one name;
BEGIN
  FOR one IN SELECT standing.filled('public') LOOP EXECUTE format('DELETE FROM public.%I', one); END LOOP;
END $$;
CREATE FUNCTION standing.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one name;
BEGIN
  FOR one IN SELECT standing.filled('public') LOOP
    EXECUTE format('CREATE TABLE standing.%I AS TABLE public.%1$I', one);
  END LOOP;
END $$;
CREATE FUNCTION standing.put_back() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE one name;
BEGIN
  FOR one IN SELECT standing.filled('standing') LOOP
    EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE TABLE standing.%1$I', one);
  END LOOP;
END $$;
"""


class Ground:
    """What stands in the test database while no test runs."""

    def __init__(self) -> None:
        self.mill: bytes | None = None  # the small mill as made, once it has been
        self.stands: str | None = None  # "mill", "nothing", or not known
        self._superuser: psycopg.Connection | None = None

    def build(self) -> None:
        """The small mill stands as nobody touched it."""
        if self.stands == "mill":
            return
        self.clear()
        if self.mill is None:
            self.mill = pickle.dumps(World())
            self._do("keep")
        else:
            self._do("put_back")
        self.stands = "mill"

    def clear(self) -> None:
        """Nothing stands."""
        if self.stands != "nothing":
            self._do("clear")
        self.stands = "nothing"

    def _do(self, deed: str) -> None:
        if self._superuser is None:
            place = connection.settings_dict
            self._superuser = psycopg.connect(
                host=place["HOST"], user=postgres.SUPERUSER, dbname=place["NAME"], autocommit=True
            )
            self._superuser.execute(FUNCTIONS)
        self._superuser.execute(f"SELECT standing.{deed}()")

    def leave(self) -> None:
        """No connection is left that would keep the test database from being dropped."""
        if self._superuser is not None:
            self._superuser.close()
            self._superuser = None


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


@pytest.fixture(scope="session")
def standing_rows(django_db_setup: None) -> Iterator[None]:
    """In place of Django's flush after a test that commits: the next test's ground is laid before it."""
    plain = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: None  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = plain  # type: ignore[method-assign]
    GROUND.leave()


@pytest.fixture
def ground_of_the_test(
    request: pytest.FixtureRequest, standing_rows: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with django_db_blocker.unblock():
        if "world" in request.fixturenames:
            GROUND.build()
        else:
            GROUND.clear()
    yield
    if is_transactional(request.node):
        GROUND.stands = None  # the test may have committed what it liked


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small mill, as nobody touched it. In a `live_server` test it is visible to the server too."""
    request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
    assert GROUND.mill is not None
    return pickle.loads(GROUND.mill)
