"""Typed readers of environment variables: a wrong value stops the start with one line that names it."""

import os
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
