"""The head of the case page: clocks, eight steps, whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from cases.models import (
    Case,
    CaseState,
    ClockKind,
    Deadline,
    DeadlineBreach,
    HandlingOpinion,
    OpinionState,
    ProposalState,
    ReportKind,
)
from cases.rules.triage import Tier, service_team_required
from cases.rules.workflow import STEPS_OF_A_CASE
from cases.selectors.approval import LIVING, opinions_with_steps
from cases.selectors.card_facts import card_lines
from cases.selectors.investigation import site_reports
from cases.selectors.team import team_proposals
from liability.models import DeterminationState, LiabilityDetermination
from liability.selectors.determinations import determinations_of
from yibin_service.foundation.acts.panels import Offer, Waiting
from yibin_service.foundation.regulation.money import NO_TONNES
from yibin_service.foundation.wording import day, end, instant, local, share, span

CLOCK_ORDER = {ClockKind.REPLY: 0, ClockKind.CARD_FILING: 1, ClockKind.USER_REPORT: 2}
DEED_WORDS = {ClockKind.REPLY: "答复", ClockKind.CARD_FILING: "送达", ClockKind.USER_REPORT: "报告"}


@dataclass(frozen=True)
class ClockLine:
    """One clock of the head. `due` is drawn by the badge; `note` says its length, its end or its act, and more."""

    title: str
    note: str
    clause: str
    due_at: datetime
    done_at: datetime | None
    is_waived: bool
    is_main: bool
    is_ended: bool = False
    tag: str = ""


@dataclass(frozen=True)
class StepMark:
    """One of the eight steps: done, now or still to come."""

    name: str
    note: str
    state: str


@dataclass(frozen=True)
class Band:
    """「轮到您：…」 or whose turn it is, with how long it has waited."""

    title: str
    text: str
    is_mine: bool


@dataclass(frozen=True)
class Milestones:
    """When the steps of a case were reached, and what its card counts."""

    rolls: int
    tonnes: Decimal
    reported_at: datetime | None
    team_waived_at: datetime | None
    determination: LiabilityDetermination | None
    opinion: HandlingOpinion | None


def milestones(case: Case) -> Milestones:
    """From what the sections of the page read anyway."""
    lines = card_lines(case)
    finals = [row.at for row in site_reports(case) if row.kind == ReportKind.FINAL]
    waivers = [row for row in team_proposals(case) if row.state == ProposalState.APPROVED and row.is_waiver]
    confirmed = [row for row in determinations_of(case) if row.state == DeterminationState.CONFIRMED]
    living = [row for row in opinions_with_steps(case) if row.state in LIVING]
    return Milestones(
        rolls=len(lines),
        tonnes=sum((line.tonnes for line in lines), NO_TONNES),
        reported_at=finals[-1] if finals else None,
        team_waived_at=waivers[-1].decided_at if waivers else None,
        determination=confirmed[-1] if confirmed else None,
        opinion=living[-1] if living else None,
    )


def steps_of(case: Case, reached: Milestones, now: datetime) -> list[StepMark]:
    """The eight steps; the first that is not done is the one at hand, unless the case is over."""
    notes = _reached(case, reached, now.year)
    marks, is_now_found = [], not case.is_open
    for name in STEPS_OF_A_CASE:
        note = notes.get(name)
        if note is not None:
            marks.append(StepMark(name, note, "done"))
        elif is_now_found:
            marks.append(StepMark(name, "", ""))
        else:
            is_now_found = True
            marks.append(StepMark(name, _note_of_now(name, reached), "now"))
    return marks


def step_line(steps: list[StepMark]) -> str:
    """For phones: 「第 5步 / 共 8步：审批 → 下一步 答复客户」."""
    place = next((number for number, step in enumerate(steps) if step.state == "now"), None)
    if place is None:
        return ""
    following = f" → 下一步 {steps[place + 1].name}" if place + 1 < len(steps) else ""
    return f"第 {place + 1}步 / 共 {len(steps)}步：{steps[place].name}{following}"


def _reached(case: Case, reached: Milestones, year: int) -> dict[str, str]:
    """Notes of the steps that are done."""
    notes = {"收卡": day(case.filed_at, year)}
    if case.triaged_at:
        notes["分级"] = day(case.triaged_at, year)
    if case.tier and not service_team_required(Tier(case.tier)):
        notes["现场调查"] = "不需"
    elif reached.reported_at or reached.team_waived_at:
        notes["现场调查"] = day(reached.reported_at, year) or "免现场"
    if reached.determination and reached.determination.decided_at:
        notes["责任认定"] = day(reached.determination.decided_at, year)
    if reached.opinion and reached.opinion.state == OpinionState.APPROVED:
        notes["审批"] = f"第{reached.opinion.draft_no}稿"
    if case.replied_at:
        notes["答复客户"] = day(case.replied_at, year)
    if case.state == CaseState.CLOSED and case.closed_at:
        notes["退赔换结算"] = "不予赔偿" if case.not_compensated_reason else "已办"
        notes["结案"] = day(case.closed_at, year)
    return notes


def _note_of_now(name: str, reached: Milestones) -> str:
    return f"第{reached.opinion.draft_no}稿" if name == "审批" and reached.opinion else ""


def liability_words(reached: Milestones) -> str:
    """「四抄车间 70%、质检处 30%」 of the determination in force, beside a decision; empty while there is none."""
    found = reached.determination
    rows = found.manual_shares or found.computed if found else []
    return "、".join(f"{row['name']} {share(row['share'])}" for row in rows)


def clocks_of(case: Case, breaches: Iterable[DeadlineBreach], now: datetime) -> list[ClockLine]:
    """The case's clocks, the reply's first. Reads what `deadlines` of the case holds already."""
    waived = {(breach.kind, breach.due_at) for breach in breaches if breach.waived_at}
    clocks = sorted(case.deadlines.all(), key=lambda clock: CLOCK_ORDER[ClockKind(clock.kind)])
    return [_line(clock, (clock.kind, clock.due_at) in waived, now) for clock in clocks]


def _line(clock: Deadline, is_waived: bool, now: datetime) -> ClockLine:
    kind = ClockKind(clock.kind)
    late = clock.acted_at is not None and clock.acted_at > clock.due_at
    return ClockLine(
        title=str(kind.label),
        note=f"{_length(clock)} · {_end_or_act(clock, kind, now.year)}",
        clause=clock.clause,
        due_at=clock.due_at,
        done_at=clock.acted_at,
        is_waived=is_waived,
        is_main=kind == ClockKind.REPLY,
        is_ended=clock.ended_at is not None and clock.acted_at is None,
        tag="用户超期报告" if kind == ClockKind.USER_REPORT and late else "",
    )


def _length(clock: Deadline) -> str:
    """「30天」 or 「72小时」, counted from the stored instants; a provisional one says so."""
    if clock.unit_of_count == "days":
        days = (local(clock.due_at).date() - local(clock.starts_at).date() - timedelta(days=1)).days
        return f"未分级暂按 {days}天" if clock.is_provisional else f"{days}天"
    return f"{int((clock.due_at - clock.starts_at).total_seconds() // 3600)}小时"


def _end_or_act(clock: Deadline, kind: ClockKind, year: int) -> str:
    if clock.acted_at:
        return f"{instant(clock.acted_at, year)} {DEED_WORDS[kind]}"
    return f"截止 {end(clock.due_at, year)}"


def band_of(case: Case, offers: list[Offer], waiting: Waiting | None, now: datetime) -> Band | None:
    """The band under the name: the person's own turn wins over anybody else's."""
    waited = f"已等 {span(now - waiting.since)}" if waiting and waiting.since else ""
    turn = next((offer for offer in offers if offer.is_turn), None)
    if turn:
        return Band(f"轮到您：{turn.label}", waited or turn.consequence, True)
    if waiting:
        return Band(f"轮到 {waiting.who}：{waiting.what}", waited, False)
    over = {CaseState.CLOSED: case.closed_at, CaseState.WITHDRAWN: None, CaseState.VOID: None}
    if case.state in over:
        when = over[CaseState(case.state)]
        return Band(f"{case.get_state_display()}{f' {day(when, now.year)}' if when else ''}", "这件案子不再办理", False)
    return None
