"""`make run`: the whole product under one supervisor, from the servers to the address on the screen."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

import psutil

from yibin_service import environment as env
from yibin_service.embedded import locks, processes, services
from yibin_service.embedded.errors import CannotStart
from yibin_service.embedded.installation import Installation
from yibin_service.embedded.places import CHECKOUT, var_folder
from yibin_service.embedded.supervisor import Supervisor

WHAT = "make run"
READY_LIMIT = 120.0  # seconds for the web to answer; a quiet machine needs three
PROOF_LIMIT = 20.0
PATIENCE_WITH_PREDECESSOR = 60.0


class Stop(BaseException):
    """Somebody asked us to end: Ctrl-C, SIGTERM or a closed terminal."""


def serve(argv: Sequence[str]) -> None:
    """Runs until told to stop. CannotStart says in one line what is in the way."""
    options = _parser().parse_args(argv)
    begun = time.monotonic()
    installation = Installation(var_folder())
    _listen_for_signals()
    try:
        _take_over(installation)
        _run(installation, begun=begun, without=frozenset(options.without))
    except Stop:
        pass


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py serve", description="启动网站、后台和定时，Ctrl-C 全部停止。")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=["web", "worker", "beat"],
        help="这台机器不运行的部分（多台机器时，定时 beat 只在一台上运行）",
    )
    return parser


def say(text: str) -> None:
    print(text, flush=True)


def _listen_for_signals() -> None:
    """Each of them ends us in order. Started by make, we also end when make is killed."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # the stopping itself is not interrupted
        raise Stop

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup: run on when the terminal closes
        signal.signal(signal.SIGHUP, stop)
    if env.boolean("STOP_WITH_PARENT", False):
        processes.tie_to_parent(signal.SIGTERM, parent=os.getppid())


class Make:
    """The make that started us, if one did: interrupted alone, it waits for us and we must notice by ourselves."""

    def __init__(self) -> None:
        self.pid = os.getppid() if env.boolean("STOP_WITH_PARENT", False) else None

    def rest(self, seconds: float = 0.1) -> None:
        """Every wait of ours goes through here. Raises Stop when make was interrupted."""
        time.sleep(seconds)
        if self.pid is not None and processes.was_interrupted(self.pid):
            raise Stop


def _take_over(installation: Installation) -> None:
    """The lock of this installation is ours on return, and nothing of an earlier run is left."""
    if not installation.holding.take():
        _wait_for_predecessor(installation)
    for process in _leftovers(installation.places.var):
        processes.end(process.pid, by=signal.SIGTERM, patience=3.0)


def _wait_for_predecessor(installation: Installation) -> None:
    """A command's server ends with the command; a killed or ending run ends soon; a living one keeps its place."""
    begun = time.monotonic()
    holder = installation.note.read()
    if holder is not None and holder.what != WHAT:
        say(f"{holder.what}（进程 {holder.identity.pid}）正在使用内置数据库，等它结束…")
        installation.holding.wait()
        return
    while not installation.holding.take():
        holder, waited = installation.note.read(), time.monotonic() - begun
        is_ending = holder is not None and holder.state == locks.STOPPING
        if waited > (PATIENCE_WITH_PREDECESSOR if is_ending else 3.0):
            where = f"：{holder.address}（进程 {holder.identity.pid}）" if holder else ""
            raise CannotStart(f"已经在运行{where}。要另开一份，请给它另一个 VAR_DIR 和 PORT。")
        time.sleep(0.1)


def _leftovers(var: Path) -> Iterator[psutil.Process]:
    """Programs with our mark that outlived their supervisor."""
    mark = str(var.resolve())
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(services.MARK) == mark:
                yield process


def _run(installation: Installation, *, begun: float, without: frozenset[str]) -> None:
    host, port = env.text("HOST", "127.0.0.1"), env.integer("PORT", 8000, low=1, high=65535)
    address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"
    if "web" not in without:
        check_port_is_free(host, port)
    services.put_large_logs_aside(installation.places)
    holder = installation.note.open(what=WHAT)
    holder = installation.note.change(holder, address=address)
    supervisor, make = Supervisor(say=say), Make()
    foundations = services.foundations(installation)
    try:
        for service in foundations:
            supervisor.start(service)
        installation.note.change(holder, state=locks.READY)
        _prepare(installation, address, make)
        for service in services.programs(installation.places, address=address, without=without):
            supervisor.start(service)
        if "web" not in without:
            _wait_for_web(supervisor, address, make)
        _wait_for_proofs(supervisor, make)
        supervisor.is_starting = False
        _greet(installation, address=address, seconds=time.monotonic() - begun)
        while True:
            supervisor.watch()
            make.rest(0.2)
    finally:
        say("正在停止…")
        installation.note.change(holder, state=locks.STOPPING)
        supervisor.stop_all(last=[service.name for service in reversed(foundations)])
        installation.note.remove()
        installation.holding.release()
        say("已全部停止。")


def check_port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(f"没有权限使用端口 {port}：请用 1024 以上的端口，如 PORT=8000 make run。") from error
        except OSError as error:
            raise CannotStart(
                f"端口 {port} 已被占用{_user_of(port)}：请停掉它，或换一个端口，如 PORT={port + 1} make run。"
            ) from error


def _user_of(port: int) -> str:
    """Who listens there, where the system lets us see it."""
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"（{psutil.Process(connection.pid).name()}，进程 {connection.pid}）"
    return ""


def _prepare(installation: Installation, address: str, make: Make) -> None:
    """Migrations, data and static files, in a process of its own with the owner's rights."""
    surroundings = services.environment(installation.places, address=address)
    child = subprocess.Popen(
        [sys.executable, "manage.py", "prepare"],
        env=surroundings,
        cwd=CHECKOUT,
        start_new_session=True,
        preexec_fn=processes.die_with_parent(signal.SIGTERM),
    )
    try:
        while child.poll() is None:
            make.rest()
    except BaseException:
        processes.stop(child, patience=5.0)
        raise
    if child.returncode != 0:
        raise CannotStart("准备数据没有完成：原因见上面的提示，处理后再运行 make run。")


def _wait_for_web(supervisor: Supervisor, address: str, make: Make) -> None:
    deadline = time.monotonic() + READY_LIMIT
    while time.monotonic() < deadline:
        supervisor.watch()
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
            return
        make.rest()
    raise CannotStart(f"网站在 {READY_LIMIT:.0f} 秒内没有就绪：请看 var/log/web.log。")


def _wait_for_proofs(supervisor: Supervisor, make: Make) -> None:
    """Worker and beat say in their logs that they work; with a queue that does not answer we start all the same."""
    deadline = time.monotonic() + PROOF_LIMIT
    while waiting := [service for service in supervisor.services if not service.has_proved]:
        if time.monotonic() > deadline:
            return say(f"{waiting[0].name}还没有就绪，会继续尝试；原因见 {waiting[0].log}。")
        supervisor.watch()
        make.rest()


def _greet(installation: Installation, *, address: str, seconds: float) -> None:
    say(f"\n售后质量管理已启动，用时 {seconds:.1f} 秒：{address}")
    accounts = installation.places.run / "accounts.txt"
    if accounts.exists():
        say(accounts.read_text().rstrip())
    say(f"日志在 {installation.places.log}；按 Ctrl-C 全部停止。")
