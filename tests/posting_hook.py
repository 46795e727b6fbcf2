"""A stand-in for what posts money after a determination: it notes how it was called."""

from typing import Any

from django.db import connection

calls: list[dict[str, Any]] = []


class HookFailed(RuntimeError):
    pass


def note(**told: Any) -> None:
    calls.append(told | {"in_transaction": connection.in_atomic_block})


def fail(**told: Any) -> None:
    raise HookFailed(told["trigger"])
