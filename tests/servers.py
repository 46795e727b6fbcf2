"""The test session's own PostgreSQL and Valkey: started on first need, never those of a running app.

A session that asks for no database (the rules) starts nothing. Every session has its own folder, so
several may run at once. With `TEST_VAR=<folder>` and `--reuse-db` the folder and the test database stay for the next session.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yibin_service.embedded import grants, postgres, valkey

TEST_DATABASE = f"test_{postgres.DATABASE}"


class SchemaDump:
    """The migrated, empty test database of an earlier session with exactly these migrations: saves six seconds.

    Not used with TEST_FRESH=1 (CI) nor with TEST_VAR.
    """

    def __init__(self, cluster: postgres.Cluster) -> None:
        self.cluster = cluster
        self.is_off = any(os.environ.get(name) for name in ("TEST_FRESH", "TEST_VAR", "PYTEST_XDIST_WORKER"))
        folder = Path(tempfile.gettempdir()) / f"yibin-test-dumps-{os.geteuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        self.file = folder / f"{_digest_of_migrations()}.sql"

    def restore(self) -> bool:
        """Whether the test database was filled from the dump."""
        if self.is_off or not self.file.exists() or self.file.stat().st_uid != os.geteuid():
            return False
        self._run("psql", "-q", "-d", "postgres", "-c", f'CREATE DATABASE "{TEST_DATABASE}"')
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", TEST_DATABASE, "-f", str(self.file))
        return True

    def save(self) -> None:
        """Whole or not at all; the five newest are kept (several checkouts may share the folder)."""
        if self.is_off or self.file.exists():
            return
        draft = self.file.with_suffix(f".{os.getpid()}")
        self._run("pg_dump", "--no-owner", "-d", TEST_DATABASE, "-f", str(draft))
        draft.replace(self.file)
        by_age = sorted(self.file.parent.glob("*.sql"), key=lambda file: file.stat().st_mtime)
        for older in by_age[:-5]:
            older.unlink(missing_ok=True)

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [str(self.cluster.programs / program), "-h", str(self.cluster.sockets), "-U", postgres.OWNER, *words],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _digest_of_migrations() -> str:
    """Of every migration file, ours and the packages', and the roles' grants."""
    from django.apps import apps

    digest = hashlib.sha256(Path(grants.__file__).read_bytes())
    for config in apps.get_app_configs():
        for file in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:24]


def shared_folder() -> Path:
    """Where the workers of one run find what one of them has made; the run's first process clears it away."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return Path(tempfile.gettempdir()) / f"yibin-run-{run}"


def pytest_configure(config: pytest.Config) -> None:
    _clear_away(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    _clear_away(config)


def _clear_away(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(shared_folder(), ignore_errors=True)


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
def queue_broker(server_folder: Path) -> Iterator[valkey.Broker]:
    """A running Valkey for tests of worker and beat; its address: `queue_url`."""
    broker = valkey.Broker(server_folder / "valkey", server_folder / "v.sock", server_folder / "valkey.log")
    server = valkey.start(broker)
    try:
        yield broker
    finally:
        valkey.stop(server)


@pytest.fixture(scope="session")
def queue_url(queue_broker: valkey.Broker) -> str:
    """What REDIS_URL is set to for a program started by a test."""
    return f"unix://{queue_broker.socket}?virtual_host=0"


@pytest.fixture(scope="session")
def schema_dump(postgres_cluster: postgres.Cluster) -> SchemaDump:
    return SchemaDump(postgres_cluster)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, schema_dump: SchemaDump) -> bool:
    """Also keep the database that was filled from the dump; what migrations are missing still run."""
    return schema_dump.restore() or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, schema_dump: SchemaDump) -> None:
    schema_dump.save()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, postgres_cluster: postgres.Cluster
) -> None:
    """Points Django at the session's server before the test database is made; tests run as the owner role."""
    from django.db import connections

    connections["default"].settings_dict.update(
        HOST=str(postgres_cluster.sockets), PORT="", USER=postgres.OWNER, PASSWORD="", NAME=postgres.DATABASE
    )
