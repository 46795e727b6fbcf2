"""Give the next number of a series."""

from django.db import connection

NEXT = """
INSERT INTO cases_numberseries AS series (prefix, year, last) VALUES (%s, %s, 1)
ON CONFLICT (prefix, year) DO UPDATE SET last = series.last + 1
RETURNING last
"""


def next_number(*, prefix: str, year: int) -> str:
    """`SH-2026-0001` and on: no gap and no twin, for the series is locked until the transaction ends. Ask late in it."""
    assert connection.in_atomic_block, "next_number belongs inside a transaction"
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [prefix, year])
        return f"{prefix}-{year}-{cursor.fetchone()[0]:04d}"
