"""How long an attendance clock's export takes from the file to the punches.

    .venv/bin/python benchmarks/punch_import.py [--rows 20000 100000] [--people 1000]

On a PostgreSQL of its own with full durability, in a folder that is removed afterwards. The workbook (one row a press)
is made here; measured are reading it, judging its rows, keeping the preview, and taking it.

Aim: 100,000 rows in 30 seconds altogether.
"""

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
AIM_SECONDS = 30
FIRST = date(2026, 1, 1)


@contextmanager
def database() -> Iterator[None]:
    """Django on a fresh, migrated, durable server, with its evidence folder."""
    from yibin_service.embedded import postgres

    with tempfile.TemporaryDirectory(prefix="yibin-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = postgres.Cluster(folder / "pg", folder / "s", folder / "log", postgres.wheel_programs())
        server = postgres.start(cluster)
        try:
            postgres.ensure_roles_and_database(cluster)
            os.environ["DATABASE_URL"] = cluster.url(user=postgres.OWNER)
            os.environ["EVIDENCE_DIR"] = str(folder / "evidence")
            os.environ["DJANGO_SETTINGS_MODULE"] = "yibin_service.settings"
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            yield
        finally:
            postgres.stop(server)


def hire(world: object, count: int) -> None:
    from staff.models import Employee

    unit = world.unit["service"]  # type: ignore[attr-defined]
    Employee.objects.bulk_create(
        Employee(number=f"{number:05}", name=f"员工{number}", unit=unit, entered_on=FIRST) for number in range(count)
    )


def export(rows: int, people: int) -> bytes:
    """A workbook of `rows` presses, two a day for each of the people, day after day."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("打卡记录")
    sheet.append(["工号", "姓名", "日期", "打卡时间"])
    for place in range(rows):
        turn, number = divmod(place, people)
        on = FIRST + timedelta(days=turn // 2)
        hour = 17 if turn % 2 else 8
        sheet.append([f"{number:05}", f"员工{number}", on, f"{hour:02}:{place % 60:02}"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def measure(world: object, rows: int, people: int) -> None:
    from staff.importers.clock_file import read_clock_file
    from staff.models import Punch
    from staff.services.keep_preview import Understood, keep_preview
    from staff.services.take_punches import take_punches
    from staff.services.upload_punches import upload_punches
    from staff.tasks.punches import judge_presses
    from tests.staffed import uploaded
    from yibin_service.foundation.acts.selectors import database_now

    content, now, hr = export(rows, people), database_now(), world.hr  # type: ignore[attr-defined]
    source = upload_punches(attachments=[uploaded(hr, content)], by=hr, at=now)
    laps = [time.perf_counter()]
    read = read_clock_file(io.BytesIO(content))
    laps.append(time.perf_counter())
    judged = judge_presses(read.presses, now)
    laps.append(time.perf_counter())
    understood = Understood(read.sheet, read.columns, read.row_count)
    keep_preview(source=source, understood=understood, judged=judged, at=now)
    laps.append(time.perf_counter())
    before = Punch.objects.count()
    taken = take_punches(source=source, leaves_out_faults=False, by=hr, at=now)
    laps.append(time.perf_counter())
    assert Punch.objects.count() - before == taken.taken_count
    parts = [end - begin for begin, end in zip(laps, laps[1:], strict=False)]
    names = ("read", "judged", "kept", "taken")
    told = "  ".join(f"{name} {part:5.2f} s" for name, part in zip(names, parts, strict=True))
    print(f"{rows:>9,} rows  {told}  altogether {sum(parts):5.2f} s  ({taken.taken_count:,} new, {len(content) / 1e6:.1f} MB)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--people", type=int, default=1_000)
    chosen = parser.parse_args()
    with database():
        from tests.world import World

        world = World()
        hire(world, chosen.people)
        for rows in sorted(chosen.rows):
            measure(world, rows, chosen.people)
        print(f"aim: 100,000 rows in {AIM_SECONDS} s")


if __name__ == "__main__":
    main()
