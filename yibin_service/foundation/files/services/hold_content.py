"""Hold one content while rows about it are written, so that the orphan sweep cannot take it away meanwhile."""

from django.db import connection


def hold_content(sha256: str) -> None:
    """Wait for and keep the content's lock until the transaction ends."""
    assert connection.in_atomic_block, "hold_content belongs inside a transaction"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(bytes.fromhex(sha256[:16]), signed=True)])
