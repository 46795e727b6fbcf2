"""Append to the ledger one after another: without gaps in the sequence, without forks in the chain."""

from django.db import connection

LEDGER_LOCK = 0x4C656467


def lock_ledger() -> None:
    """Hold the ledger until the transaction ends: nobody else appends to it or closes a month meanwhile.

    Taken after the case's lock, never before it. Whoever seals a month takes it too, before reading the figures.
    """
    assert connection.in_atomic_block, "the ledger is held for one transaction"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
