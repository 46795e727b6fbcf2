"""The 处理意见书: a form with the opinion of each signer in the order of the chain. Draws what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from cases.models import ApprovalStep, HandlingOpinion, OpinionState, StepAction, StepState
from cases.selectors.approval import title_of
from cases.selectors.ceilings import ceilings_of
from cases.selectors.opinion_panel import KINDS
from yibin_service.foundation.paper import render_pdf

TEMPLATE = "print/opinion_sheet.html"
FIRST_ROLLS = 12


@dataclass(frozen=True)
class Box:
    """One signer's box. Decided in the product: words, who and when; else empty for the pen."""

    title: str
    words: str = ""
    who: str = ""
    when: datetime | None = None


class LiabilityLine(Protocol):
    """What a unit bears; the app above gives it, so that this one does not look upwards."""

    @property
    def unit(self) -> str: ...

    @property
    def share(self) -> Decimal: ...

    @property
    def clause(self) -> str: ...


def opinion_sheet(
    *, opinion: HandlingOpinion, liability: Sequence[LiabilityLine], at: datetime, printed_by: str
) -> bytes:
    """The sheet of one draft as PDF. Only the worker calls this."""
    case = opinion.case
    lines = list(case.card.lines.order_by("position"))
    context = {
        "case": case,
        "opinion": opinion,
        "state_words": OpinionState(opinion.state).label,
        "rolls": [line.roll_no for line in lines[:FIRST_ROLLS]],
        "roll_count": len(lines),
        "tonnes": sum((line.tonnes for line in lines), Decimal("0.000")),
        "ceilings": [(label, getattr(opinion, name)) for name, label in KINDS if getattr(opinion, name)],
        "total": ceilings_of(opinion).sum,
        "liability": liability,
        "boxes": boxes_of(opinion),
    }
    return render_pdf(TEMPLATE, context, at=at, printed_by=printed_by)


def boxes_of(opinion: HandlingOpinion) -> list[Box]:
    """技术中心 first, then each step in order. A step that lost its force is an empty box again."""
    proposer = Box("技术中心意见")
    if opinion.submitted_by and opinion.submitted_at:
        proposer = Box("技术中心意见", "按上述意见办理，报请审批。", opinion.submitted_by.full_title, opinion.submitted_at)
    steps = opinion.steps.select_related("decided_by").order_by("position")
    return [proposer, *(_box(step) for step in steps)]


def _box(step: ApprovalStep) -> Box:
    deed = "阅示" if step.action == StepAction.REPORT else "审批意见"
    title = f"{title_of(step)}{deed}"
    if step.decided_at is None or step.decided_by is None or step.state == StepState.VOID:
        return Box(title)
    said = {
        StepState.APPROVED: "同意。",
        StepState.RETURNED: "退回。",
        StepState.ACKNOWLEDGED: "已阅。",
    }[StepState(step.state)]
    record = f"会议纪要 {step.meeting_record_no}，" if step.meeting_record_no else ""
    who = f"{step.decided_by.full_title}{' 登记' if step.meeting_record_no else ''}"
    return Box(title, f"{record}{said}{step.comment}", who, step.decided_at)
