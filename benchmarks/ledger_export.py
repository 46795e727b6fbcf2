"""How long a workbook of many ledger entries takes: `.venv/bin/python benchmarks/ledger_export.py [--rows 10000 100000]`.

On a PostgreSQL of its own with full durability, in a folder that is removed afterwards. For each number of rows the entries
are read alone and then read and written, three times in turn, since a shared machine's figures wander: wall time, this
process's CPU time, the file's size, and the memory above that of the idle process after a first small export.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
ROUNDS = 3

FILL = """
INSERT INTO penalties_ledgerentry (sequence, case_id, side, kind, unit_id, unit_name, period, fact_on, amount, tonnes,
    share, clause, formula, regulation, source, posting_key, reason, posted_by_id, posted_at, previous_hash, own_hash)
SELECT n, case_id, 'charge', kind, unit_id, unit_name, period, fact_on, amount + n %% 9973, tonnes, share, clause,
       n || ' · ' || formula, regulation, source, 'bench:' || n, '', posted_by_id, posted_at, lpad(n::text, 64, '0'),
       lpad('b' || n, 64, '0')
  FROM penalties_ledgerentry, generate_series(%s, %s) AS n
 WHERE sequence = 2
"""


@contextmanager
def database() -> Iterator[None]:
    """Django on a fresh, migrated, durable server."""
    from yibin_service.embedded import postgres

    with tempfile.TemporaryDirectory(prefix="yibin-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = postgres.Cluster(folder / "pg", folder / "s", folder / "log", postgres.wheel_programs())
        server = postgres.start(cluster)
        try:
            postgres.ensure_roles_and_database(cluster)
            os.environ["DATABASE_URL"] = cluster.url(user=postgres.OWNER)
            os.environ["DJANGO_SETTINGS_MODULE"] = "yibin_service.settings"
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            yield
        finally:
            postgres.stop(server)


def fill(begin: int, end: int) -> None:
    """Entries numbered from `begin` to `end`, like the first charge."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FILL, [begin, end])
        cursor.execute("ANALYZE penalties_ledgerentry")


def timed(rows: int, path: Path, *, is_written: bool) -> tuple[float, float]:
    """Seconds of wall and of CPU for one export, or for reading its rows alone."""
    from django.db import transaction

    from penalties.models.ledger import LedgerEntry
    from penalties.reports.ledger_workbook import write_ledger
    from penalties.selectors.ledger import exported_rows, sums_of

    wall, cpu = time.perf_counter(), time.process_time()
    with transaction.atomic():
        chosen = LedgerEntry.objects.filter(side="charge", sequence__lte=rows + 1).order_by("sequence")
        if is_written:
            write_ledger(str(path), exported_rows(chosen), title="退赔换台账", sums=sums_of(chosen))
        else:
            for _ in exported_rows(chosen):
                pass
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(rows: int, path: Path, idle: int) -> None:
    for _ in range(ROUNDS):
        read_wall, read_cpu = timed(rows, path, is_written=False)
        wall, cpu = timed(rows, path, is_written=True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{rows:>9,} rows  read {read_wall:6.2f} s (CPU {read_cpu:5.2f})  read and written {wall:6.2f} s"
            f" (CPU {cpu:5.2f})  {path.stat().st_size / 1e6:6.1f} MB  +{(peak - idle) / 1024:5.1f} MB memory"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    chosen = parser.parse_args().rows
    with database(), tempfile.TemporaryDirectory() as folder:
        from django.urls import get_resolver

        from tests.settled import confirmed, settling_case
        from tests.world import World

        _ = get_resolver().url_patterns  # the addresses are read once a process
        world = World()
        confirmed(settling_case(world), world)
        path = Path(folder) / "ledger.xlsx"
        timed(10, path, is_written=True)
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        filled = 3  # what the one settlement posted
        for rows in sorted(chosen):
            fill(filled + 1, rows + 3)
            filled = rows + 3
            measure(rows, path, idle)


if __name__ == "__main__":
    main()
