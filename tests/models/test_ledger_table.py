"""The ledger's table cannot be rewritten by any path, and its chain shows when it was."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import DatabaseError, IntegrityError

from penalties.models.ledger import LedgerEntry
from penalties.selectors.verification import current_checkpoint, verify_ledger
from tests.settled import confirmed, settling_case
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(world: World) -> list[LedgerEntry]:
    confirmed(settling_case(world), world)
    return list(LedgerEntry.objects.order_by("sequence"))


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE penalties_ledgerentry SET amount = 0.01",
        "UPDATE penalties_ledgerentry SET reason = reason WHERE sequence = 1",
        "DELETE FROM penalties_ledgerentry WHERE sequence = 3",
        "INSERT INTO penalties_ledgerentry SELECT * FROM penalties_ledgerentry WHERE sequence = 1"
        " ON CONFLICT (sequence) DO UPDATE SET amount = 1",
    ],
)
def test_raw_sql_is_refused(entries: list[LedgerEntry], statement: str) -> None:
    refused(statement)


def test_truncate_is_refused(entries: list[LedgerEntry]) -> None:
    settle_constraints()  # a table with deferred checks outstanding cannot be emptied at all
    refused("TRUNCATE penalties_ledgerentry CASCADE")


def test_update_of_a_queryset_is_refused(entries: list[LedgerEntry]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.update(amount=F("amount") + 1)


def test_bulk_update_is_refused(entries: list[LedgerEntry]) -> None:
    entries[0].amount = Decimal("1.00")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.bulk_update(entries[:1], ["amount"])


def test_saving_a_changed_entry_is_refused(entries: list[LedgerEntry]) -> None:
    entries[0].amount = Decimal("1.00")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries[0].save()


@pytest.mark.parametrize("deed", ["one", "all"])
def test_deleting_is_refused(entries: list[LedgerEntry], deed: str) -> None:
    with pytest.raises((DatabaseError, IntegrityError), match="append-only"), transaction.atomic():
        LedgerEntry.objects.all().delete() if deed == "all" else entries[2].delete()


def test_a_charge_without_a_unit_is_refused(entries: list[LedgerEntry]) -> None:
    entries[1].pk, entries[1].unit, entries[1].sequence = None, None, 99
    entries[1].own_hash, entries[1].posting_key = "f" * 64, "other"
    with pytest.raises(IntegrityError, match="charge_names_its_unit"), transaction.atomic():
        entries[1].save(force_insert=True)


def test_the_same_posting_twice_is_refused(entries: list[LedgerEntry]) -> None:
    entries[1].pk, entries[1].sequence, entries[1].own_hash = None, 99, "f" * 64
    with pytest.raises(IntegrityError, match="posting_key"), transaction.atomic():
        entries[1].save(force_insert=True)


def settle_constraints() -> None:
    """Check what waits for the end of the transaction now: PostgreSQL alters no table while it waits."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def tamper(statement: str) -> None:
    """What somebody with the owner's password could do: triggers off, change, triggers on."""
    settle_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE penalties_ledgerentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE penalties_ledgerentry ENABLE TRIGGER USER")


def printed(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_sound_ledger_is_said_to_be_sound(entries: list[LedgerEntry]) -> None:
    status, out, _ = printed()
    assert status == 0 and "台账完整：3笔" in out and entries[-1].own_hash in out


def test_an_empty_ledger_is_sound(world: World) -> None:
    assert printed()[0] == 0


def test_a_changed_amount_is_found_though_the_triggers_were_off(entries: list[LedgerEntry]) -> None:
    tamper("UPDATE penalties_ledgerentry SET amount = 2731.00 WHERE sequence = 2")
    status, _, err = printed()
    assert status == 1
    assert "第2笔内容与指纹不符" in err and "两方不等" in err


def test_an_entry_taken_out_is_found(entries: list[LedgerEntry]) -> None:
    tamper("DELETE FROM penalties_ledgerentry WHERE sequence = 2")
    status, _, err = printed()
    assert status == 1 and "序号不连续" in err


def test_a_last_entry_taken_out_is_found_by_a_kept_checkpoint(entries: list[LedgerEntry], tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(printed("--checkpoint")[1], encoding="utf-8")
    assert printed("--against", str(kept))[0] == 0
    tamper("DELETE FROM penalties_ledgerentry WHERE sequence = 3")
    status, _, err = printed("--against", str(kept))
    assert status == 1 and "台账现只有 2笔" in err


def test_a_checkpoint_stays_a_prefix_while_the_ledger_grows(world: World, tmp_path: Path) -> None:
    confirmed(settling_case(world), world)
    kept = current_checkpoint()
    confirmed(settling_case(world), world)
    assert verify_ledger([kept]).is_sound


def test_a_file_that_is_no_checkpoint_is_told_apart(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("x\n", encoding="utf-8")
    assert printed("--against", str(bad))[0] == 2
    assert printed("--against", str(tmp_path / "none.txt"))[0] == 2
