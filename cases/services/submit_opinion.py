"""Send a draft into its chain (P.二.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import (
    ApprovalStep,
    Case,
    HandlingOpinion,
    OpinionState,
    ProposalState,
    ReportKind,
    StepAction,
)
from cases.rules.approval_errors import (
    InvestigationMissing,
    LiabilityUndetermined,
    NoOpinionYet,
    NothingToSubmit,
)
from cases.rules.triage import Tier, approval_chain, service_team_required
from cases.rules.workflow import STATES_FOR_AN_OPINION
from cases.selectors.approval import TITLE_OF_STEP, living_opinion
from cases.selectors.determined import is_determined
from cases.services.deliver_steps import deliver_steps
from cases.services.lock_case import lock_case, touch_case
from cases.services.opinion_events import ceiling_changes
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def submit_opinion(
    *, case: Case, by: User, at: datetime, seen_version: int | None = None
) -> HandlingOpinion:
    """Send the case's draft along the chain of its tier; a tier without approvals lets the reply go at once.

    Needs triage; with a service team its report, or an approved 免现场; a confirmed determination, or the reason why
    there is none yet (READING: the text puts the opinion after the division of responsibility). A draft submitted
    again begins at the first step, whatever an earlier draft had won.
    """
    require(by, Verb.DRAFT_OPINION)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    opinion = living_opinion(case)
    if case.state not in STATES_FOR_AN_OPINION or not case.tier:
        raise NoOpinionYet
    if opinion is None or opinion.state != OpinionState.DRAFT:
        raise NothingToSubmit(_where_it_is(opinion))
    _check_investigation(case)
    _check_liability(case, opinion)
    _submit(case=case, opinion=opinion, by=by, at=at)
    return opinion


def why_not_submit(case: Case) -> str:
    """What is missing before an opinion can be submitted, for the page; empty when nothing is."""
    try:
        _check_investigation(case)
    except InvestigationMissing as missing:
        return missing.message
    return ""


def _where_it_is(opinion: HandlingOpinion | None) -> str:
    if opinion is None:
        return ""
    where = "正在审批" if opinion.state == OpinionState.SUBMITTED else "已经通过"
    return f"第{opinion.draft_no}稿{where}，没有重复提交；要改内容请起草新稿"


def _check_investigation(case: Case) -> None:
    if not service_team_required(Tier(case.tier)):
        return
    team = case.team_proposals.filter(state=ProposalState.APPROVED).first()
    if team is None:
        raise InvestigationMissing("这步要先有批准的服务小组，或经批准免现场", clause="P.二.3")
    if not team.is_waiver and not case.site_reports.filter(kind=ReportKind.FINAL).exists():
        raise InvestigationMissing("这步要先有现场调查报告", clause="P.二.4")


def _check_liability(case: Case, opinion: HandlingOpinion) -> None:
    if not opinion.undetermined_reason and not is_determined(case.pk):
        raise LiabilityUndetermined(field="undetermined_reason", clause="P.一.3")


def _submit(*, case: Case, opinion: HandlingOpinion, by: User, at: datetime) -> None:
    before = case.opinions.filter(submitted_at__isnull=False).order_by("-draft_no").first()
    opinion.state = OpinionState.SUBMITTED
    opinion.submitted_by, opinion.submitted_at = by, at
    opinion.save(update_fields=["state", "submitted_by", "submitted_at"])
    chain = approval_chain(Tier(case.tier))
    ApprovalStep.objects.bulk_create(
        ApprovalStep(opinion=opinion, position=place, role=step.role.value, action=step.action.value)
        for place, step in enumerate(chain, start=1)
    )
    passed = deliver_steps(case=case, opinion=opinion, at=at)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="submit_opinion",
        text=f"提交处理意见第{opinion.draft_no}稿，{_what_next(opinion, passed)}",
        changes=ceiling_changes(before, opinion) if before else (),
        by=by,
        at=at,
        clause="P.二.2",
    )


def _what_next(opinion: HandlingOpinion, passed: bool) -> str:
    steps = list(opinion.steps.order_by("position"))
    if not steps:
        return "本级别不需审批，可以答复客户"
    told = f"交{TITLE_OF_STEP[steps[0].role]}{StepAction(steps[0].action).label}"
    return f"{told}，阅示不影响答复" if passed else told
