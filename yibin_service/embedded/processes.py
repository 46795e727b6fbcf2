"""Processes we start: they die with us, are known again by pid and birth, and are stopped for certain."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1
MASKS = {"SigIgn", "SigCgt"}  # signals a process ignores, and those it handles
# Looked up here, before any fork: a child between fork and exec should do as little as possible.
_prctl = ctypes.CDLL(None).prctl if sys.platform.startswith("linux") else None


@dataclass(frozen=True)
class Identity:
    """One process among all that ever carried this pid."""

    pid: int
    birth: str


def identify(pid: int) -> Identity | None:
    """Who carries this pid now; None when nobody does or only its zombie is left."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Identity(pid, _birth(process))
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
        return None


def _birth(process: psutil.Process) -> str:
    """Ticks since boot and the boot's id: a corrected wall clock does not change them."""
    if not sys.platform.startswith("linux"):
        return str(process.create_time())
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    # The name in parentheses may hold spaces; the start time is the 20th field after it.
    ticks = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[19]
    return f"{boot}:{ticks}"


def is_alive(identity: Identity) -> bool:
    return identify(identity.pid) == identity


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """What a child runs before exec: it gets this signal when its parent is gone, even by kill -9."""
    parent = os.getpid()

    def begin() -> None:
        hear_signals()
        tie_to_parent(number, parent=parent)

    return begin


def hear_signals() -> None:
    """What a shell had us ignore (nohup; in the background) a child must hear: it is how it is told to end."""
    for each in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


def tie_to_parent(number: signal.Signals, *, parent: int) -> None:
    """Linux tells this process when its parent dies; elsewhere the next start clears what was left."""
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # it went before the tie was made
        os.kill(os.getpid(), number)


def was_interrupted(make: int) -> bool:
    """Whether this make got a SIGINT: it lets its handler go and then waits for its children.

    A signal sent to make alone reaches none of them, so they look for themselves. Unknown where /proc is not.
    """
    try:
        lines = Path(f"/proc/{make}/status").read_text().splitlines()
    except OSError:
        return False
    masks = {name: int(value, 16) for name, _, value in (line.partition(":") for line in lines) if name in MASKS}
    return len(masks) == len(MASKS) and not any(mask & 1 << signal.SIGINT - 1 for mask in masks.values())


@dataclass(frozen=True)
class Account:
    """The system user a server runs as when we are root."""

    uid: int
    gid: int


def spawn(
    argv: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    farewell: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """A child in a session of its own (Ctrl-C reaches only us), its output appended to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    ids = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    with log.open("ab") as out:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent(farewell),
            **ids,
        )


def stop(
    child: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience: float = 10.0
) -> None:
    """Ask, wait `patience` seconds, then kill; nothing of the child's group is left on return."""
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(by)
    wait_until_gone(child, patience=patience)


def wait_until_gone(child: subprocess.Popen[bytes], *, patience: float) -> None:
    """Waits for a child that was asked to stop, then kills it and what it left in its group."""
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        kill_group(child.pid)
        child.wait()
    kill_group(child.pid)


def kill_group(leader: int) -> None:
    """What a dead leader left behind in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def end(pid: int, *, by: signal.Signals = signal.SIGTERM, patience: float = 5.0) -> None:
    """End a process that is not our child, known by its identity a moment ago."""
    identity = identify(pid)
    for number in (by, signal.SIGKILL):
        if identity is None or not is_alive(identity):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and is_alive(identity):
            time.sleep(0.05)
