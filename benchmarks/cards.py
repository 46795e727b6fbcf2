"""How long cards and lists of cases take: `.venv/bin/python benchmarks/cards.py [--cases 10000 1000000] [--rounds 40]`.

On a PostgreSQL of its own with full durability, in a folder that is removed afterwards; requests go through the whole
product in this process (middleware, log-in, permission, templates), without the network. The cases are multiplied from one
filed card: 5,000 customers, three machines, all defects, two clerks, units concerned. Machines shared with others wander by
up to twofold: compare the figures of one run with each other.
"""

import argparse
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.sweep import database

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

CUSTOMERS = 5_000
CARDS = """
INSERT INTO cases_feedbackcard ({names}) SELECT {values} FROM cases_feedbackcard card, generate_series(%(begin)s, %(end)s) n
 WHERE card.number = 'SH-2026-0001'
"""
LINES = """
INSERT INTO cases_cardline (card_id, position, roll_no, product_id, machine_id, workshop_id, tonnes, defect_id, note)
SELECT card.id, 1, '7B' || lpad(card.id::text, 8, '0'), card.product_id, machine.id, machine.workshop_id, 0.862, card.defect_id, ''
  FROM cases_feedbackcard card JOIN org_papermachine machine ON machine.number = (ARRAY[4, 5, 7, 7, 7])[1 + card.id %% 5]
 WHERE card.number LIKE 'B-%%' AND NOT EXISTS (SELECT FROM cases_cardline WHERE card_id = card.id)
"""
CASES = """
INSERT INTO cases_case ({names}) SELECT {values} FROM cases_case first, cases_feedbackcard card
  JOIN org_papermachine machine ON machine.number = (ARRAY[4, 5, 7, 7, 7])[1 + card.id %% 5]
 WHERE first.number = 'SH-2026-0001' AND card.number LIKE 'B-%%'
   AND NOT EXISTS (SELECT FROM cases_case WHERE card_id = card.id) ORDER BY card.id
"""
CLOCKS = """
INSERT INTO cases_deadline (case_id, kind, starts_at, due_at, is_provisional, clause, unit_of_count)
SELECT id, 'reply', filed_at, filed_at + interval '3 days', true, 'P.二.2', 'days' FROM cases_case file
 WHERE number LIKE 'B-%%' AND NOT EXISTS (SELECT FROM cases_deadline WHERE case_id = file.id)
"""
CONCERNED = """
INSERT INTO cases_concernedunit (case_id, unit_id, since)
SELECT file.id, unit.id, file.filed_at FROM cases_case file
  JOIN org_unit unit ON unit.id = file.workshop_id OR unit.kind = 'quality_inspection'
                     OR (unit.kind = 'warehouse' AND file.id %% 997 = 0)
 WHERE file.number LIKE 'B-%%' ON CONFLICT DO NOTHING
"""


