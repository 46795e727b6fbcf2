"""What an approval leads to, said before the button."""

from cases.models import ApprovalStep, Case, ClockKind, StepAction, StepState
from cases.selectors.approval import deed_of, title_of
from cases.selectors.opinion_panel import ceiling_words
from yibin_service.foundation.wording import span


def approval_consequences(case: Case, step: ApprovalStep) -> list[str]:
    """A sentence each: what may then be done, who comes next, when the approval loses its force, a late user report."""
    opinion = step.opinion
    if step.action == StepAction.REPORT:
        told = ["阅示不影响答复客户", f"处理意见：{ceiling_words(opinion)}"]
    else:
        told = [f"{_allowed(step)}：{ceiling_words(opinion)}", *_following(step)]
        whose = "会议" if step.role == "executive_meeting" else "您"
        told.append(f"之后若另起新稿，{whose}的同意自动失效，要重新审批")
    return told + _late_report(case)


def _allowed(step: ApprovalStep) -> str:
    later = [one for one in step.opinion.steps.all() if one.position > step.position]
    is_last = all(one.action == StepAction.REPORT for one in later)
    return "技术中心可以答复客户，最多" if is_last else "这一步通过，最多"


def _following(step: ApprovalStep) -> list[str]:
    later = [
        one for one in step.opinion.steps.all() if one.position > step.position and one.state == StepState.WAITING
    ]
    return [
        f"接着送{title_of(one)}{deed_of(one)}"
        + ("，不影响答复" if one.action == StepAction.REPORT else "，同意后才能答复客户")
        for one in later
    ]


def _late_report(case: Case) -> list[str]:
    """P.二.1  The user's own 72 hours, shown at the decision; no unit's breach."""
    clock = next((one for one in case.deadlines.all() if one.kind == ClockKind.USER_REPORT), None)
    if clock is None or clock.acted_at is None or clock.acted_at <= clock.due_at:
        return []
    return [f"用户超期报告 {span(clock.acted_at - clock.due_at)}（P.二.1），不记任何单位超期，请在决定时一并考虑"]
