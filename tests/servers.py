"""The test session's own PostgreSQL and Valkey: started on first need, never those of a running app.

A session that asks for no database (the rules) starts nothing. Every session has its own folder, so
several may run at once. With `TEST_VAR=<folder>` and `--reuse-db` the folder and the test database stay for the next session.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yibin_service.embedded import postgres


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A short path, so that socket names fit, and one that root's system user may reach."""
    kept = os.environ.get("TEST_VAR")
    folder = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="yibin-test-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the servers' own folders below are 0700
    yield folder
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_cluster(server_folder: Path) -> Iterator[postgres.Cluster]:
    """A running PostgreSQL with the product's two roles; without durability, for speed."""
    cluster = postgres.Cluster(
        data=server_folder / "pg",
        sockets=server_folder / "s",
        log=server_folder / "postgres.log",
        programs=postgres.wheel_programs(),
        throwaway=True,
    )
    server = postgres.start(cluster)
    try:
        postgres.ensure_roles_and_database(cluster)
        yield cluster
    finally:
        postgres.stop(server)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, postgres_cluster: postgres.Cluster
) -> None:
    """Points Django at the session's server before the test database is made; tests run as the owner role."""
    from django.db import connections

    connections["default"].settings_dict.update(
        HOST=str(postgres_cluster.sockets), PORT="", USER=postgres.OWNER, PASSWORD="", NAME=postgres.DATABASE
    )
