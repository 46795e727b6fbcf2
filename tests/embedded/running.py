"""A `manage.py serve` of its own for a test: own folder, own port, no demo."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from yibin_service.embedded import processes, services
from yibin_service.embedded.places import CHECKOUT, Places

LIMIT = 120.0  # a busy machine; a quiet one needs a few seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(var: Path, **more: str) -> dict[str, str]:
    """The environment of a program that knows nothing of the test session's own servers."""
    strange = {"DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "DATABASE_ROLE", "PROCESS_KIND"}
    kept = {name: value for name, value in os.environ.items() if name not in strange}
    return kept | {"VAR_DIR": str(var), "DEMO": "0"} | more


def manage(*words: str, var: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs one `manage.py` command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env=surroundings(var, **more),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


SERVE = [sys.executable, "manage.py", "serve"]
WEB_ONLY = [*SERVE, "--without", "worker", "--without", "beat"]
SERVERS_ONLY = [*WEB_ONLY, "--without", "web"]


class Running:
    """The supervisor and what it runs: all of it, unless `argv` says otherwise (starting less is quicker)."""

    def __init__(self, var: Path, *, argv: list[str] = SERVE, port: int | None = None, **more: str) -> None:
        self.var, self.port = var, port or free_port()
        self.output = var.parent / f"output-{self.port}-{time.monotonic_ns()}"
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                argv,
                cwd=CHECKOUT,
                env=surroundings(var, PORT=str(self.port), **more),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.hear_signals,  # the tests may run in the background, where Ctrl-C is ignored
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def answers(self, path: str = "/readyz") -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait_until_up(self) -> "Running":
        wait_for(lambda: "已启动" in self.said or self.process.poll() is not None, self.output)
        assert self.process.poll() is None, self.said
        return self

    def leader(self, *words: str) -> psutil.Process:
        """The oldest process of ours whose command line has these words."""
        found = [each for each in self.everything() if all(word in _line_of(each) for word in words)]
        return min(found, key=lambda each: each.create_time())

    def everything(self) -> list[psutil.Process]:
        """All that runs for this folder, however it was started: programs by their mark, servers by their folder."""
        places = Places(self.var)
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
                marked = process.environ().get(services.MARK) == str(self.var.resolve())
                if marked or Path(process.cwd()) in {places.data, places.valkey}:
                    found.append(process)
        return found

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(LIMIT)


def _line_of(process: psutil.Process) -> str:
    """Its command line; empty when it has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def wait_for(condition: object, told: Path | None = None) -> None:
    assert callable(condition)
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, told.read_text() if told else "waited in vain"
        time.sleep(0.05)


@contextlib.contextmanager
def running(
    var: Path, *, argv: list[str] = SERVE, port: int | None = None, **more: str
) -> Iterator[Running]:
    """Up on entry; whatever the test did to it, nothing of it is left on exit."""
    app = Running(var, argv=argv, port=port, **more)
    try:
        yield app.wait_until_up()
    finally:
        clean_away(app)


def clean_away(app: Running) -> None:
    if app.process.poll() is None:
        app.process.kill()
        app.process.wait()
    for process in app.everything():
        with contextlib.suppress(psutil.Error):
            process.kill()
