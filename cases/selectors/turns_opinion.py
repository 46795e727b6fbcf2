"""What waits for one person from the opinion to the delivery of the reply."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from cases.models import (
    ApprovalStep,
    Case,
    CaseState,
    HandlingOpinion,
    OpinionState,
    ProposalState,
    ReportKind,
    SiteReport,
    StepAction,
    TeamProposal,
)
from cases.rules.triage import Tier
from cases.selectors.approval import LIVING, pending_steps
from cases.selectors.ceilings import ceilings_of
from cases.selectors.determined import determined_among
from cases.selectors.lines import fact_line
from cases.selectors.turns_rows import reply_due, row, rows_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.wording import yuan


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """Decisions, drafts, replies and deliveries of this person: five queries at most."""
    found: list[Turn] = []
    if may(user, Verb.DECIDE_OPINION):
        found += [_decision(step) for step in waiting_steps(user)[:limit]]
    if may(user, Verb.DRAFT_OPINION):
        found += _of_engineer(user, limit)
    if may(user, Verb.SETTLE):
        found += [_delivery(case) for case in undelivered(user)[:limit]]
    return found


def waiting_steps(user: User) -> QuerySet[ApprovalStep]:
    """Steps that wait for this person, own proposals to be approved left out; the most pressing first."""
    own = Q(opinion__submitted_by=user) | Q(opinion__drafted_by=user)
    return (
        pending_steps(user)
        .exclude(own & Q(action=StepAction.APPROVE))
        .exclude(opinion__case__state__in=(CaseState.WITHDRAWN, CaseState.VOID))
        .select_related(
            "opinion__case__customer",
            "opinion__case__machine",
            "opinion__case__card__product",
            "opinion__case__defect",
        )
        .annotate(reply_due_at=reply_due("opinion__case"))
        .order_by(F("reply_due_at").asc(nulls_last=True), "pk")
    )


def undelivered(user: User) -> QuerySet[Case]:
    """Own cases that were answered and whose delivery is not noted."""
    answered = Case.objects.filter(clerk=user, state=CaseState.REPLIED, reply__delivered_at=None)
    return rows_of(answered.filter(reply__isnull=False)).order_by("replied_at")


def _decision(step: ApprovalStep) -> Turn:
    case, opinion = step.opinion.case, step.opinion
    is_report = step.action == StepAction.REPORT
    total = ceilings_of(opinion).sum
    money = f"上限合计 {yuan(total)}" if opinion.is_compensable else "不予退赔换"
    verb, button = ("阅示处理意见", "去阅示") if is_report else ("审批处理意见", "去审批")
    if step.role == "executive_meeting":
        verb, button = "登记公司办公会决定", "去登记"
    return row(
        case,
        verb=f"{verb}（第{opinion.draft_no}稿）",
        url=case.get_absolute_url(),
        button=button,
        due_at=None if is_report else step.reply_due_at,  # type: ignore[attr-defined]
        fact=f"{fact_line(case)} · {money}",
        consequence="阅示不影响答复" if is_report else "同意后才能答复客户",
        since=step.reached_at,
    )


def _of_engineer(user: User, limit: int) -> list[Turn]:
    living = HandlingOpinion.objects.filter(case=OuterRef("pk"), state__in=LIVING).order_by()  # one at most
    last = HandlingOpinion.objects.filter(case=OuterRef("pk")).order_by("-draft_no")
    team = TeamProposal.objects.filter(case=OuterRef("pk"), state=ProposalState.APPROVED)
    report = SiteReport.objects.filter(case=OuterRef("pk"), kind=ReportKind.FINAL)
    mine = Case.objects.filter(Q(engineer=user) | Q(engineer=None), state__in=(CaseState.IN_HAND, CaseState.APPROVED))
    cases = (
        rows_of(mine)
        .annotate(
            living_state=Subquery(living.values("state")[:1]),
            last_state=Subquery(last.values("state")[:1]),
            last_no=Subquery(last.values("draft_no")[:1]),
            is_investigated=Exists(team.filter(is_waiver=True)) | (Exists(team) & Exists(report)),
        )
        .filter(Q(state=CaseState.APPROVED) | Q(is_investigated=True) | Q(tier=Tier.MINOR.value) | Q(living_state="draft"))
        .order_by(F("reply_due_at").asc(nulls_last=True), "pk")[:limit]
    )
    rows = list(cases)
    determined = determined_among(case.pk for case in rows if case.living_state is None)
    return [turn for case in rows for turn in _engineers_turn(case, determined)]


def _engineers_turn(case: Case, determined: set[int]) -> Iterator[Turn]:
    due, number = case.reply_due_at, case.last_no  # type: ignore[attr-defined]
    draft_url = reverse("draft_opinion", args=[case.number])
    if case.state == CaseState.APPROVED:
        told = "处理意见已通过，答复后由销售处办理结算"
        url = reverse("issue_reply", args=[case.number])
        yield row(case, verb="答复客户", url=url, button="填写答复", due_at=due, consequence=told)
    elif case.living_state == OpinionState.DRAFT:  # type: ignore[attr-defined]
        verb = f"提交处理意见（第{number}稿）"
        yield row(case, verb=verb, url=draft_url, button="去提交", due_at=due, consequence="草稿还没有提交")
    elif case.pk in determined:
        was_returned = case.last_state == OpinionState.RETURNED  # type: ignore[attr-defined]
        verb = "改写处理意见" if was_returned else "起草处理意见"
        told = f"第{number}稿已退回，理由见案件" if was_returned else "责任已认定，提交后按级别报批"
        yield row(case, verb=verb, url=draft_url, button="去起草", due_at=due, consequence=told)


def _delivery(case: Case) -> Turn:
    return row(
        case,
        verb="登记答复送达",
        url=reverse("record_delivery", args=[case.number]),
        button="登记送达",
        due_at=None,
        consequence="客户收到答复后登记时间和凭证",
        since=case.replied_at,
    )
