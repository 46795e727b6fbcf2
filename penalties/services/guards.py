"""What must hold of a locked case before its money is touched."""

from decimal import Decimal

from cases.models import Case, CaseState
from cases.rules.triage import Tier, tier_limit
from cases.selectors.ceilings import Ceilings, approved_ceilings
from cases.selectors.parameters import parameters_of
from penalties.models import SettlementKind
from penalties.selectors.settlement_facts import live_settlements, settled_by_kind
from penalties.services.errors import AboveCeiling, AboveTier, CaseNotOpen, NotYetApproved, NotYours
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.regulation.money import total
from yibin_service.foundation.wording import yuan


class ReasonMissing(Refused):
    """The act needs a reason in words."""


def check_open(case: Case) -> None:
    """Raise CaseNotOpen once the case is closed, withdrawn or void."""
    if not case.is_open:
        raise CaseNotOpen(f"这件案子{case.get_state_display()}，这一步不再办理")


def check_seller(case: Case, by: User) -> None:
    """Raise NotYours: a 销售员 acts on own cases, the 销售处长 on all."""
    if Role.SALES_HEAD not in by.roles and case.clerk_id != by.pk:
        raise NotYours


def check_reason(reason: str, what: str, *, field: str = "reason") -> str:
    """The reason without its outer spaces; raise ReasonMissing where there is none."""
    if not reason.strip():
        raise ReasonMissing(f"请写{what}", field=field)
    return reason.strip()


def ceilings_in_force(case: Case) -> Ceilings:
    """What the approved opinion allows. Raises NotYetApproved before that, or where nothing is to be compensated."""
    ceilings = approved_ceilings(case)
    if ceilings is None or case.state not in {CaseState.APPROVED, CaseState.REPLIED}:
        raise NotYetApproved
    if not ceilings.is_compensable:
        raise NotYetApproved(f"第{ceilings.draft_no}稿处理意见是不予退赔换；要赔须先起草新的处理意见")
    return ceilings


def check_amount(case: Case, *, kind: str, amount: Decimal, field: str, without: int | None = None) -> None:
    """Raise AboveCeiling or AboveTier for an amount that all live settlements together do not allow (P.二.2).

    Ceilings are per kind and cumulative; `without` is the settlement whose figures are being replaced.
    """
    ceilings = ceilings_in_force(case)
    live = live_settlements(case, without=without)
    settled, ceiling, name = settled_by_kind(live)[kind], ceilings.of(kind), SettlementKind(kind).label
    if settled + amount > ceiling:
        raise AboveCeiling(
            f"「{name}」批准的上限 {yuan(ceiling)}，其他各笔已约定 {yuan(settled)}，还可约定 {yuan(ceiling - settled)}；"
            f"这笔 {yuan(amount)} 超出了。要提高上限，请技术中心起草新的处理意见报批",
            field=field,
        )
    limit = tier_limit(Tier(case.tier), parameters_of(case))
    whole = total([*(row.amount for row in live), amount])
    if limit is not None and whole > limit:
        raise AboveTier(
            f"各笔结算按价合计 {yuan(whole)}，超过{case.get_tier_display()}案件的 {yuan(limit)}；请技术中心先重新分级",
            field=field,
            clause="P.二.2",
        )
