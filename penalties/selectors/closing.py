"""What must be done before a case can be closed, what of it is missing, and whose it is."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import ApprovalStep, Case, CaseState, ClockKind, OpinionState, StepAction
from penalties.models import Claim, ClaimReceipt, ClaimState, Settlement, SettlementState
from penalties.rules.posting import differences, target_lines
from penalties.selectors.case_facts import CaseStanding, late_breaches, standing_of
from penalties.selectors.ledger_state import posted_of

OPEN_SETTLEMENTS = (SettlementState.AGREED, SettlementState.EXECUTED)


@dataclass(frozen=True)
class ClosingItem:
    """One line of the closing list. `missing` says what is to be done, `whose` by whom."""

    key: str
    title: str
    is_done: bool
    missing: str
    whose: str


def closing_list(case: Case, at: datetime, *, not_compensated_reason: str = "") -> list[ClosingItem]:
    """Every condition of 结案, in the order of the procedure."""
    standing = standing_of(case, at)
    return [
        ClosingItem("reply", "已答复客户", case.state == CaseState.REPLIED, "先答复客户", "技术中心"),
        ClosingItem("liability", "责任已认定", standing.is_determined, "先认定责任", "技术中心主任"),
        _effect(case, standing),
        _settlements(case, not_compensated_reason),
        _claims(case),
        _ledger(case, standing),
        _report_steps(case),
    ]


def _effect(case: Case, standing: CaseStanding) -> ClosingItem:
    """P.四.1  A late card's effect is determined, or its breach waived."""
    is_late = any(breach.kind == ClockKind.CARD_FILING for breach in late_breaches(case, standing.parameters))
    is_done = not is_late or standing.liability.late_filing_effect is not None
    return ClosingItem("effect", "迟报的影响已认定", is_done, "信息卡迟报，先认定耽误了什么", "技术中心")


def _settlements(case: Case, not_compensated_reason: str) -> ClosingItem:
    states = list(Settlement.objects.filter(case=case).values_list("state", flat=True))
    open_ones = sum(state in OPEN_SETTLEMENTS for state in states)
    title = "结算已确认或不予赔偿"
    if open_ones:
        missing = f"还有 {open_ones}笔结算没有确认"
        return ClosingItem("settlements", title, False, missing, "销售处")
    is_done = SettlementState.CONFIRMED in states or bool(not_compensated_reason)
    return ClosingItem("settlements", title, is_done, "没有结算：请填「不予赔偿」的理由", "技术中心主任")


def _claims(case: Case) -> ClosingItem:
    open_claims = Claim.objects.filter(case=case, state=ClaimState.OPEN).count()
    waiting = ClaimReceipt.objects.filter(claim__case=case, confirmed_at=None, refused_at=None).count()
    missing = f"还有 {open_claims}笔索赔没有了结" + (f"，{waiting}笔到账等财务确认" if waiting else "")
    return ClosingItem("claims", "索赔已了结", not open_claims and not waiting, missing, "销售处、财务")


def _ledger(case: Case, standing: CaseStanding) -> ClosingItem:
    """What is confirmed is posted, and nothing waits for a decision."""
    undetermined = [name for name in standing.result.undetermined if name != "late_filing_effect"]
    unposted = differences(target_lines(standing.result, standing.ledger), posted_of(case))
    is_done = not undetermined and not unposted
    missing = "已确认的结算还有未入账的：先认定责任或批准善意补偿"
    return ClosingItem("ledger", "台账与事实相符", is_done, missing, "技术中心、分管副总经理")


def _report_steps(case: Case) -> ClosingItem:
    """A report step passes on delivery: here it only has to have been delivered."""
    undelivered = ApprovalStep.objects.filter(
        opinion__case=case, opinion__state=OpinionState.APPROVED, action=StepAction.REPORT, reached_at=None
    ).exists()
    return ClosingItem("report_steps", "报告件已送达", not undelivered, "还有报告件没有送达", "技术中心")
