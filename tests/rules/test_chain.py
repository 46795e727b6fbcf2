"""The hash chain of the ledger: what an entry's hash covers, and what a check finds."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from penalties.rules.chain import (
    COLUMNS,
    GENESIS,
    Checkpoint,
    EntryRecord,
    UnreadableCheckpoint,
    canonical,
    check_chain,
    hash_of,
    read_checkpoints,
)

SHANGHAI = timezone(timedelta(hours=8))


def record(**changes: Any) -> EntryRecord:
    first = EntryRecord(
        sequence=1, case_id=17, side="charge", kind="share", unit_id=4, unit_name="四抄车间",
        period=date(2026, 10, 1), fact_on=date(2026, 10, 20), amount=Decimal("5985.00"), tonnes=Decimal("0.000"),
        share=Decimal("0.7000"), clause="P.三.4", formula="8,550.00 元 × 0.7000 = 5,985.00 元", regulation="P-试行",
        source="settlement:12", posting_key="settlement:12:confirmed|charge|share|4|", reverses_id=None,
        corrects_id=None, reason="", posted_by_id=3,
        posted_at=datetime(2026, 10, 20, 9, 0, tzinfo=SHANGHAI), previous_hash=GENESIS,
    )  # fmt: skip
    return replace(first, **changes)


def chain(length: int) -> list[tuple[EntryRecord, str]]:
    entries: list[tuple[EntryRecord, str]] = []
    previous = GENESIS
    for sequence in range(1, length + 1):
        entry = record(sequence=sequence, posting_key=f"k{sequence}", previous_hash=previous)
        previous = hash_of(entry)
        entries.append((entry, previous))
    return entries


def findings(entries: Sequence[tuple[EntryRecord, str]], *checkpoints: Checkpoint) -> list[int]:
    return [finding.sequence for finding in check_chain(entries, checkpoints)]


def test_the_canonical_form_is_one_json_object_of_every_column() -> None:
    content = json.loads(canonical(record()))
    assert tuple(sorted(content)) == tuple(sorted(COLUMNS))
    assert content["amount"] == "5985.00" and content["posted_at"] == "2026-10-20T09:00:00+08:00"


def test_the_canonical_form_of_a_known_entry_is_as_documented() -> None:
    text = canonical(record()).decode()
    assert text.startswith('{"amount":"5985.00","case_id":17,"clause":"P.三.4","corrects_id":null,')
    assert '"tonnes":"0.000","unit_id":4,"unit_name":"四抄车间"}' in text
    assert hash_of(record()) == "d15d018fee98acb95881eb46ef4279d49ea525a0f0aa927b4ad2bc3f5acbddf3"


def test_the_same_instant_in_another_zone_gives_the_same_hash() -> None:
    utc = record(posted_at=datetime(2026, 10, 20, 1, 0, tzinfo=UTC))
    assert hash_of(utc) == hash_of(record())


def test_trailing_zeros_of_a_figure_do_not_change_the_hash() -> None:
    assert hash_of(record(amount=Decimal("5985"))) == hash_of(record())


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal("5985.01")}, {"tonnes": Decimal("0.001")}, {"share": None}, {"clause": "P.三.5甲"},
        {"formula": "…"}, {"unit_name": "三抄车间"}, {"unit_id": None}, {"period": date(2026, 11, 1)},
        {"fact_on": date(2026, 10, 21)}, {"reason": "x"}, {"reverses_id": 1}, {"corrects_id": 1}, {"case_id": 18},
        {"regulation": "P-2"}, {"source": "fine:1"}, {"posting_key": "other"}, {"posted_by_id": None},
        {"side": "loss"}, {"kind": "fine"}, {"previous_hash": "1" * 64}, {"sequence": 2},
        {"posted_at": datetime(2026, 10, 20, 9, 0, 1, tzinfo=SHANGHAI)},
    ],
)  # fmt: skip
def test_every_column_is_covered_by_the_hash(change: dict[str, Any]) -> None:
    assert hash_of(record(**change)) != hash_of(record())


def test_a_sound_chain_has_no_findings() -> None:
    assert findings(chain(5)) == []


def test_an_empty_ledger_is_sound() -> None:
    assert findings([], Checkpoint("x", 0, GENESIS)) == []


def test_an_altered_amount_is_found_at_its_entry() -> None:
    entries = chain(4)
    entries[2] = (replace(entries[2][0], amount=Decimal("1.00")), entries[2][1])
    assert findings(entries) == [3]


def test_an_entry_rehashed_after_alteration_breaks_the_next_link() -> None:
    entries = chain(4)
    forged = replace(entries[1][0], amount=Decimal("1.00"))
    entries[1] = (forged, hash_of(forged))
    assert findings(entries) == [3]


def test_a_missing_entry_is_found() -> None:
    entries = chain(4)
    del entries[1]
    assert 3 in findings(entries)


def test_a_rewritten_tail_is_found_by_a_checkpoint_only() -> None:
    entries, kept = chain(4), Checkpoint("x", 4, chain(4)[3][1])
    forged = replace(entries[3][0], amount=Decimal("1.00"))
    entries[3] = (forged, hash_of(forged))
    assert findings(entries) == []
    assert findings(entries, kept) == [4]


def test_a_ledger_rolled_back_behind_a_checkpoint_is_found() -> None:
    assert findings(chain(3), Checkpoint("x", 4, chain(4)[3][1])) == [0]


def test_an_older_checkpoint_is_a_prefix_of_a_grown_chain() -> None:
    entries = chain(6)
    assert findings(entries, Checkpoint("x", 2, entries[1][1]), Checkpoint("x", 6, entries[5][1])) == []


def test_a_checkpoint_is_read_back_as_written() -> None:
    kept = Checkpoint("宜宾纸业 退赔换台账", 28, "a" * 64)
    assert read_checkpoints(kept.text() + "\n" + kept.text()) == [kept, kept]


@pytest.mark.parametrize("text", ["", "a\n1\n", "a\nb\n" + "0" * 64, "a\n1\n" + "g" * 64, "a\n１\n" + "0" * 64])
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCheckpoint):
        read_checkpoints(text)
