"""What the application's own database role may do, tried as that role."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from yibin_service.embedded import postgres
from yibin_service.embedded.grants import append_only_tables


@pytest.fixture
def as_application(db: None, postgres_cluster: postgres.Cluster) -> Iterator[psycopg.Connection]:
    url = postgres_cluster.url(user=postgres.APPLICATION, database=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as own:
        yield own


@pytest.mark.parametrize("table", settings.APPEND_ONLY_TABLES)
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_rows_that_are_for_good_can_only_be_added(as_application: psycopg.Connection, table: str, deed: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application.execute(sql.SQL(deed).format(sql.Identifier(table)))


@pytest.mark.parametrize("table", settings.APPEND_ONLY_TABLES)
@pytest.mark.parametrize("right", ["SELECT", "INSERT"])
def test_rows_that_are_for_good_can_be_read_and_added(as_application: psycopg.Connection, table: str, right: str):
    row = as_application.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()
    assert row == (True,)


def test_histories_are_for_good_too(as_application: psycopg.Connection):
    assert "access_userevent" in append_only_tables()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application.execute("DELETE FROM access_userevent")


def test_other_rows_can_be_changed(as_application: psycopg.Connection):
    as_application.execute("UPDATE cases_customer SET name = name")


def test_no_table_can_be_emptied_at_a_stroke(as_application: psycopg.Connection):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application.execute("TRUNCATE cases_customer CASCADE")


@pytest.mark.parametrize(
    "deed",
    [
        "DROP TABLE penalties_ledgerentry",
        "ALTER TABLE penalties_ledgerentry DISABLE TRIGGER ALL",
        "CREATE TABLE public.aside (id int)",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    ],
)
def test_the_guards_cannot_be_taken_off(as_application: psycopg.Connection, deed: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application.execute(deed)


def test_every_listed_table_exists(db: None):
    assert set(settings.APPEND_ONLY_TABLES) <= set(connection.introspection.table_names())


@pytest.mark.parametrize("table", settings.APPEND_ONLY_TABLES)
def test_triggers_guard_the_same_tables_whoever_comes(db: None, table: str):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgtype & 2 > 0", [table]
        )
        covered = 0
        for (kind,) in cursor.fetchall():
            covered |= kind
    delete, update, truncate = 8, 16, 32  # bits of pg_trigger.tgtype
    assert covered & delete and covered & update and covered & truncate
