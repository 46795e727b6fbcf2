"""How a finding about a missed clock reads, and who confirms it."""

from cases.models import ClockKind
from liability.models import DelayFinding, Effect
from yibin_service.foundation.access.roles import Role

CLAUSES = {
    (ClockKind.CARD_FILING, Effect.EVIDENCE): "P.四.1(1)",
    (ClockKind.CARD_FILING, Effect.EVIDENCE_AND_HANDLING): "P.四.1(2)",
}


def decider_of(finding: DelayFinding) -> Role:
    """READING: the effect that divides the loss anew is 分管副总经理's to confirm, the others 技术中心主任's."""
    return Role.DEPUTY_GM if finding.effect == Effect.EVIDENCE_AND_HANDLING else Role.TECH_HEAD


def clause_of(finding: DelayFinding) -> str:
    """The clause the finding rests on."""
    if finding.kind == ClockKind.REPLY:
        return "P.三.2"
    return CLAUSES.get((ClockKind(finding.kind), Effect(finding.effect)), "P.三.1")


def finding_text(finding: DelayFinding) -> str:
    """「信息卡迟送，耽误取证时机，有不良影响」."""
    effect = "有不良影响" if finding.has_adverse_effect else "没有不良影响"
    if finding.kind == ClockKind.REPLY:
        return f"答复超期，{effect}"
    return f"信息卡迟送，{finding.get_effect_display()}，{effect}"
