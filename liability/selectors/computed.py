"""What the rule makes of the facts of a case: shares by unit, and the derivation as people read it."""

from dataclasses import dataclass
from decimal import Decimal

from cases.models import Case
from cases.rules.intake import CAUSE_TITLES, Cause
from cases.selectors.parameters import parameters_of
from liability.models import InboundAcceptance, PackagingStage, TripartiteSignOff
from liability.rules import facts as rule_facts
from liability.rules.determine import Determination, Share, determine
from yibin_service.foundation.org.models import Unit, UnitKind
from yibin_service.foundation.org.selectors import unit_of_kind
from yibin_service.foundation.wording import share as share_words

SIGNER_TITLES = {
    rule_facts.Signer.QC: "质检处",
    rule_facts.Signer.WAREHOUSE: "物资处",
    rule_facts.Signer.CARRIER: "承运单位",
}


@dataclass(frozen=True)
class JudgedFacts:
    """What a proposal is computed from; the hand-over rows are those that count now."""

    cause: Cause | None
    packaging_stage: PackagingStage | None = None
    forced_by: frozenset[rule_facts.Signer] = frozenset()
    inbound: InboundAcceptance | None = None
    sign_off: TripartiteSignOff | None = None
    report: str = ""  # what the cause rests on, as the derivation cites it

    @property
    def signatures(self) -> frozenset[rule_facts.Signer]:
        return frozenset(rule_facts.Signer(party) for party in (self.sign_off.signers if self.sign_off else ()))


@dataclass(frozen=True)
class Step:
    """One numbered step of the derivation."""

    clause: str
    text: str
    formula: str = ""
    is_reading: bool = False

    def stored(self) -> dict[str, object]:
        return {"clause": self.clause, "text": self.text, "formula": self.formula, "is_reading": self.is_reading}


@dataclass(frozen=True)
class Computed:
    """The rule's result for a case, ready to be stored or shown."""

    determination: Determination
    shares: list[dict[str, str]]
    basis: list[Step]

    @property
    def open_question(self) -> str:
        return self.determination.open.value if self.determination.open else ""

    @property
    def clause(self) -> str:
        return self.determination.clause.id


def compute(case: Case, facts: JudgedFacts) -> Computed:
    """Apply P.三 to the facts under the case's own regulation version. Goodwill is not asked here: it decides money, not fault."""
    determination = determine(_as_rule_facts(case, facts), parameters_of(case))
    shares = [stored_share(unit_of(case, share), share.fraction, determination.clause.id) for share in determination.shares]
    return Computed(determination, shares, _derivation(facts, determination))


def _as_rule_facts(case: Case, facts: JudgedFacts) -> rule_facts.LiabilityFacts:
    packaging = None
    if facts.cause is Cause.PACKAGING and facts.packaging_stage is not None:
        packaging = rule_facts.Packaging(
            stage=rule_facts.PackagingStage(facts.packaging_stage.value),
            warehouse_signed=bool(facts.inbound and facts.inbound.is_signed),
            signatures=facts.signatures,
            forced_by=facts.forced_by,
        )
    return rule_facts.LiabilityFacts(cause=facts.cause, workshop=case.workshop.name, packaging=packaging)


def unit_of(case: Case, share: Share) -> Unit:
    """The unit a party of the rule stands for in this case: its own workshop, else the one unit of that kind."""
    if share.party is rule_facts.Party.WORKSHOP:
        return case.workshop
    return unit_of_kind(UnitKind(share.party.value))


def stored_share(unit: Unit, fraction: Decimal, clause: str) -> dict[str, str]:
    """A share as determinations keep it."""
    return {"unit": unit.code, "name": unit.name, "share": f"{fraction:.4f}", "clause": clause}


def _derivation(facts: JudgedFacts, determination: Determination) -> list[Step]:
    clause = determination.clause.id
    steps = [_cause_step(facts, clause)]
    if facts.cause is Cause.PACKAGING:
        steps += _packaging_steps(facts, determination)
    if determination.shares:
        units = "、".join(share.unit for share in determination.shares)
        parts = " : ".join(share_words(share.fraction) for share in determination.shares)
        steps.append(Step(clause, f"承担比例：{units}", parts))
    elif determination.open:
        steps.append(Step(clause, determination.finding, "由有权人认定" if facts.cause is not Cause.USER_MISUSE else ""))
    if determination.has_external_share:
        rest = "追不回的部分：查实销售工作失误由销售处承担，否则由公司承担"
        steps.append(Step("P.三.3", "承运单位的部分由销售处索赔", rest, is_reading=True))
    return steps


def _cause_step(facts: JudgedFacts, clause: str) -> Step:
    if facts.cause is None:
        return Step(clause, "案由：其他或工作疏忽", facts.report)
    where = f"，出现在{facts.packaging_stage.label}环节" if facts.packaging_stage else ""
    return Step(clause, f"案由：{CAUSE_TITLES[facts.cause]}{where}", facts.report)


def _packaging_steps(facts: JudgedFacts, determination: Determination) -> list[Step]:
    clause = determination.clause.id
    if facts.packaging_stage == PackagingStage.BEFORE_LOADING:
        return [Step(clause, f"入库交接：{_inbound_words(facts.inbound)}", determination.finding, is_reading=True)]
    if facts.packaging_stage != PackagingStage.DISPATCH:
        return []
    signed = " · ".join(
        f"{title} {'已签' if signer in facts.signatures else '未签'}" for signer, title in SIGNER_TITLES.items()
    )
    steps = [Step(clause, f"三方汇签：{signed}", determination.finding)]
    if facts.forced_by:
        forced = [title for signer, title in SIGNER_TITLES.items() if signer in facts.forced_by]
        halved = " → 两方平分" if len(forced) > 1 else ""
        steps.append(Step(clause, f"强制发运方：{'、'.join(forced)}{halved}", is_reading=len(forced) > 1))
    return steps


def _inbound_words(inbound: InboundAcceptance | None) -> str:
    if inbound is None or not inbound.is_signed:
        return "物资处 未签"
    number = f"，单号 {inbound.form_no}" if inbound.form_no else ""
    return f"物资处 已签（{inbound.signed_on:%Y-%m-%d} {inbound.signer}{number}）"
