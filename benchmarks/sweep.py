"""How long the deadline sweep takes: `.venv/bin/python benchmarks/sweep.py [--open 10000 1000000] [--due 1000] [--rounds 5]`.

On a PostgreSQL of its own with full durability, in a folder that is removed afterwards. Two ways are timed in turn in one
run, since a shared machine's figures wander: the product's one statement, and a loop over rows with the ORM. Each number of
open clocks is measured in turn, the table growing.
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
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
if TYPE_CHECKING:
    from cases.models import Case


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


def prepare(now: datetime) -> "Case":
    """One case with its card, to be multiplied."""
    from django.db import connection
    from django.urls import get_resolver

    from tests.clocked_cases import clocked_case
    from tests.world import World

    _ = get_resolver().url_patterns  # the addresses are read once a process
    first = clocked_case(World(), received=now - timedelta(hours=30), opened=now - timedelta(hours=50), filed=now)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DROP CONSTRAINT part_once_on_a_card")
        cursor.execute("DELETE FROM cases_deadline WHERE case_id = %s", [first.pk])
    return first


def fill(first: "Case", begin: int, end: int, now: datetime) -> None:
    """Open cases numbered from `begin` to `end`, their reply due over the thirty days to come."""
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [field.column for field in type(first)._meta.concrete_fields if field.column not in {"id", "number"}]
        names = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(
            f"INSERT INTO cases_case (number, {names}) SELECT 'B-' || n, {names}"
            " FROM cases_case, generate_series(%s, %s) AS n WHERE id = %s",
            [begin, end, first.pk],
        )
        cursor.execute(
            "INSERT INTO cases_deadline (case_id, kind, starts_at, due_at, is_provisional, clause, unit_of_count)"
            " SELECT id, 'reply', filed_at, %s + (id %% 43200) * interval '1 minute' + interval '1 day', false, 'P.二.2',"
            " 'days' FROM cases_case file WHERE id <> %s"
            " AND NOT EXISTS (SELECT FROM cases_deadline WHERE case_id = file.id)",
            [now, first.pk],
        )
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
        found["nothing"] += [timed(lambda: sweep_deadlines(at=now)) for _ in range(10)]
        make_due(due, now, 2 * turn + 1)
        found["orm"].append(timed(lambda: sweep_with_the_orm(now)))
        tell()
    middle = {name: statistics.median(times) for name, times in found.items()}
    print(f"{rows:,} open clocks, {due:,} of them due, {rounds} rounds, medians:")
    print(f"  one statement, recorded and queued   {middle['statement']:9.1f} ms")
    print(f"  telling the people concerned         {middle['tell']:9.1f} ms")
    print(f"  nothing due                          {middle['nothing']:9.1f} ms")
    print(
        f"  row by row                           {middle['orm']:9.1f} ms, {middle['orm'] / middle['statement']:.0f} times as long"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with database():
        from yibin_service.foundation.acts.selectors import database_now

        now = database_now()
        first, present = prepare(now), 0
        for rows in sorted(given.open):
            fill(first, present + 1, rows, now)
            present = rows
            measure(rows, given.due, given.rounds, now)


if __name__ == "__main__":
    main()
