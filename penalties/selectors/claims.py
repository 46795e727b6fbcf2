"""Claims as lists show them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from penalties.models import Claim, ClaimReceipt
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.regulation.money import total

MOST_SHOWN = 200


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its receipts; `confirmed` counts what 财务 has confirmed."""

    claim: Claim
    receipts: list[ClaimReceipt]

    @property
    def confirmed(self) -> Decimal:
        return total([row.amount for row in self.receipts if row.confirmed_at and not row.refused_at])

    @property
    def waiting(self) -> list[ClaimReceipt]:
        return [row for row in self.receipts if not row.confirmed_at and not row.refused_at]


def claim_rows(claims: "list[Claim]") -> list[ClaimRow]:
    return [ClaimRow(claim, list(claim.receipts.all())) for claim in claims]


def claims_for(user: User) -> list[ClaimRow]:
    """Open claims first, then the newest: a 销售员 sees those of own cases, 销售处长 and 财务 all."""
    return claim_rows(list(handled_claims(user).order_by("-state", "-id")[:MOST_SHOWN]))


def handled_claims(user: User) -> QuerySet[Claim]:
    """The claims of own cases with their receipts, for 销售处长 and 财务 of all."""
    receipts = Prefetch("receipts", ClaimReceipt.objects.select_related("entered_by", "confirmed_by"))
    rows = Claim.objects.select_related("case__customer", "opened_by").prefetch_related(receipts)
    if may(user, Verb.CONFIRM_RECEIPT) or Role.SALES_HEAD in user.roles:
        return rows
    return rows.filter(case__clerk_id=user.pk)
