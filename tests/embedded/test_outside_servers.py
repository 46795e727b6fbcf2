"""A site with its own PostgreSQL and queue: nothing embedded starts, init_site takes the place of the demo."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yibin_service.embedded import postgres

from .running import WEB_ONLY, manage, running

ADMIN = {"ADMIN_USERNAME": "wangwei", "ADMIN_NAME": "王伟", "ADMIN_PASSWORD": "纸机十二号-2026"}


@pytest.fixture
def site(postgres_cluster: postgres.Cluster, queue_url: str) -> Iterator[dict[str, str]]:
    """The addresses of an empty database with two roles, and of a queue."""
    superuser = postgres_cluster.url(user=postgres.SUPERUSER, database="postgres")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS site WITH (FORCE)")
        connection.execute(f"CREATE DATABASE site OWNER {postgres.OWNER} TEMPLATE template0")
        yield {
            "DATABASE_URL": postgres_cluster.url(user=postgres.APPLICATION, database="site"),
            "MIGRATION_DATABASE_URL": postgres_cluster.url(user=postgres.OWNER, database="site"),
            "REDIS_URL": queue_url,
        }
        connection.execute("DROP DATABASE site WITH (FORCE)")


def test_a_site_begins_with_one_administrator_and_runs_on_its_own_servers(empty_var: Path, site: dict[str, str]):
    weak = manage("init_site", var=empty_var, **site, **(ADMIN | {"ADMIN_PASSWORD": "12345"}))
    assert weak.returncode == 1
    assert "密码不合要求" in weak.stderr

    begun = manage("init_site", var=empty_var, **site, **ADMIN)
    assert begun.returncode == 0, begun.stderr
    with psycopg.connect(site["DATABASE_URL"]) as connection:
        query = "SELECT u.username, g.role, u.is_demo FROM access_user u JOIN access_rolegrant g ON g.user_id = u.id"
        assert connection.execute(query).fetchall() == [("wangwei", "admin", False)]
        (units,) = connection.execute("SELECT count(*) FROM org_unit").fetchone() or (0,)
        (versions,) = connection.execute("SELECT count(*) FROM regulation_regulationversion").fetchone() or (0,)
        assert units > 5
        assert versions == 2
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM acts_event")

    again = manage("init_site", var=empty_var, **site, **(ADMIN | {"ADMIN_USERNAME": "lina"}))
    assert again.returncode == 1
    assert "已经初始化过" in again.stderr
    assert "Traceback" not in again.stderr

    with running(empty_var, argv=WEB_ONLY, **site) as app:
        assert app.answers()
        assert "演示" not in app.said
        assert not (empty_var / "pg").exists()
        assert not (empty_var / "valkey").exists()


def test_an_address_of_another_kind_is_told_in_one_line(empty_var: Path):
    refused = manage("check", var=empty_var, DATABASE_URL="mysql://u@h/d")
    assert refused.returncode == 1
    assert refused.stderr.strip() == "DATABASE_URL: write postgresql://user:password@host:port/database"


def test_a_database_that_does_not_answer_is_told_within_seconds(empty_var: Path):
    refused = manage("init_site", var=empty_var, DATABASE_URL="postgresql://u@127.0.0.1:1/d", **ADMIN)
    assert refused.returncode == 1
    assert refused.stderr.startswith("数据库没有应答")
    assert len(refused.stderr.splitlines()) == 1