def columns_of(model: type, special: dict[str, str], source: str) -> tuple[str, str]:
    """Column list and select list: every column as in the row that is multiplied, but for those that differ."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]  # type: ignore[attr-defined]
    values = [special.get(column, f'{source}."{column}"') for column in columns]
    return ", ".join(f'"{column}"' for column in columns), ", ".join(values)


def fill(begin: int, end: int) -> None:
    """Cards numbered from `begin` to `end` with their cases, one every ten minutes up to now."""
    from django.db import connection

    from cases.models import Case, FeedbackCard

    customer = f"(SELECT min(id) FROM cases_customer) + n %% {CUSTOMERS}"
    defect = "(SELECT min(id) FROM cases_defect) + n %% 3"
    filed = "card.filed_at - (1200000 - n) * interval '10 minutes'"
    cards = columns_of(
        FeedbackCard,
        {
            "number": "'B-' || n",
            "customer_id": customer,
            "defect_id": defect,
            "batch_no": "'7B' || n",
            "filed_at": filed,
            "received_by_sales_at": f"{filed} - interval '1 day'",
        },
        "card",
    )
    cases = columns_of(
        Case,
        {
            "number": "card.number",
            "card_id": "card.id",
            "customer_id": "card.customer_id",
            "machine_id": "machine.id",
            "workshop_id": "machine.workshop_id",
            "defect_id": "card.defect_id",
            "filed_at": "card.filed_at",
            "state": "CASE WHEN card.id %% 200 = 0 THEN 'filed' WHEN card.id %% 50 = 1 THEN 'in_hand' ELSE 'closed' END",
            "tier": "CASE WHEN card.id %% 4000 = 0 THEN 'extra_major' WHEN card.id %% 3 = 0 THEN 'minor' ELSE 'larger' END",
        },
        "first",
    )
    with connection.cursor() as cursor:
        cursor.execute(CARDS.format(names=cards[0], values=cards[1]), {"begin": begin, "end": end})
        cursor.execute(LINES, {})
        cursor.execute(CASES.format(names=cases[0], values=cases[1]), {})
        cursor.execute(CLOCKS, {})
        cursor.execute(CONCERNED, {})
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def plain_static_files() -> Iterator[None]:
    """No folder of collected files is needed."""
    from django.conf import settings
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


def prepare(now: datetime) -> "World":
    from cases.models import Customer
    from tests.world import World

    world = World()
    Customer.objects.bulk_create(
        Customer(name=f"客户{n}有限公司", pinyin=f"kehu{n}youxiangongsi", initials=f"kh{n}yxgs") for n in range(CUSTOMERS)
    )
    world.file_card(now)
    return world


def log_in(world: "World", username: str) -> "Client":
    from django.test import Client

    client = Client()
    client.force_login(world.users[username], backend="django.contrib.auth.backends.ModelBackend")
    return client


def timed(deed: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        deed()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def say(what: str, times: list[float]) -> None:
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(f"  {what:<44} p50 {statistics.median(times):7.1f} ms   p95 {p95:7.1f} ms")


def pages(world: "World", middle: int) -> Iterator[tuple[str, str, str]]:
    """Who opens which address."""
    machine, defect = world.machine[4].pk, world.hole.pk
    yield "tech_head", "list, newest", "/cases/"
    yield "tech_head", "list, deep page", f"/cases/?before={middle}"
    yield "tech_head", "list, one state", "/cases/?state=filed"
    yield "tech_head", "list, rare tier", "/cases/?tier=extra_major"
    yield "tech_head", "list, one machine", f"/cases/?machine={machine}"
    yield "tech_head", "list, machine and defect", f"/cases/?machine={machine}&defect={defect}"
    yield "tech_head", "list, one old week", "/cases/?since=2010-03-01&until=2010-03-07"
    yield "tech_head", "list, customer by initials", "/cases/?text=kh77yxgs"
    yield "tech_head", "list, roll", "/cases/?text=7B00005000"
    yield "tech_head", "list, nothing found", "/cases/?text=没有这家"
    yield "sales_clerk", "own cards", "/cards/"
    yield "workshop4_head", "unit with many cases", "/cases/"
    yield "warehouse_head", "unit with few cases", "/cases/"
    yield "service_engineer", "person in no team", "/cases/"


def file_one(world: "World", now: datetime) -> Callable[[], object]:
    """Filing through its service, committed each time."""
    from cases.services.file_card import file_card

    clerk = world.sales_clerk
    assert clerk.roles

    def deed() -> object:
        return file_card(facts=world.card_facts(now, batch_no=uuid.uuid4().hex), by=clerk, at=now)  # type: ignore[arg-type]

    return deed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with database(), plain_static_files():
        from cases.models import Case
        from yibin_service.foundation.acts.selectors import database_now

        now = database_now()
        world = prepare(now - timedelta(hours=1))
        begin = 1
        for count in options.cases:
            fill(begin, count)
            begin = count + 1
            print(f"{Case.objects.count():,} cases")
            say("filing a card", timed(file_one(world, now), options.rounds))
            middle = Case.objects.order_by("pk")[Case.objects.count() // 2].pk
            for username, what, address in pages(world, middle):
                client = log_in(world, username)
                assert client.get(address).status_code == 200
                say(what, timed(lambda client=client, address=address: client.get(address), options.rounds))  # type: ignore[misc]


if __name__ == "__main__":
    main()
