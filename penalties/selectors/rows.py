"""Rows of a case's money for this person's pages, or NotFound."""

from django.db.models import Exists, OuterRef

from cases.models import CardLine, Case
from cases.selectors.visibility import case_for, may_see_money, visible_cases
from penalties.models import Claim, ClaimReceipt, Expense, Fine, SettledRoll, Settlement, SettlementState
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.errors import NotFound


def case_with_money(user: User, number: str) -> Case:
    """The case whose money this person handles: of the cases they see, or, for 财务, any with a claim."""
    if may(user, Verb.CONFIRM_RECEIPT):
        found = Case.objects.filter(number=number, claims__isnull=False).select_related("customer", "card").distinct()
        if case := found.first():
            return case
    return case_for(user, number)


def may_open(user: User, case: Case) -> bool:
    """Whether the person may open the case's own page."""
    return visible_cases(user).filter(pk=case.pk).exists()


def settlement_of(case: Case, ordinal: int) -> Settlement:
    """The case's settlement of that number."""
    found = (
        Settlement.objects.filter(case=case, ordinal=ordinal)
        .select_related("agreed_by", "executed_by", "confirmed_by", "document", "case__machine")
        .prefetch_related("rolls")
        .first()
    )
    if found is None:
        raise NotFound("这件案子没有这笔结算")
    return found


def expense_of(case: Case, ordinal: int) -> Expense:
    found = Expense.objects.filter(case=case, ordinal=ordinal).select_related("by").first()
    if found is None:
        raise NotFound("这件案子没有这笔费用")
    return found


def claim_of(case: Case, ordinal: int) -> Claim:
    found = Claim.objects.filter(case=case, ordinal=ordinal).select_related("case", "opened_by").first()
    if found is None:
        raise NotFound("这件案子没有这笔索赔")
    return found


def receipt_of(case: Case, pk: int) -> ClaimReceipt:
    found = ClaimReceipt.objects.filter(claim__case=case, pk=pk).select_related("claim", "entered_by").first()
    if found is None:
        raise NotFound("这件案子没有这笔到账")
    return found


def fine_of(case: Case, pk: int) -> Fine:
    found = Fine.objects.filter(case=case, pk=pk).select_related("unit", "breach", "decided_by").first()
    if found is None:
        raise NotFound("这件案子没有这项罚款")
    return found


def free_lines(case: Case) -> list[CardLine]:
    """The case's rolls that no live settlement has taken, of this case or another."""
    taken = SettledRoll.objects.filter(roll_no=OuterRef("roll_no"), is_live=True)
    return list(CardLine.objects.filter(~Exists(taken), card_id=case.card_id).order_by("position"))


def reversed_settlements(case: Case) -> list[Settlement]:
    """Confirmed once, reversed since, and not entered anew."""
    anew = Settlement.objects.filter(replaces=OuterRef("pk")).exclude(state=SettlementState.CANCELLED)
    rows = Settlement.objects.filter(
        ~Exists(anew), case=case, state=SettlementState.CANCELLED, confirmed_at__isnull=False
    )
    return list(rows.order_by("ordinal"))


def sees_money(user: User, case: Case) -> bool:
    """Money of the case: whoever may see it, and 财务."""
    return may_see_money(user, case) or may(user, Verb.CONFIRM_RECEIPT)
