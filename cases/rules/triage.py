"""P.二.2  The tier of a case, who approves or reads its opinion, and within how many days the user is answered."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet


class Tier(StrEnum):
    """By weight, lightest first."""

    MINOR = "minor"
    LARGER = "larger"
    MAJOR = "major"
    EXTRA_MAJOR = "extra_major"


class Approver(StrEnum):
    """Whose step it is in the chain."""

    DEPUTY_GM = "deputy_gm"
    GENERAL_MANAGER = "general_manager"
    EXECUTIVE_MEETING = "executive_meeting"


class Action(StrEnum):
    """`approve` holds the reply back; `report` passes on delivery and is acknowledged apart."""

    REPORT = "report"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class ApprovalStep:
    """One step of the chain, in order."""

    role: Approver
    action: Action


TIER_TITLES: dict[Tier, str] = {
    Tier.MINOR: "一般",
    Tier.LARGER: "较大",
    Tier.MAJOR: "重大",
    Tier.EXTRA_MAJOR: "特别重大",
}
_CHAINS: dict[Tier, tuple[ApprovalStep, ...]] = {
    Tier.MINOR: (),
    Tier.LARGER: (ApprovalStep(Approver.DEPUTY_GM, Action.REPORT),),
    Tier.MAJOR: (
        ApprovalStep(Approver.DEPUTY_GM, Action.APPROVE),
        ApprovalStep(Approver.GENERAL_MANAGER, Action.REPORT),
    ),
    Tier.EXTRA_MAJOR: (
        ApprovalStep(Approver.DEPUTY_GM, Action.APPROVE),
        ApprovalStep(Approver.GENERAL_MANAGER, Action.REPORT),
        ApprovalStep(Approver.EXECUTIVE_MEETING, Action.APPROVE),
    ),
}
_REPLY_DAYS: dict[Tier, K] = {
    Tier.MINOR: K.MINOR_REPLY_DAYS,
    Tier.LARGER: K.LARGER_REPLY_DAYS,
    Tier.MAJOR: K.MAJOR_REPLY_DAYS,
    Tier.EXTRA_MAJOR: K.EXTRA_MAJOR_REPLY_DAYS,
}
_LIMITS: dict[Tier, K] = {Tier.MINOR: K.MINOR_LIMIT, Tier.LARGER: K.LARGER_LIMIT}


def tier_of(*, direct_loss: Decimal, liability_clear: bool, extra_major: bool, p: ParameterSet) -> Tier:
    """P.二.2  The tier by direct loss, clearness of liability and the mark of the leaders.

    READING: a loss of exactly the limit belongs to the lower tier; an unclear case of any small loss is larger.
    """
    threshold = p.optional_decimal(K.EXTRA_MAJOR_THRESHOLD)
    if extra_major or (threshold is not None and direct_loss >= threshold):
        return Tier.EXTRA_MAJOR
    if direct_loss > p.decimal(K.LARGER_LIMIT):
        return Tier.MAJOR
    if liability_clear and direct_loss <= p.decimal(K.MINOR_LIMIT):
        return Tier.MINOR
    return Tier.LARGER


def approval_chain(tier: Tier) -> tuple[ApprovalStep, ...]:
    """P.二.2  The steps before or beside the reply, in order; none for a minor case."""
    return _CHAINS[tier]


def service_team_required(tier: Tier) -> bool:
    """P.二.2  Whether a team goes to the user: every tier but the minor one."""
    return tier is not Tier.MINOR


def reply_days(tier: Tier, p: ParameterSet) -> int:
    """P.二.2  Days within which the user is answered."""
    return p.whole(_REPLY_DAYS[tier])


def tier_limit(tier: Tier, p: ParameterSet) -> Decimal | None:
    """P.二.2  The greatest loss the tier is made for, in CNY; None where it has no limit."""
    key = _LIMITS.get(tier)
    return None if key is None else p.decimal(key)
