"""One running installation for the tests that leave it running."""

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import shared_folder

from .running import Running, manage, running


@pytest.fixture(scope="session")
def prepared() -> Path:
    """A `var` once migrated and collected, as after a first start, by one worker for all; the tests take copies."""
    folder = shared_folder()
    folder.mkdir(mode=0o755, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "var").exists():
            done = manage("prepare", var=folder / "draft")
            assert done.returncode == 0, done.stderr
            (folder / "draft").rename(folder / "var")
    return folder / "var"


@pytest.fixture
def var(prepared: Path) -> Iterator[Path]:
    with _folder() as folder:
        yield _copy(prepared, folder)


@pytest.fixture
def empty_var() -> Iterator[Path]:
    """The folder of a first start: not there yet."""
    with _folder() as folder:
        yield folder / "var"


@pytest.fixture(scope="module")
def app(prepared: Path) -> Iterator[Running]:
    with _folder() as folder, running(_copy(prepared, folder)) as app:
        yield app


@contextmanager
def _folder() -> Iterator[Path]:
    """A short path that root's system user may reach."""
    folder = Path(tempfile.mkdtemp(prefix="yibin-run-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(prepared: Path, folder: Path) -> Path:
    """With owners and times: PostgreSQL minds the first, the static files' stamp the second."""
    subprocess.run(["cp", "-a", str(prepared), str(folder / "var")], check=True)
    return folder / "var"
