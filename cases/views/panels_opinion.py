"""The section 处理意见与审批 of the case page, what may be done about it, and whose hands it is in."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from cases.forms.opinion import AcknowledgeForm, DecisionForm
from cases.models import (
    ApprovalStep,
    Case,
    CaseState,
    ClockKind,
    HandlingOpinion,
    OpinionState,
    Reply,
    StepAction,
    StepState,
)
from cases.rules.workflow import STATES_FOR_AN_OPINION
from cases.selectors.approval import deed_of, living_among, opinions_with_steps, step_for, title_of
from cases.selectors.ceilings import ceilings_of
from cases.selectors.decision import approval_consequences
from cases.selectors.determined import is_determined
from cases.selectors.investigation import is_investigated
from cases.selectors.opinion_panel import opinion_view
from cases.selectors.presence import has_none
from cases.selectors.visibility import may_see_money
from cases.services.recall_opinion import check_recall
from cases.services.record_delivery import may_record_delivery
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    has_money = may_see_money(user, case)
    view = opinion_view(case, now=now, has_money=has_money)
    context = {
        "view": view,
        "act_id": uuid.uuid4(),
        "reply": _reply(case),
        "draft_url": _url(case, "draft_opinion") if _may_draft(case, user) else "",
        "empty_text": "分级、调查和责任认定以后，由技术中心起草处理意见，按级别报批。",
    }
    badge = ""
    living = _living(case)
    if living:
        badge = f"第{living.draft_no}稿 {living.get_state_display()}"
    return [Panel("opinion", "处理意见与审批", "cases/panels/_opinion.html", context, 30, badge)]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    found = _decisions(case, user)
    if _may_draft(case, user):
        found += _drafting(case, user, now)
    if case.state == CaseState.APPROVED and may(user, Verb.ISSUE_REPLY):
        found.append(_reply_offer(case, user))
    return found + _delivery(case, user)


def waiting(case: Case, now: datetime) -> Waiting | None:
    """From the opinion to the reply; nothing once the reply is issued."""
    if case.state not in (CaseState.IN_HAND, CaseState.IN_APPROVAL, CaseState.APPROVED):
        return None
    living = _living(case)
    if case.state == CaseState.APPROVED:
        return Waiting(_tech(case), "答复客户", _passed_at(living))
    if living and living.state == OpinionState.SUBMITTED:
        step = next(
            (s for s in living.steps.all() if s.state == StepState.PENDING and s.action == StepAction.APPROVE), None
        )
        if step:
            return Waiting(title_of(step), f"审批处理意见（第{living.draft_no}稿）", step.reached_at)
    what = f"提交处理意见（第{living.draft_no}稿）" if living else "起草处理意见"
    return Waiting(_tech(case), what, None)


def _decisions(case: Case, user: User) -> list[Offer]:
    opinions = opinions_with_steps(case)
    step = step_for(user, opinions)
    if step is None:
        return []
    opinion = next(one for one in opinions if one.pk == step.opinion_id)
    step.opinion = opinion
    label = f"{deed_of(step)}处理意见（第{opinion.draft_no}稿）"
    consequences = approval_consequences(case, step)
    if step.role == "executive_meeting":
        url = _url(case, "record_meeting_decision")
        return [Offer(f"登记公司办公会决定（第{opinion.draft_no}稿）", url, True, "；".join(consequences), _due(case))]
    if step.action == StepAction.REPORT:
        context = _act_context(case, step, AcknowledgeForm, "acknowledge_step", consequences)
        return [Offer(label, context["url"], True, "", None, "cases/offers/_acknowledge.html", context)]
    context = _act_context(case, step, DecisionForm, "decide_step", consequences)
    context |= {"total": ceilings_of(opinion).sum} | _dialogs(opinion, step)
    return [Offer(label, context["url"], True, "", _due(case), "cases/offers/_decide.html", context)]


def _act_context(
    case: Case, step: ApprovalStep, form: type[DecisionForm], url_name: str, consequences: list[str]
) -> dict[str, Any]:
    initial = {"seen_version": case.version, "step": step.pk}
    return {
        "form": form(initial=initial, auto_id=f"dock-{step.pk}-%s"),
        "step": step,
        "consequences": consequences,
        "url": _url(case, url_name),
    }


def _dialogs(opinion: HandlingOpinion, step: ApprovalStep) -> dict[str, str]:
    return {
        "approve_dialog": f"approve-{step.pk}",
        "return_dialog": f"return-{step.pk}",
        "approve_question": f"同意第{opinion.draft_no}稿处理意见？",
        "approve_words": f"同意第{opinion.draft_no}稿",
    }


def _drafting(case: Case, user: User, now: datetime) -> list[Offer]:
    living, url = _living(case), _url(case, "draft_opinion")
    is_mine = case.engineer_id in (None, user.pk)
    if living is None:
        is_ready = case.state == CaseState.IN_HAND and is_investigated(case) and _is_determined(case)
        again = any(one.state == OpinionState.RETURNED for one in opinions_with_steps(case))
        label = "改写处理意见" if again else "起草处理意见"
        return [Offer(label, url, is_ready and is_mine, "提交后按级别报批，批准的金额上限管住结算", _due(case))]
    if living.state == OpinionState.DRAFT:
        label = f"改好并提交处理意见（第{living.draft_no}稿）"
        return [Offer(label, url, is_mine, "提交后按级别报批", _due(case))]
    found = [Offer("另起新稿", url, False, f"第{living.draft_no}稿由新稿取代，已有的同意失效")]
    if _may_recall(case, living, user, now):
        found.append(Offer(f"撤回第{living.draft_no}稿", _url(case, "recall_opinion")))
    return found


def _is_determined(case: Case) -> bool:
    return not has_none(case, "determinations") and is_determined(case.pk)


def _may_recall(case: Case, living: HandlingOpinion, user: User, now: datetime) -> bool:
    if living.submitted_by_id != user.pk or case.replied_at:
        return False
    living.case = case
    try:
        check_recall(opinion=living, steps=list(living.steps.all()), by=user, at=now)
    except Refused:
        return False
    return True


def _reply_offer(case: Case, user: User) -> Offer:
    told = "答复送出，答复时限停走；之后由销售处登记送达、办理结算"
    return Offer("答复客户", _url(case, "issue_reply"), case.engineer_id in (None, user.pk), told, _due(case))


def _delivery(case: Case, user: User) -> list[Offer]:
    reply = _reply(case)
    if reply is None or reply.delivered_at or not case.is_open or not may_record_delivery(user, case):
        return []
    is_mine = user.pk == case.clerk_id
    return [Offer("登记答复送达", _url(case, "record_delivery"), is_mine, "记下客户何时收到答复、凭什么知道")]


def _living(case: Case) -> HandlingOpinion | None:
    return living_among(opinions_with_steps(case))


def _reply(case: Case) -> Any:
    """With who noted the delivery: one query for the same object of a case."""
    if not case.replied_at or has_none(case, "reply"):
        return None
    prefetch_related_objects([case], Prefetch("reply", queryset=Reply.objects.select_related("delivered_by")))
    return getattr(case, "reply", None)


def _passed_at(living: HandlingOpinion | None) -> datetime | None:
    if living is None:
        return None
    given = [step.decided_at for step in living.steps.all() if step.state == StepState.APPROVED and step.decided_at]
    return max(given, default=living.submitted_at)


def _may_draft(case: Case, user: User) -> bool:
    return case.state in STATES_FOR_AN_OPINION and may(user, Verb.DRAFT_OPINION)


def _due(case: Case) -> datetime | None:
    clock = next((one for one in case.deadlines.all() if one.kind == ClockKind.REPLY), None)
    return clock.due_at if clock and clock.acted_at is None and clock.ended_at is None else None


def _tech(case: Case) -> str:
    return f"技术中心 {case.engineer}" if case.engineer else "技术中心"


def _url(case: Case, name: str) -> str:
    return reverse(name, args=[case.number])
