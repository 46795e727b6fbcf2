"""What a `manage.py` command finds before Django is loaded: its role and, if it needs one, a database."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from yibin_service.connections import is_embedded_database
from yibin_service.embedded.errors import CannotStart

# They read or write no row, or bring their own server, or must answer without one.
WITHOUT_DATABASE = frozenset(
    {"assess", "assess_attendance", "check", "collectstatic", "compilemessages", "diffsettings", "findstatic"}
    | {"help", "makemessages", "makemigrations", "serve", "spectacular", "startapp", "startproject", "version"}
)
# They change tables, or (as every load_…) fill them before anybody works with them.
AS_OWNER = frozenset(
    {"flush", "init_site", "migrate", "optimizemigration", "pgtrigger", "prepare", "sqlflush", "sqlmigrate"}
)


@contextmanager
def surroundings(argv: Sequence[str], *, var: Path) -> Iterator[None]:
    """For `manage.py <argv[1]> …`: the right role, and the embedded database while the command runs."""
    command = next((word for word in argv[1:] if not word.startswith("-")), "help")
    if command in AS_OWNER or command.startswith("load_"):
        os.environ.setdefault("DATABASE_ROLE", "owner")
    if not needs_embedded_database(argv):
        with _absence_told():
            yield
        return
    from yibin_service.embedded.installation import joined_database

    with joined_database(var, what=f"manage.py {command}"):
        yield


@contextmanager
def _absence_told() -> Iterator[None]:
    """A database that cannot be reached is one line; every other database error stays what it is."""
    from django.db import OperationalError

    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) is not None:
            raise
        reason = str(error).strip().splitlines()[0]
        raise CannotStart(f"数据库没有应答（{reason}）：请检查 DATABASE_URL 和数据库服务。") from error


def needs_embedded_database(argv: Sequence[str]) -> bool:
    words = [word for word in argv[1:] if not word.startswith("-")]
    asks_for_help = not words or {"-h", "--help", "--version"} & set(argv[1:])
    if asks_for_help or not is_embedded_database():
        return False
    if words[0] == "check" and "--database" in argv:
        return True
    return words[0] not in WITHOUT_DATABASE

