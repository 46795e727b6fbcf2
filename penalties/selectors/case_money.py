"""A case's settlements, expenses, claims and fines, read once for its page."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from cases.models import Case
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
from penalties.selectors.claims import ClaimRow, claim_rows
from yibin_service.foundation.org.models import Unit, UnitKind
from yibin_service.foundation.regulation.money import total

OPEN = (SettlementState.AGREED, SettlementState.EXECUTED)


@dataclass(frozen=True)
class CaseMoney:
    """Everything entered about money, cancelled rows included."""

    settlements: list[Settlement]
    expenses: list[Expense]
    claims: list[ClaimRow]
    fines: list[Fine]
    is_claimable: bool

    @property
    def has_any(self) -> bool:
        return bool(self.settlements or self.expenses or self.claims or self.fines)

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
    receipts = Prefetch("receipts", ClaimReceipt.objects.select_related("entered_by", "confirmed_by"))
    claims = Claim.objects.filter(case=case).select_related("opened_by").prefetch_related(receipts)
    settlements = Settlement.objects.filter(case=case).select_related("agreed_by", "executed_by", "confirmed_by")
    return CaseMoney(
        settlements=list(settlements.prefetch_related("rolls").order_by("ordinal")),
        expenses=list(Expense.objects.filter(case=case).select_related("by").order_by("ordinal")),
        claims=claim_rows(list(claims.order_by("ordinal"))),
        fines=list(Fine.objects.filter(case=case).select_related("unit", "breach").order_by("id")),
        is_claimable=_has_external_share(case),
    )


def _has_external_share(case: Case) -> bool:
    """Whether the determination in force gives 承运单位 a share; the service asks the rule again."""
    found = LiabilityDetermination.objects.filter(case=case, state=DeterminationState.CONFIRMED).first()
    if found is None:
        return False
    carriers = set(Unit.objects.filter(kind=UnitKind.CARRIER).values_list("code", flat=True))
    return any(row["unit"] in carriers for row in found.manual_shares or found.computed)
