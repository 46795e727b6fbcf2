"""A case's assessment in the words of the page."""

from typing import Any

from cases.rules.deadlines import DeadlineKind, DeadlineState
from cases.rules.triage import Action, Approver
from penalties.rules.derivation import UNDETERMINED_WORDS
from penalties.rules.result import CaseResult

CLOCKS = {
    DeadlineKind.CARD_FILING: "信息卡送达",
    DeadlineKind.USER_REPORT: "用户报告",
    DeadlineKind.REPLY: "答复用户",
}
STATES = {
    DeadlineState.MET: ("met", "check", "按时"),
    DeadlineState.BREACHED: ("late", "alert-circle", "超期"),
    DeadlineState.RUNNING: ("run", "clock", "未到期"),
}
APPROVERS = {
    Approver.DEPUTY_GM: "分管副总经理",
    Approver.GENERAL_MANAGER: "总经理",
    Approver.EXECUTIVE_MEETING: "公司办公会",
}
ACTIONS = {Action.REPORT: "阅示", Action.APPROVE: "同意"}
WARNINGS = {"loss_above_tier": "结算金额超过本级上限，应重新分级"}


def shown(result: CaseResult) -> dict[str, Any]:
    """What the template draws; nothing is computed here."""
    loss = result.loss
    return {
        "tier": result.tier.value,
        "regulation": result.regulation,
        "chain": [f"{APPROVERS[step.role]}{ACTIONS[step.action]}" for step in result.approval],
        "has_team": result.service_team_required,
        "clocks": [(CLOCKS[clock.kind], clock.due_at, *STATES[clock.state]) for clock in result.deadlines],
        "losses": [
            ("退", loss.returned),
            ("赔", loss.compensated),
            ("换", loss.exchanged),
            ("调查取证费用", loss.investigation),
        ],
        "total": loss.total,
        "recovered": loss.recovered,
        "allocations": result.allocations,
        "fines": result.fines,
        "undetermined": [UNDETERMINED_WORDS[key] for key in result.undetermined],
        "warnings": [WARNINGS[key] for key in result.warnings],
        "steps": result.basis,
    }
