"""How long the deadline sweep takes: `.venv/bin/python benchmarks/sweep.py [--open 1000000] [--due 1000] [--rounds 5]`.

On a PostgreSQL of its own with full durability, in a folder that is removed afterwards. Two ways are timed in turn in one
run, since a shared machine's figures wander: the product's one statement, and a loop over rows with the ORM.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
NUMBER = "SH-2026-%s"


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


def fill(rows: int, now: datetime) -> None:
    """`rows` open cases of one card, their reply due over the thirty days to come."""
    from django.db import connection

    from tests.clocked_cases import clocked_case
    from tests.world import World

    first = clocked_case(World(), received=now - timedelta(hours=30), opened=now - timedelta(hours=50), filed=now)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DROP CONSTRAINT part_once_on_a_card")
        columns = [field.column for field in type(first)._meta.concrete_fields if field.column not in {"id", "number"}]
        names = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(
            f"INSERT INTO cases_case (number, {names}) SELECT 'B-' || n, {names}"
            " FROM cases_case, generate_series(1, %s) AS n WHERE id = %s",
            [rows, first.pk],
        )
        cursor.execute(
            "INSERT INTO cases_deadline (case_id, kind, starts_at, due_at, is_provisional, clause, unit_of_count)"
            " SELECT id, 'reply', filed_at, %s + (id %% 43200) * interval '1 minute' + interval '1 day', false, 'P.二.2',"
            " 'days' FROM cases_case WHERE number LIKE 'B-%%'",
            [now],
        )
        cursor.execute("DELETE FROM cases_deadline WHERE case_id = %s", [first.pk])
        cursor.execute("VACUUM ANALYZE cases_case, cases_deadline")


def make_due(count: int, now: datetime, turn: int) -> None:
    """Another `count` clocks, spread over the table, ended within the last hour."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_deadline SET due_at = %s - (id %% 3600) * interval '1 second' - interval '1 second' WHERE id IN"
            " (SELECT id FROM cases_deadline WHERE breached_at IS NULL ORDER BY hashint8(id + %s) LIMIT %s)",
            [now, turn, count],
        )


def sweep_with_the_orm(now: datetime) -> int:
    """What the product does not do: every row by itself."""
    from django.db import transaction

    from cases.models import Deadline
    from cases.services.record_breach import record_breach

    late = Deadline.objects.filter(due_at__lt=now, acted_at=None, ended_at=None, breached_at=None)
    with transaction.atomic():
        rows = list(late.select_for_update())
        for deadline in rows:
            record_breach(deadline=deadline, at=now)
    return len(rows)


def timed(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return (time.perf_counter() - start) * 1000


def measure(rows: int, due: int, rounds: int, now: datetime) -> None:
    """Prints the medians of all rounds in milliseconds."""
    from cases.services.sweep_deadlines import sweep_deadlines
    from cases.services.tell_breaches import MOST_AT_ONCE, tell_breaches

    def tell() -> None:
        while tell_breaches(at=now) == MOST_AT_ONCE:
            pass

    found: dict[str, list[float]] = {name: [] for name in ("statement", "tell", "nothing", "orm")}
    sweep_deadlines(at=now)
    for turn in range(rounds):
        make_due(due, now, 2 * turn)
        found["statement"].append(timed(lambda: sweep_deadlines(at=now)))
        found["tell"].append(timed(tell))
        found["nothing"].append(timed(lambda: sweep_deadlines(at=now)))
        make_due(due, now, 2 * turn + 1)
        found["orm"].append(timed(lambda: sweep_with_the_orm(now)))
        tell()
    middle = {name: statistics.median(times) for name, times in found.items()}
    print(f"{rows:,} open clocks, {due:,} of them due, {rounds} rounds, medians:")
    print(f"  one statement, recorded and queued   {middle['statement']:9.1f} ms")
    print(f"  telling the people concerned         {middle['tell']:9.1f} ms")
    print(f"  nothing due                          {middle['nothing']:9.1f} ms")
    print(f"  row by row                           {middle['orm']:9.1f} ms, {middle['orm'] / middle['statement']:.0f} times as long")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with database():
        from yibin_service.foundation.acts.selectors import database_now

        now = database_now()
        start = time.perf_counter()
        fill(given.open, now)
        print(f"filled in {time.perf_counter() - start:.0f} s")
        measure(given.open, given.due, given.rounds, now)


if __name__ == "__main__":
    main()
