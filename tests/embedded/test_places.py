"""Awkward places for a checkout: closed to the system user, or with a very long path."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yibin_service.embedded import installation, postgres
from yibin_service.embedded.places import Places

from .running import manage

ASK = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 1'); print(k.fetchone())"


@pytest.fixture
def closed_var() -> Iterator[Path]:
    """A folder only its owner may enter, like root's home."""
    folder = Path(tempfile.mkdtemp(prefix="yibin-closed-"))
    yield folder / "var"
    home = Places(folder / "var").home
    shutil.rmtree(folder)
    if home != folder / "var":
        shutil.rmtree(home)


def test_a_checkout_in_a_closed_folder_works_and_stays_closed(closed_var: Path):
    asked = manage("shell", "-v0", "-c", ASK, var=closed_var)
    assert "(1,)" in asked.stdout, asked.stderr
    assert (closed_var / "pg" / "PG_VERSION").exists()
    assert closed_var.parent.stat().st_mode & 0o777 == 0o700


def test_a_very_long_path_still_has_a_socket(empty_var: Path):
    long = empty_var.parent / ("a-rather-long-name-" * 6) / "var"
    assert len(str(Places(long).sockets)) < 90
    asked = manage("shell", "-v0", "-c", ASK, var=long)
    assert "(1,)" in asked.stdout, asked.stderr
    shutil.rmtree(Places(long).sockets)


def test_a_copy_of_the_servers_programs_runs(tmp_path: Path):
    programs = postgres.wheel_programs()
    installation._copy_whole(programs.parents[2], tmp_path / "copy")
    copied = tmp_path / "copy" / programs.relative_to(programs.parents[2])
    said = subprocess.run([copied / "postgres", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("postgres (PostgreSQL)")


def test_a_link_in_place_of_a_socket_folder_is_refused(tmp_path: Path):
    (tmp_path / "sockets").symlink_to(tmp_path)
    with pytest.raises(postgres.CannotStart, match="是一个链接"):
        postgres.make_private(tmp_path / "sockets", None)


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    theirs = tmp_path / "sockets"
    theirs.mkdir()
    monkeypatch.setattr("os.geteuid", lambda: theirs.stat().st_uid + 1)
    with pytest.raises(postgres.CannotStart, match="属于另一个用户"):
        postgres.make_private(theirs, None)
