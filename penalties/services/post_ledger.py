"""The only writer of the ledger: posts the difference between all confirmed facts and what stands there (P.一.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Case, DeadlineBreach, Misreport
from cases.services.concern_unit import concern_units
from cases.services.lock_case import lock_case
from penalties.models.ledger import LedgerEntry
from penalties.rules.chain import COLUMNS, EntryRecord, hash_of
from penalties.rules.posting import (
    Line,
    Trigger,
    differences,
    is_balanced,
    pending_reasons,
    period_of,
    target_lines,
)
from penalties.selectors.case_facts import CaseStanding, source_of, standing_of
from penalties.selectors.ledger_state import ClosedMonths, chain_end, posted_of
from penalties.services.errors import FactsContradict
from penalties.services.lock_ledger import lock_ledger
from penalties.services.propose_fines import propose_fines
from yibin_service.foundation.access.models import User
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.clock import local, local_day
from yibin_service.foundation.regulation.faults import FaultyDocument


@dataclass(frozen=True)
class Posting:
    """What one act put into the ledger. `pending`: why confirmed settlements wait outside it (empty: they do not)."""

    entries: tuple[LedgerEntry, ...]
    pending: tuple[str, ...]
    standing: CaseStanding


@dataclass(frozen=True)
class Draft:
    """An entry before it gets its place in the chain."""

    line: Line
    unit: Unit | None
    period: date
    fact_on: date
    regulation: str
    source: str
    posting_key: str
    reverses: LedgerEntry | None = None
    corrects: LedgerEntry | None = None
    reason: str = ""


@transaction.atomic
def post_case(
    *,
    case: Case,
    trigger: Trigger,
    by: User | None,
    at: datetime,
    is_closing: bool = False,
    corrects: Mapping[tuple[str, int | None], LedgerEntry] | None = None,
    reason: str = "",
) -> Posting:
    """Post what `trigger` changed, in the caller's transaction; nothing when the ledger already says it.

    Counts in the earliest open month not before the month of `trigger.fact_on`. `corrects` names, by kind and unit, the
    reversed entries that this act enters anew. Raises FactsContradict where settlements and determination do not fit.
    Guarantees: losses equal charges without fines; one chain without gaps; the same trigger posts a line once.
    """
    case = lock_case(case_id=case.pk)
    standing = _standing(case, at, is_closing)
    lock_ledger()
    target = target_lines(standing.result, standing.ledger)
    if not is_balanced(target):
        raise AssertionError(f"{case.number}: losses and charges differ")
    lines = differences(target, posted_of(case))
    units = _units_of(lines)
    period = period_of(trigger.fact_on, ClosedMonths().__contains__)
    drafts = [
        Draft(
            line=line,
            unit=units.get(line.key.unit) if line.key.unit else None,
            period=period,
            fact_on=trigger.fact_on,
            regulation=case.regulation.code,
            source=line.key.source or trigger.source,
            posting_key=trigger.posting_key(line.key),
            corrects=(corrects or {}).get((line.key.kind, line.key.unit)),
            reason=reason,
        )
        for line in lines
    ]
    entries = append(case=case, drafts=drafts, by=by, at=at)
    concern_units(case=case, units=units.values(), at=at)
    return Posting(tuple(entries), pending_reasons(standing.result), standing)


def _units_of(lines: Sequence[Line]) -> dict[int, Unit]:
    return Unit.objects.in_bulk({line.key.unit for line in lines if line.key.unit})


def append(*, case: Case, drafts: Sequence[Draft], by: User | None, at: datetime) -> list[LedgerEntry]:
    """Chain `drafts` to the end of the ledger, in order. Only post_case and reverse_entry call it, under the ledger's lock."""
    sequence, previous = chain_end()
    entries = []
    for number, draft in enumerate(drafts, sequence + 1):
        record = _record(draft, case, number, previous, by, at)
        previous = hash_of(record)
        columns = {name: getattr(record, name) for name in COLUMNS}
        entries.append(LedgerEntry(**columns, own_hash=previous))
    return LedgerEntry.objects.bulk_create(entries)


@transaction.atomic
def post_after_determination(*, case: Case, trigger: str, by: User | None, at: datetime) -> Posting:
    """Called by liability in the transaction that confirms or changes a determination, an effect or goodwill.

    `trigger` names the row (`determination:17`). Fines follow the new facts, then the differences are posted.
    """
    propose_fines(case=case, at=at)
    return post_case(case=case, trigger=Trigger(trigger, "confirmed", local_day(at)), by=by, at=at)


@transaction.atomic
def post_after_waiver(*, case: Case, breach: DeadlineBreach, by: User | None, at: datetime) -> Posting:
    """Called in the transaction that waives a breach: its fine goes, its effect goes, the differences are posted."""
    propose_fines(case=case, at=at)
    return post_case(case=case, trigger=Trigger(f"waiver:{breach.pk}", "waived", local_day(at)), by=by, at=at)


@transaction.atomic
def post_after_misreport(*, case: Case, misreport: Misreport, by: User | None, at: datetime) -> Posting:
    """Called in the transaction that confirms a false report: 销售处 is fined for its member (P.四.5)."""
    trigger = Trigger(source_of(misreport), "confirmed", misreport.fact_on)
    return post_case(case=case, trigger=trigger, by=by, at=at)


def _standing(case: Case, at: datetime, is_closing: bool) -> CaseStanding:
    try:
        return standing_of(case, at, is_closing=is_closing)
    except FaultyDocument as contradiction:
        what = "；".join(fault.chinese for fault in contradiction.faults)
        raise FactsContradict(f"已确认的结算与责任认定合不上：{what}。请先红冲该笔结算，再办这一步") from contradiction


def _record(
    draft: Draft, case: Case, sequence: int, previous: str, by: User | None, at: datetime
) -> EntryRecord:
    line = draft.line
    return EntryRecord(
        sequence=sequence,
        case_id=case.pk,
        side=line.key.side.value,
        kind=line.key.kind.value,
        unit_id=draft.unit.pk if draft.unit else None,
        unit_name=draft.unit.name if draft.unit else "",
        period=draft.period,
        fact_on=draft.fact_on,
        amount=line.amount,
        tonnes=line.tonnes,
        share=line.share,
        clause=line.clause,
        formula=line.formula,
        regulation=draft.regulation,
        source=draft.source,
        posting_key=draft.posting_key,
        reverses_id=draft.reverses.pk if draft.reverses else None,
        corrects_id=draft.corrects.pk if draft.corrects else None,
        reason=draft.reason,
        posted_by_id=by.pk if by else None,
        posted_at=local(at).replace(microsecond=0),
        previous_hash=previous,
    )
