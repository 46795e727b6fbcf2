"""P.一.5  The ledger's hash chain: what of an entry is hashed, how a chain is checked, and the checkpoints kept elsewhere.

The format is written down in docs/ledger.md so that anyone can recompute it from the table alone. A chain by itself only
proves that nobody altered its middle; a checkpoint held elsewhere proves that it was not rewritten or rolled back.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from yibin_service.foundation.regulation.clock import local

GENESIS = "0" * 64
PLACES = {"amount": Decimal("0.01"), "tonnes": Decimal("0.001"), "share": Decimal("0.0001")}
CHECKPOINT_LINES = 3


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """Every column of an entry that its hash covers; the names are those of the table."""

    sequence: int
    case_id: int
    side: str
    kind: str
    unit_id: int | None
    unit_name: str
    period: date
    fact_on: date
    amount: Decimal
    tonnes: Decimal
    share: Decimal | None
    clause: str
    formula: str
    regulation: str
    source: str
    posting_key: str
    reverses_id: int | None
    corrects_id: int | None
    reason: str
    posted_by_id: int | None
    posted_at: datetime
    previous_hash: str


COLUMNS = tuple(field.name for field in fields(EntryRecord))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long a chain was and what it ended with: the first `count` entries have `root` as the last one's hash."""

    origin: str
    count: int
    root: str

    def text(self) -> str:
        """Three lines: origin, count, root."""
        return f"{self.origin}\n{self.count}\n{self.root}\n"


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """What is wrong, and at which entry (0: the chain as a whole)."""

    sequence: int
    text: str


class UnreadableCheckpoint(ValueError):
    """The text is not a list of checkpoints."""


def canonical(record: EntryRecord) -> bytes:
    """The bytes that are hashed: one JSON object, keys sorted, no spaces, UTF-8, figures as text with fixed places."""
    content = {name: _written(name, getattr(record, name)) for name in COLUMNS}
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def hash_of(record: EntryRecord) -> str:
    """SHA-256 of the canonical bytes, which hold the predecessor's hash."""
    return hashlib.sha256(canonical(record)).hexdigest()


def _written(name: str, value: object) -> object:
    if isinstance(value, Decimal):
        return str(value.quantize(PLACES[name]))
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def check_chain(
    entries: Iterable[tuple[EntryRecord, str]], checkpoints: Sequence[Checkpoint] = ()
) -> Iterator[ChainFinding]:
    """Recompute a chain read in order of sequence; yields what does not hold, nothing for a sound one.

    `entries` are (record, stored own hash). Each is compared with its own content, its predecessor and its place;
    each checkpoint must be a prefix. Memory stays flat.
    """
    expected, previous = 1, GENESIS
    roots: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        roots.setdefault(checkpoint.count, []).append(checkpoint)
    yield from _against(roots.get(0, ()), GENESIS)
    for record, stored in entries:
        if record.sequence != expected:
            yield ChainFinding(record.sequence, f"序号不连续：应为第{expected}笔，读到第{record.sequence}笔")
        if record.previous_hash != previous:
            yield ChainFinding(record.sequence, f"第{record.sequence}笔没有接在前一笔之后：前笔指纹不符")
        if hash_of(record) != stored:
            yield ChainFinding(record.sequence, f"第{record.sequence}笔内容与指纹不符")
        yield from _against(roots.get(record.sequence, ()), stored)
        expected, previous = record.sequence + 1, stored
    for count in sorted(roots):
        if count >= expected:
            yield ChainFinding(0, f"校验点记有 {count}笔，台账现只有 {expected - 1}笔")


def _against(checkpoints: Iterable[Checkpoint], root: str) -> Iterator[ChainFinding]:
    for checkpoint in checkpoints:
        if checkpoint.root != root:
            yield ChainFinding(checkpoint.count, f"前 {checkpoint.count}笔与校验点不符：末笔指纹不同")


def read_checkpoints(text: str) -> list[Checkpoint]:
    """Checkpoints written one after another, blank lines between them allowed. Raises UnreadableCheckpoint."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(lines) % CHECKPOINT_LINES:
        raise UnreadableCheckpoint("每个校验点三行：来源、笔数、末笔指纹")
    groups = [lines[start : start + CHECKPOINT_LINES] for start in range(0, len(lines), CHECKPOINT_LINES)]
    return [_read(*group) for group in groups]


def _read(origin: str, count: str, root: str) -> Checkpoint:
    if not (count.isascii() and count.isdigit()):
        raise UnreadableCheckpoint(f"笔数「{count[:20]}」认不出")
    if len(root) != len(GENESIS) or not set(root) <= set("0123456789abcdef"):
        raise UnreadableCheckpoint(f"指纹「{root[:20]}」认不出：应为 64 位十六进制数")
    return Checkpoint(origin, int(count), root)
