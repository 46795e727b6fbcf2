"""P.三  Who bears how much: shares in the clause's order of units, or the reason why the regulation alone gives none."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cases.rules.intake import CAUSE_TITLES, Cause
from yibin_service.foundation.regulation.clauses import P_3, P_3_3, P_3_4, P_3_5A, P_3_5B, P_3_6, Clause
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

from .facts import SIGNER_PARTIES, UNIT_NAMES, LiabilityFacts, Packaging, PackagingStage, Party, Signer

WHOLE = Decimal("1.0000")
NOTHING = Decimal("0.0000")


class Open(StrEnum):
    """Why no shares are computed: a person with power decides."""

    CAUSE = "cause"
    NOT_COMPENSABLE = "not_compensable"
    PACKAGING = "packaging"


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's fraction of the loss, four places. `unit` is the name as printed."""

    party: Party
    unit: str
    fraction: Decimal


@dataclass(frozen=True, slots=True)
class Determination:
    """Shares that add up to one, or none and the reason in `open`. `finding` says in words what the clause was applied to."""

    clause: Clause
    shares: tuple[Share, ...]
    open: Open | None
    finding: str

    def fraction_of(self, party: Party) -> Decimal:
        """The party's fraction, 0 where it bears nothing."""
        return next((share.fraction for share in self.shares if share.party is party), NOTHING)

    @property
    def has_external_share(self) -> bool:
        """Whether the carrier bears a part, which 销售处 claims."""
        return any(share.party is Party.CARRIER for share in self.shares)


_TWO_UNITS: dict[Cause, tuple[Clause, K, K]] = {
    Cause.PHYSICAL_INDEX: (P_3_4, K.INTRINSIC_WORKSHOP_SHARE, K.INTRINSIC_INSPECTION_SHARE),
    Cause.PAPER_DEFECT: (P_3_4, K.INTRINSIC_WORKSHOP_SHARE, K.INTRINSIC_INSPECTION_SHARE),
    Cause.PASSING_OFF: (P_3_4, K.INTRINSIC_WORKSHOP_SHARE, K.INTRINSIC_INSPECTION_SHARE),
    Cause.REWINDING: (P_3_5A, K.REWINDING_WORKSHOP_SHARE, K.REWINDING_INSPECTION_SHARE),
    Cause.BRIGHTNESS: (P_3_5A, K.REWINDING_WORKSHOP_SHARE, K.REWINDING_INSPECTION_SHARE),
    Cause.HIDDEN: (P_3_5A, K.HIDDEN_WORKSHOP_SHARE, K.HIDDEN_INSPECTION_SHARE),
}


def determine(facts: LiabilityFacts, p: ParameterSet) -> Determination:
    """P.三  The shares by cause. Never guesses: what the regulation leaves open comes back with its reason."""
    if facts.cause is None:
        return Determination(P_3, (), Open.CAUSE, "原因尚未认定")
    if facts.cause is Cause.PACKAGING:
        return _packaging(facts, _handover(facts))
    if facts.cause is Cause.TRANSPORT:
        return _borne(P_3_3, (_share(Party.CARRIER, WHOLE),), "厂外运输损坏，由销售处向承运单位和保险公司索赔")
    if facts.cause is Cause.USER_MISUSE:
        return _not_compensable(facts, P_3_6, "用户使用不当")
    return _workshop_and_inspection(facts, facts.cause, p)


def _workshop_and_inspection(facts: LiabilityFacts, cause: Cause, p: ParameterSet) -> Determination:
    """P.三.4, P.三.5甲  Made by the workshop, passed by 质检处."""
    clause, workshop_key, inspection_key = _TWO_UNITS[cause]
    shares = (
        Share(Party.WORKSHOP, facts.workshop, p.decimal(workshop_key)),
        _share(Party.QUALITY_INSPECTION, p.decimal(inspection_key)),
    )
    return _borne(clause, shares, CAUSE_TITLES[cause])


def _packaging(facts: LiabilityFacts, packaging: Packaging) -> Determination:
    """P.三.5乙  Packaging, by stage."""
    if packaging.stage is PackagingStage.USER_HANDLING:
        return _not_compensable(facts, P_3_5B, "用户自己搬运装卸造成外包装破损")
    if packaging.stage is PackagingStage.BEFORE_LOADING:
        if packaging.warehouse_signed:
            return _borne(P_3_5B, (_share(Party.WAREHOUSE, WHOLE),), "物资处签认入库以后、装车以前破损")
        workshop = Share(Party.WORKSHOP, facts.workshop, WHOLE)
        return _borne(P_3_5B, (workshop,), "未经物资处签认的外包装破损")
    return _dispatch(packaging)


def _dispatch(packaging: Packaging) -> Determination:
    """P.三.5乙  Loading and transit: all three signed, or somebody forced the shipment.

    READING: two that forced it bear equal shares; nobody signed, or nobody found to have forced it: open.
    """
    if len(packaging.signatures) == len(Signer):
        return _borne(P_3_5B, (_share(Party.CARRIER, WHOLE),), "三方签字齐全，由承运单位负责")
    forced = [SIGNER_PARTIES[signer] for signer in Signer if signer in packaging.forced_by]
    if not packaging.signatures or not forced:
        why = "无一方签字" if not packaging.signatures else "签字不全，未查明强制发运方"
        return Determination(P_3_5B, (), Open.PACKAGING, why)
    each = WHOLE / len(forced)
    names = "、".join(UNIT_NAMES[party] for party in forced)
    return _borne(P_3_5B, tuple(_share(party, each) for party in forced), f"签字不全，{names}强制发运")


def _not_compensable(facts: LiabilityFacts, clause: Clause, finding: str) -> Determination:
    """P.三.5乙, P.三.6  Nothing is owed. READING: a settlement approved out of goodwill is 公司's alone."""
    if facts.goodwill_approved:
        return _borne(clause, (_share(Party.COMPANY, WHOLE),), f"{finding}，经同意给予善意补偿")
    return Determination(clause, (), Open.NOT_COMPENSABLE, f"{finding}，原则上不赔偿")


def _handover(facts: LiabilityFacts) -> Packaging:
    if facts.packaging is None:
        raise ValueError("cause packaging comes with its hand-over facts")
    return facts.packaging


def _share(party: Party, fraction: Decimal) -> Share:
    return Share(party, UNIT_NAMES[party], fraction)


def _borne(clause: Clause, shares: tuple[Share, ...], finding: str) -> Determination:
    return Determination(clause, tuple(share for share in shares if share.fraction), None, finding)
