"""What a triage would lead to, before anybody confirms it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cases.models import Case, ClockKind, Deadline, Triage
from cases.rules.deadlines import reply_due
from cases.rules.triage import (
    Action,
    ApprovalStep,
    Tier,
    approval_chain,
    reply_days,
    service_team_required,
    tier_limit,
    tier_of,
)
from cases.selectors.approval import TITLE_OF_STEP
from cases.selectors.parameters import parameters_of
from yibin_service.foundation.org.selectors import is_workday
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.wording import yuan

ACTION_WORDS = {Action.REPORT: "阅示（不影响答复）", Action.APPROVE: "审批（同意后才能答复）"}


@dataclass(frozen=True)
class TriageResult:
    """The tier, what it is reached by, when the reply falls due, and through whose hands the opinion goes.

    `computed_due_at` follows from the tier; `due_at` is what will count. They differ when the computed one is already
    past (`is_old_due_standing`) or when the reply was given before.
    """

    tier: Tier
    formula: str
    days: int
    computed_due_at: datetime
    due_at: datetime
    is_old_due_standing: bool
    chain: tuple[ApprovalStep, ...]
    needs_team: bool
    is_tier_changed: bool
    clause: str = "P.二.2"

    @property
    def chain_words(self) -> list[str]:
        """The steps in order, as people read them."""
        return [f"{TITLE_OF_STEP[step.role]} {ACTION_WORDS[step.action]}" for step in self.chain]


def triage_result(
    case: Case, *, direct_loss: Decimal, is_liability_clear: bool, is_extra_major: bool, at: datetime
) -> TriageResult:
    """What the rule makes of these facts for this case at `at`. Reads two rows, writes nothing."""
    p = parameters_of(case)
    tier = tier_of(direct_loss=direct_loss, liability_clear=is_liability_clear, extra_major=is_extra_major, p=p)
    computed = reply_due(case.filed_at, tier, p, is_workday)
    standing = _standing_due(case, computed, at)
    return TriageResult(
        tier=tier,
        formula=formula_of(tier, direct_loss, is_liability_clear, is_extra_major, p),
        days=reply_days(tier, p),
        computed_due_at=computed,
        due_at=standing or computed,
        is_old_due_standing=standing is not None,
        chain=approval_chain(tier),
        needs_team=service_team_required(tier),
        is_tier_changed=tier != case.tier,
    )


def _standing_due(case: Case, computed: datetime, at: datetime) -> datetime | None:
    """READING: a recomputed due that is already past leaves the old one standing; so does a reply already given."""
    old = Deadline.objects.filter(case=case, kind=ClockKind.REPLY).first()
    if old is None or (computed >= at and old.acted_at is None and old.ended_at is None):
        return None
    return old.due_at


def formula_of(
    tier: Tier, direct_loss: Decimal, is_liability_clear: bool, is_extra_major: bool, p: ParameterSet
) -> str:
    """The comparison that led to the tier, with its numbers."""
    if is_extra_major:
        return "由分管副总经理或总经理定为特别重大"
    loss = f"直接损失 {yuan(direct_loss)}"
    if tier is Tier.EXTRA_MAJOR:
        return f"{loss} ≥ {yuan(p.optional_decimal(K.EXTRA_MAJOR_THRESHOLD))}"
    if tier is Tier.MAJOR:
        return f"{loss} > {yuan(p.decimal(K.LARGER_LIMIT))}"
    clear = "责任明确" if is_liability_clear else "责任不明确"
    return f"{loss} ≤ {yuan(tier_limit(tier, p))}，{clear}"


def triages_of(case: Case) -> list[Triage]:
    """Every triage of the case in order, with its person."""
    return list(case.triages.select_related("by").order_by("ordinal"))
