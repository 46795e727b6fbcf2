"""A case's settlements, expenses, claims and fines, read once for its page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Prefetch, Subquery

from cases.models import Case, CaseState
from cases.selectors.ceilings import Ceilings, approved_ceilings
from liability.models import DeterminationState, LiabilityDetermination
from penalties.models import (
    Claim,
    ClaimReceipt,
    ClaimState,
    Expense,
    Fine,
    Settlement,
    SettlementState,
)
from penalties.models.ledger import LedgerEntry
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
    is_claimable: bool
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
    has = _looked_up(case)
    receipts = Prefetch("receipts", ClaimReceipt.objects.select_related("entered_by", "confirmed_by"))
    claims = Claim.objects.filter(case=case).select_related("opened_by").prefetch_related(receipts)
    people = ("agreed_by", "executed_by", "confirmed_by")
    settlements = Settlement.objects.filter(case=case).select_related(*people).prefetch_related("rolls")
    expenses = Expense.objects.filter(case=case).select_related("by")
    fines = Fine.objects.filter(case=case).select_related("unit", "breach")
    return CaseMoney(
        settlements=list(settlements.order_by("ordinal")) if has["settlement"] else [],
        expenses=list(expenses.order_by("ordinal")) if has["expense"] else [],
        claims=claim_rows(list(claims.order_by("ordinal"))) if has["claim"] else [],
        fines=list(fines.order_by("id")) if has["fine"] else [],
        has_entries=has["entry"],
        is_claimable=_has_external_share(has["computed"], has["manual"], has["carriers"]),
        ceilings=approved_ceilings(case) if case.state in SETTLING else None,
    )


def _looked_up(case: Case) -> dict[str, Any]:
    of_case = {"case": OuterRef("pk")}
    determination = LiabilityDetermination.objects.filter(state=DeterminationState.CONFIRMED, **of_case)
    carriers = Unit.objects.filter(kind=UnitKind.CARRIER).order_by().values("kind").annotate(codes=ArrayAgg("code"))
    row = (
        Case.objects.filter(pk=case.pk)
        .annotate(
            settlement=Exists(Settlement.objects.filter(**of_case)),
            expense=Exists(Expense.objects.filter(**of_case)),
            claim=Exists(Claim.objects.filter(**of_case)),
            fine=Exists(Fine.objects.filter(**of_case)),
            entry=Exists(LedgerEntry.objects.filter(**of_case)),
            computed=Subquery(determination.values("computed")[:1]),
            manual=Subquery(determination.values("manual_shares")[:1]),
            carriers=Subquery(carriers.values("codes")[:1]),
        )
        .values("settlement", "expense", "claim", "fine", "entry", "computed", "manual", "carriers")
        .first()
    )
    assert row is not None, "the case is there"
    return dict(row)


def _has_external_share(
    computed: list[dict[str, Any]] | None, manual: list[dict[str, Any]] | None, carriers: list[str] | None
) -> bool:
    """Whether the determination in force gives 承运单位 a share; the service asks the rule again."""
    return any(row["unit"] in (carriers or []) for row in manual or computed or [])
