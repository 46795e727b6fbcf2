"""How this process reaches the database and the queue: outside servers by address, else the embedded ones.

Read by the settings only. Two things about a process matter: its kind (`PROCESS_KIND`: web, worker,
command) sets how long a statement may run, and its role (`DATABASE_ROLE`: application, owner) says
whether it may change tables.
"""

from pathlib import Path

from yibin_service import environment
from yibin_service.embedded.places import Places

# kind: (statement, wait for a lock, idle inside a transaction); 0 = no limit.
LIMITS = {"web": ("30s", "5s", "60s"), "worker": ("10min", "30s", "10min"), "command": ("0", "30s", "0")}
CONNECT_SECONDS = 5


def is_embedded_database() -> bool:
    return not environment.text("DATABASE_URL")


def is_embedded_queue() -> bool:
    return not environment.text("REDIS_URL")


# Our joins start at the row looked for and follow its keys: trying every order of nine of them costs 17 ms, reading 0.2.
JOINS_REORDERED = 4


def process_kind() -> str:
    kind = environment.text("PROCESS_KIND", "command")
    if kind not in LIMITS:
        raise environment.BadEnvironment(f"PROCESS_KIND={kind!r}: write web, worker or command")
    return kind


def database(var: Path) -> dict[str, object]:
    """The DATABASES entry of this process."""
    name, url = _address(var, owner=environment.text("DATABASE_ROLE") == "owner")
    entry = environment.postgres(url, name=name)
    given = entry["OPTIONS"]
    assert isinstance(given, dict)
    statement, lock, idle = LIMITS[process_kind()]
    limits = (
        f"-c statement_timeout={statement} -c lock_timeout={lock} "
        f"-c idle_in_transaction_session_timeout={idle} -c join_collapse_limit={JOINS_REORDERED}"
    )
    entry["OPTIONS"] = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": f"yibin-{process_kind()}",
        **given,
        "options": f"{limits} {given.get('options', '')}".strip(),
    }
    entry["CONN_MAX_AGE"] = environment.integer("CONN_MAX_AGE", 60)
    entry["CONN_HEALTH_CHECKS"] = True
    return entry


def _address(var: Path, *, owner: bool) -> tuple[str, str]:
    if is_embedded_database():
        user = "yibin_owner" if owner else "yibin_app"
        return "DATABASE_URL", f"postgresql://{user}@/yibin?host={Places(var).sockets}"
    if owner and (url := environment.text("MIGRATION_DATABASE_URL")):
        return "MIGRATION_DATABASE_URL", url
    return "DATABASE_URL", environment.text("DATABASE_URL")


def application_role(var: Path) -> str:
    """The role the product works with day by day; the migrating role grants it what it needs."""
    return str(environment.postgres(_address(var, owner=False)[1], name="DATABASE_URL")["USER"])


def queue(var: Path) -> str:
    """The broker's address as Celery writes it."""
    given = environment.text("REDIS_URL")
    if not given:
        return f"redis+socket://{Places(var).valkey_socket}?virtual_host=0"
    if given.startswith("unix://"):
        return "redis+socket://" + given.removeprefix("unix://")
    if not given.startswith(("redis://", "rediss://", "redis+socket://")):
        raise environment.BadEnvironment("REDIS_URL: write redis://:password@host:port/0")
    return given
