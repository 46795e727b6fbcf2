"""The opinion and its chain as the case page draws them: every draft and every decision in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from cases.models import ApprovalStep, Case, HandlingOpinion, OpinionState, StepAction, StepState
from cases.selectors.approval import LIVING, ROLE_OF_STEP, deed_of, opinions_with_steps, title_of
from cases.selectors.ceilings import ceilings_of
from yibin_service.foundation.access.models import RoleGrant
from yibin_service.foundation.wording import instant, span, yuan

KINDS = (("return_ceiling", "退"), ("compensate_ceiling", "赔"), ("exchange_ceiling", "换"))


@dataclass(frozen=True)
class ChainLine:
    """One entry of the chain. `state` is ok, back, now, read or wait, as the part draws it."""

    title: str
    when: str
    state: str
    lines: list[str] = field(default_factory=list)
    icon: str = ""


@dataclass(frozen=True)
class DraftView:
    """One draft in full."""

    opinion: HandlingOpinion
    ceilings: list[tuple[str, Decimal]]
    total: Decimal

    @property
    def state_words(self) -> str:
        return str(OpinionState(self.opinion.state).label)

    @property
    def is_living(self) -> bool:
        return self.opinion.state in LIVING


@dataclass(frozen=True)
class OpinionView:
    """What the section shows: the newest draft in full, older ones folded, the chain of all."""

    current: DraftView | None
    older: list[DraftView]
    chain: list[ChainLine]
    has_money: bool


def opinion_view(case: Case, *, now: datetime, has_money: bool) -> OpinionView:
    """Two or three queries. Without the right to money the drafts' words and sums are left out, the steps stay."""
    opinions = opinions_with_steps(case)
    drafts = [_draft(opinion) for opinion in opinions]
    holders = _holders(opinions)
    return OpinionView(
        current=drafts[-1] if drafts and has_money else None,
        older=list(reversed(drafts[:-1])) if has_money else [],
        chain=[line for opinion in opinions for line in _lines(opinion, holders, now, has_money)],
        has_money=has_money,
    )


def ceiling_words(opinion: HandlingOpinion) -> str:
    """「退 20,000.00 元、换 5,000.00 元」, or that nothing is compensated."""
    named = [f"{label} {yuan(amount)}" for label, amount in _ceilings(opinion)]
    return "、".join(named) if named else "不予退赔换"


def _draft(opinion: HandlingOpinion) -> DraftView:
    return DraftView(opinion=opinion, ceilings=_ceilings(opinion), total=ceilings_of(opinion).sum)


def _ceilings(opinion: HandlingOpinion) -> list[tuple[str, Decimal]]:
    return [(label, getattr(opinion, name)) for name, label in KINDS if getattr(opinion, name)]


def _holders(opinions: Sequence[HandlingOpinion]) -> dict[str, str]:
    """Names of those who hold the open steps' roles, by step role; no query when nothing is open."""
    open_roles = {
        ROLE_OF_STEP[step.role]
        for opinion in opinions
        for step in opinion.steps.all()
        if step.state in (StepState.PENDING, StepState.WAITING)
    }
    if not open_roles:
        return {}
    held: dict[str, list[str]] = {}
    grants = RoleGrant.objects.filter(role__in=open_roles, revoked_at=None, user__is_active=True)
    for role, name in grants.order_by("user_id").values_list("role", "user__display_name"):
        held.setdefault(role, []).append(name)
    return {step: "、".join(held.get(role, [])) for step, role in ROLE_OF_STEP.items() if step != "executive_meeting"}


def _lines(
    opinion: HandlingOpinion, holders: dict[str, str], now: datetime, has_money: bool
) -> Iterator[ChainLine]:
    yield _proposal(opinion, now, has_money)
    for step in opinion.steps.all():
        line = _step(opinion, step, holders, now, has_money)
        if line:
            yield line
    if opinion.state == OpinionState.RECALLED:
        yield ChainLine(f"{opinion.submitted_by} · 撤回第{opinion.draft_no}稿", "", "wait", icon="arrow-back-up")
    if opinion.state == OpinionState.SUPERSEDED:
        yield ChainLine(f"第{opinion.draft_no}稿已被新稿取代", "", "wait", ["原有审批失效"], icon="ban")


def _proposal(opinion: HandlingOpinion, now: datetime, has_money: bool) -> ChainLine:
    money = [ceiling_words(opinion)] if has_money else []
    if opinion.submitted_at is None:
        when = instant(opinion.drafted_at, now.year)
        return ChainLine(f"{opinion.drafted_by} · 第{opinion.draft_no}稿 草稿，未提交", when, "wait", money, "pencil")
    sender = opinion.submitted_by
    who = f"{sender.unit or ''} {sender}".strip() if sender else ""
    when = instant(opinion.submitted_at, now.year)
    return ChainLine(f"{who} · 提交第{opinion.draft_no}稿", when, "ok", money, "file-check")


def _step(
    opinion: HandlingOpinion, step: ApprovalStep, holders: dict[str, str], now: datetime, has_money: bool
) -> ChainLine | None:
    if step.state in (StepState.PENDING, StepState.WAITING):
        return _open_step(step, holders, now)
    if step.decided_at is None:
        return None
    said = [f"「{step.comment}」"] if step.comment and has_money else []
    if step.meeting_record_no:
        said.insert(0, f"会议纪要 {step.meeting_record_no}，{step.decided_by} 登记")
    who = title_of(step) if step.meeting_record_no else f"{title_of(step)} {step.decided_by}"
    when = instant(step.decided_at, now.year)
    match step.state:
        case StepState.APPROVED:
            return ChainLine(f"{who} · 同意第{opinion.draft_no}稿", when, "ok", said)
        case StepState.RETURNED:
            return ChainLine(f"{who} · 退回第{opinion.draft_no}稿", when, "back", said)
        case StepState.ACKNOWLEDGED:
            return ChainLine(f"{who} · 已阅示", when, "read", said)
    return ChainLine(f"{who} · 曾同意第{opinion.draft_no}稿，已失效", when, "wait", said, "ban")


def _open_step(step: ApprovalStep, holders: dict[str, str], now: datetime) -> ChainLine:
    is_report = step.action == StepAction.REPORT
    name = f"{title_of(step)} {holders.get(step.role, '')}".strip()
    lines = ["阅示不影响答复" if is_report else "同意后才能答复客户"]
    if step.state == StepState.WAITING or step.reached_at is None:
        return ChainLine(f"{name} · 待{deed_of(step)}", "未到", "wait", lines, "eye" if is_report else "")
    when = f"已等 {span(now - step.reached_at)}"
    return ChainLine(f"{name} · 待{deed_of(step)}", when, "read" if is_report else "now", lines)
