"""Typed readers of environment variables: a wrong value stops the start with one line that names it."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class BadEnvironment(SystemExit):
    """A variable holds something that cannot be used; the message names it and the remedy."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def boolean(name: str, default: bool) -> bool:
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name}={raw!r}: write 1 or 0")


def integer(name: str, default: int, *, low: int = 0, high: int = 10**9) -> int:
    raw = text(name)
    if not raw:
        return default
    if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
        raise BadEnvironment(f"{name}={raw!r}: write a whole number from {low} to {high}")
    return int(raw)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas; empty parts left out."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def postgres(url: str, *, name: str) -> dict[str, object]:
    """A DATABASES entry from `postgresql://user:password@host:port/database?option=value`.

    A socket folder goes into the query: `postgresql://user@/database?host=/path/to/folder`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise BadEnvironment(f"{name}: write postgresql://user:password@host:port/database")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def secret(name: str, *, kept_in: Path) -> str:
    """The variable, or a key made once and kept in a file only its owner may read.

    Where nothing can be written (a read-only checkout) the key lasts as long as the process.
    """
    if given := text(name):
        return given
    try:
        return kept_in.read_text().strip() or _make_secret(kept_in)
    except FileNotFoundError:
        return _make_secret(kept_in)
    except PermissionError:
        return secrets.token_urlsafe(50)


def _make_secret(kept_in: Path) -> str:
    """Written aside, then linked into place: two processes that start together end with the same key."""
    draft = kept_in.with_name(f"{kept_in.name}.{os.getpid()}")
    key = secrets.token_urlsafe(50)
    try:
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(key)
        os.link(draft, kept_in)
    except FileExistsError:
        return kept_in.read_text().strip() or key
    except OSError:
        return key
    finally:
        draft.unlink(missing_ok=True)
    return key
