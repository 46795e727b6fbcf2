"""Check the whole ledger: every hash, the sequence, both sides of every case, reversals, kept checkpoints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from penalties.models.ledger import LedgerEntry
from penalties.rules.chain import ChainFinding, Checkpoint, check_chain
from penalties.selectors.ledger_state import chain_records, checkpoint, unbalanced_cases


@dataclass(frozen=True)
class Verification:
    """What was checked and found. `end` is the ledger's end as it was read, in one snapshot with everything else."""

    end: Checkpoint
    findings: tuple[ChainFinding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings


def origin() -> str:
    """Whose ledger a checkpoint is of."""
    return f"{settings.COMPANY_NAME} 退赔换台账"


def current_checkpoint() -> Checkpoint:
    """The ledger's end now, to be kept elsewhere."""
    return checkpoint(origin())


def verify_ledger(checkpoints: Sequence[Checkpoint] = ()) -> Verification:
    """Recompute everything in one snapshot, so that entries appended meanwhile confuse nothing."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            _one_snapshot()
        end = current_checkpoint()
        findings = [*check_chain(chain_records(), checkpoints), *_balance_findings(), *_reversal_findings()]
    return Verification(end, tuple(findings))


def _one_snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _balance_findings() -> Iterator[ChainFinding]:
    for number, sums in unbalanced_cases():
        yield ChainFinding(0, f"案件 {number} 两方不等：{sums}")


def _reversal_findings() -> Iterator[ChainFinding]:
    """A reversal undoes exactly its original, of the same case and kind, which stands before it."""
    reversals = LedgerEntry.objects.filter(reverses__isnull=False)
    odd = reversals.filter(
        ~Q(amount=-F("reverses__amount"))
        | ~Q(tonnes=-F("reverses__tonnes"))
        | ~Q(case_id=F("reverses__case_id"))
        | ~Q(kind=F("reverses__kind"))
        | ~Q(side=F("reverses__side"))
        | Q(sequence__lte=F("reverses__sequence"))
    )
    for sequence in odd.values_list("sequence", flat=True).order_by("sequence"):
        yield ChainFinding(sequence, f"第{sequence}笔红冲与原笔不符")
