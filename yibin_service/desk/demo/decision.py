"""The opinion, its chain, and the answer to the customer."""

from datetime import timedelta
from decimal import ROUND_UP, Decimal

from cases.models import ApprovalStep, ClockKind, HandlingOpinion, StepAction, StepState
from cases.services.acknowledge_step import acknowledge_step
from cases.services.approve_step import approve_step
from cases.services.draft_opinion import OpinionContent, draft_opinion
from cases.services.issue_reply import ReplyContent, issue_reply
from cases.services.record_delivery import record_delivery
from cases.services.record_meeting_decision import MeetingDecision, record_meeting_decision
from cases.services.return_opinion import return_opinion
from cases.services.submit_opinion import submit_opinion
from cases.services.waive_breach import waive_breach
from penalties.models import SettlementKind
from penalties.selectors.case_facts import standing_of
from penalties.services.settlement_content import settlement_amount

from .money import remedy_content
from .run import Run
from .stage import Life, office_hour

HUNDRED = Decimal(100)
CEILINGS = {
    SettlementKind.RETURN: "return_ceiling",
    SettlementKind.COMPENSATE: "compensate_ceiling",
    SettlementKind.EXCHANGE: "exchange_ceiling",
}
WORDS = {SettlementKind.RETURN: "退", SettlementKind.COMPENSATE: "赔", SettlementKind.EXCHANGE: "换"}
IMPROVEMENT = "当班加密检查，问题卷单独标识；一个月内报整改结果。"
CHANNELS = ("letter", "email", "message")


def decide_opinion(run: Run) -> Life:
    """Draft and chain; where the plot says so, returned once and submitted again."""
    yield from run.wait(14)
    opinion = _submit(run)
    run.reach("opinion_submitted")
    if "returned_opinion" in run.plot and opinion.steps.filter(action=StepAction.APPROVE).exists():
        yield from run.wait(14)
        step = opinion.steps.get(state=StepState.PENDING)
        return_opinion(step=step, reason=run.plot["returned_opinion"], by=run.cast["deputy_gm"], at=run.at)
        run.reach("opinion_returned")
        yield from run.wait(12)
        opinion = _submit(run)
    while (step := opinion.steps.filter(state=StepState.PENDING, action=StepAction.APPROVE).first()) is not None:
        if step.role == "executive_meeting":
            run.reach("meeting_waits")
        yield from run.wait(18)
        _approve(run, step)
    run.reach("approved")


def _submit(run: Run) -> HandlingOpinion:
    draft_opinion(case=run.case, content=_opinion(run), by=run.engineer, at=run.at)
    return submit_opinion(case=run.case, by=run.engineer, at=run.soon())


def _opinion(run: Run) -> OpinionContent:
    """Ceilings a little above what the remedies come to."""
    sums: dict[str, Decimal] = {}
    for remedy in run.plot.get("remedies", []):
        content = remedy_content(run, remedy)
        amount = settlement_amount(run.case, content, standing_of(run.case, run.at))
        sums[content.kind] = sums.get(content.kind, Decimal(0)) + amount
    if not sums:
        return OpinionContent(text="属用户保管和使用不当，不予退赔换，送使用指南并指导改进。", is_compensable=False)
    ceilings = {CEILINGS[SettlementKind(kind)]: _rounded_up(amount) for kind, amount in sums.items()}
    kinds = "、".join(WORDS[SettlementKind(kind)] for kind in sums)
    return OpinionContent(
        text=f"{run.plot['seen']}，情况属实。同意{kinds}，按实际吨数办理，不超过所列上限。",
        improvement=IMPROVEMENT if run.number % 2 else "",
        improvement_unit=run.case.workshop if run.number % 2 else None,
        **ceilings,
    )


def _rounded_up(amount: Decimal) -> Decimal:
    return (amount / HUNDRED).quantize(Decimal(1), ROUND_UP) * HUNDRED


def _approve(run: Run, step: ApprovalStep) -> None:
    if step.role != "executive_meeting":
        approve_step(step=step, comment="同意", by=run.cast[step.role], at=run.at)
        return
    secretary = run.cast["meeting_secretary"]
    scan = run.cast.upload("会议纪要", secretary, run.at)
    held = run.at - timedelta(hours=1)
    decision = MeetingDecision(True, held, f"办纪〔{run.at.year}〕{run.number}号", scan, "按所报办理")
    record_meeting_decision(step=step, decision=decision, by=secretary, at=run.at)


def answer(run: Run) -> Life:
    """The reply, late where the plot says so; then those who were to read it have read it."""
    due = run.case.deadlines.get(kind=ClockKind.REPLY).due_at
    if run.plot.get("late_reply"):
        yield from run.until(office_hour(due + timedelta(hours=run.rng.randint(9, 30))))
    else:
        yield from run.wait(6)
    words = "贵司反映的问题已查清，处理办法见所附意见书；给贵司添了麻烦，请谅解。"
    content = ReplyContent(run.rng.choice(CHANNELS), run.case.customer.contact_name, words)
    issue_reply(case=run.case, content=content, by=run.engineer, at=run.at)
    yield from _waive(run)
    record_delivery(case=run.case, delivered_at=run.at, by=run.clerk, at=run.soon())
    run.reach("replied")
    yield from run.wait(8)
    steps = ApprovalStep.objects.filter(opinion__case=run.case, state=StepState.PENDING, action=StepAction.REPORT)
    for step in steps:
        if run.rng.random() < 0.85:
            acknowledge_step(step=step, comment="", by=run.cast[step.role], at=run.at)


def _waive(run: Run) -> Life:
    breach = run.case.breaches.filter(kind=ClockKind.REPLY, waived_at=None).first()
    if breach is None or "waive" not in run.plot:
        return
    yield from run.until(office_hour(run.at + timedelta(hours=2)))
    waive_breach(breach=breach, reason=run.plot["waive"], by=run.cast["deputy_gm"], at=run.at)
