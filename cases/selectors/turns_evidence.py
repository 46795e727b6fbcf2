"""Teams to propose, to approve and to go out."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from cases.models import Case, CaseState, ProposalState, ReportKind, SiteReport, TeamMember, TeamProposal, Tier
from cases.selectors.team import member_names
from cases.selectors.turns_triage import with_reply_due
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn

NEEDS_TEAM = (Tier.LARGER, Tier.MAJOR, Tier.EXTRA_MAJOR)


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """What this person has to do about teams and reports, at most four queries."""
    found: list[Turn] = []
    if may(user, Verb.PROPOSE_TEAM):
        found += _to_propose(user, limit)
    if may(user, Verb.APPROVE_TEAM):
        found += _to_approve(user, limit)
    return found + list(_to_report(user, limit))


def _first(cases: QuerySet[Case], limit: int) -> QuerySet[Case]:
    return with_reply_due(cases).order_by(F("reply_due_at").asc(nulls_last=True), "pk")[:limit]


def _to_propose(user: User, limit: int) -> list[Turn]:
    """Cases in this person's hands that need a team and have none proposed."""
    standing = TeamProposal.objects.filter(
        case=OuterRef("pk"), state__in=(ProposalState.PROPOSED, ProposalState.APPROVED)
    )
    cases = Case.objects.filter(
        Q(engineer=user) | Q(engineer=None), ~Exists(standing), state=CaseState.IN_HAND, tier__in=NEEDS_TEAM
    )
    return [
        _turn(case, "提出服务小组", "propose_team", "提出小组", "工程技术和质检人员要过半，报分管副总经理批准", case.triaged_at)
        for case in _first(cases, limit)
    ]


def _to_approve(user: User, limit: int) -> list[Turn]:
    """Proposals that wait for 分管副总经理; own ones are for a colleague."""
    proposals = {
        proposal.case_id: proposal
        for proposal in TeamProposal.objects.filter(state=ProposalState.PROPOSED, case__closed_at=None)
        .exclude(proposed_by=user)
        .exclude(case__state__in=(CaseState.WITHDRAWN, CaseState.VOID))
        .prefetch_related("members__unit")
        .order_by("proposed_at")[:limit]
    }
    cases = _first(Case.objects.filter(pk__in=proposals), limit) if proposals else []
    return [_approval(case, proposals[case.pk]) for case in cases]


def _approval(case: Case, proposal: TeamProposal) -> Turn:
    what = "免现场" if proposal.is_waiver else "服务小组"
    told = proposal.reason if proposal.is_waiver else member_names(proposal)
    return _turn(case, f"批准{what}", "decide_team", f"看{what}", told, proposal.proposed_at)


def _to_report(user: User, limit: int) -> Iterator[Turn]:
    """Cases of whose approved team this person is, without a final report."""
    mine = TeamMember.objects.filter(
        user=user, proposal__case=OuterRef("pk"), proposal__state=ProposalState.APPROVED
    )
    reported = SiteReport.objects.filter(case=OuterRef("pk"), kind=ReportKind.FINAL)
    cases = Case.objects.filter(Exists(mine), ~Exists(reported), state=CaseState.IN_HAND)
    for case in _first(cases, limit):
        yield _turn(case, "到现场调查", "file_site_report", "提交报告", "您是服务小组成员", None)


def _turn(
    case: Case, verb: str, url_name: str, button: str, consequence: str, since: datetime | None
) -> Turn:
    return Turn(
        verb=verb,
        case_number=case.number,
        customer=case.customer.name,
        url=reverse(url_name, args=[case.number]),
        button=button,
        due_at=case.reply_due_at,  # type: ignore[attr-defined]
        tier=case.tier,
        fact=f"{case.machine} {case.defect}",
        consequence=consequence,
        since=since,
    )
