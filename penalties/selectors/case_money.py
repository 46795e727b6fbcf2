"""A case's settlements, expenses, claims and fines, read once for its page."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from cases.models import Case, CaseState, OpinionState
from cases.selectors.approval import opinions_with_steps
from cases.selectors.ceilings import Ceilings, ceilings_of
from cases.selectors.presence import has_none, look_around
from liability.models import DeterminationState
from liability.selectors.determinations import determinations_of
from penalties.models import (
    Claim,
    ClaimReceipt,
    ClaimState,
    Expense,
    Fine,
    Settlement,
    SettlementState,
)
from penalties.selectors.claims import ClaimRow, claim_rows
from yibin_service.foundation.org.models import Unit, UnitKind
from yibin_service.foundation.regulation.money import total

SETTLING = (CaseState.APPROVED, CaseState.REPLIED)
OPEN = (SettlementState.AGREED, SettlementState.EXECUTED)


@dataclass(frozen=True)
class CaseMoney:
    """Everything entered about money, cancelled rows included."""

    settlements: list[Settlement]
    expenses: list[Expense]
    claims: list[ClaimRow]
    fines: list[Fine]
    has_entries: bool
    ceilings: Ceilings | None

    @property
    def has_any(self) -> bool:
        return bool(self.settlements or self.expenses or self.claims or self.fines)

    @property
    def is_compensable(self) -> bool:
        """Whether an approved opinion allows a settlement now."""
        return self.ceilings is not None and self.ceilings.is_compensable

    @property
    def live(self) -> list[Settlement]:
        return [row for row in self.settlements if row.state != SettlementState.CANCELLED]

    @property
    def open_settlements(self) -> list[Settlement]:
        return [row for row in self.settlements if row.state in OPEN]

    @property
    def confirmed(self) -> list[Settlement]:
        return [row for row in self.settlements if row.state == SettlementState.CONFIRMED]

    @property
    def open_claims(self) -> list[ClaimRow]:
        return [row for row in self.claims if row.claim.state == ClaimState.OPEN]

    @property
    def standing_expenses(self) -> list[Expense]:
        return [row for row in self.expenses if row.cancelled_at is None]

    @property
    def amount(self) -> Decimal:
        """All live settlements by price and all standing expenses."""
        return total([*(row.amount for row in self.live), *(row.amount for row in self.standing_expenses)])


def case_money(case: Case) -> CaseMoney:
    """The case's money; kept on the case object, so a page that asks several times reads it once."""
    kept: CaseMoney | None = getattr(case, "_money", None)
    if kept is None:
        kept = _read(case)
        case._money = kept  # type: ignore[attr-defined]
    return kept


def _read(case: Case) -> CaseMoney:
    """One look at what there is, then only that: most cases on their way have nothing of money yet."""
    look_around(case)
    return CaseMoney(
        settlements=[] if has_none(case, "settlements") else _settlements(case),
        expenses=[] if has_none(case, "expenses") else list(_expenses(case)),
        claims=[] if has_none(case, "claims") else claim_rows(list(_claims(case))),
        fines=[] if has_none(case, "fines") else list(_fines(case)),
        has_entries=not has_none(case, "ledger_entries"),
        ceilings=_ceilings(case) if case.state in SETTLING else None,
    )


def _settlements(case: Case) -> list[Settlement]:
    rows = Settlement.objects.filter(case=case).select_related("agreed_by", "executed_by", "confirmed_by")
    found = list(rows.prefetch_related("rolls").order_by("ordinal"))
    for row in found:
        row.case = case
    return found


def _expenses(case: Case) -> QuerySet[Expense]:
    return Expense.objects.filter(case=case).select_related("by").order_by("ordinal")


def _claims(case: Case) -> QuerySet[Claim]:
    receipts = Prefetch("receipts", ClaimReceipt.objects.select_related("entered_by", "confirmed_by"))
    return Claim.objects.filter(case=case).select_related("opened_by").prefetch_related(receipts).order_by("ordinal")


def _fines(case: Case) -> QuerySet[Fine]:
    return Fine.objects.filter(case=case).select_related("unit", "breach").order_by("id")


def _ceilings(case: Case) -> Ceilings | None:
    """Of the approved draft among those the page shows anyway."""
    approved = (one for one in opinions_with_steps(case) if one.state == OpinionState.APPROVED)
    return next((ceilings_of(one) for one in approved), None)


def is_claimable(case: Case) -> bool:
    """Whether the determination in force gives 承运单位 a share; the service asks the rule again."""
    confirmed = (one for one in determinations_of(case) if one.state == DeterminationState.CONFIRMED)
    codes = {share["unit"] for row in confirmed for share in (row.manual_shares or row.computed)}
    return bool(codes) and Unit.objects.filter(kind=UnitKind.CARRIER, code__in=codes).exists()
