"""Approve or return a proposed service team, or 免现场 (P.二.3)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ProposalState, TeamProposal
from cases.rules.investigation_errors import TeamAlreadyDecided
from cases.selectors.team import composition, member_names
from cases.services.guards import check_reason, check_triaged
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import SelfApproval
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def approve_team(
    *, case: Case, proposal_id: int, comment: str = "", by: User, at: datetime, seen_version: int | None = None
) -> TeamProposal:
    """Put the proposed team (or 免现场) in force; the one before it is replaced. Its members then see the case.

    Nobody approves what they proposed. Raises StalePage, CaseOver, SelfApproval, TeamAlreadyDecided.
    """
    case, proposal = _take(case, proposal_id, by, seen_version)
    case.team_proposals.filter(state=ProposalState.APPROVED).update(state=ProposalState.SUPERSEDED)
    _decide(proposal, ProposalState.APPROVED, comment, by, at)
    case.is_without_site_visit = proposal.is_waiver
    case.save(update_fields=["is_without_site_visit"])
    touch_case(case)
    record_event(
        stream=case.stream, verb="approve_team", text=_words(case, proposal), by=by, at=at, clause="P.二.3"
    )
    _call_members(case, proposal, at)
    return proposal


@transaction.atomic
def return_team(
    *, case: Case, proposal_id: int, comment: str, by: User, at: datetime, seen_version: int | None = None
) -> TeamProposal:
    """Give the proposal back with a reason; a team in force stays in force. Raises like `approve_team`, and ReasonMissing."""
    case, proposal = _take(case, proposal_id, by, seen_version)
    comment = check_reason(comment, "退回的理由", field="comment")
    _decide(proposal, ProposalState.RETURNED, comment, by, at)
    touch_case(case)
    what = "免现场的提议" if proposal.is_waiver else f"第{proposal.ordinal}次提出的服务小组"
    text = f"退回{what}\n「{comment}」"
    record_event(stream=case.stream, verb="return_team", text=text, by=by, at=at, clause="P.二.3")
    tell_turn(
        case=case,
        users=[proposal.proposed_by],
        key=f"team_returned:{proposal.pk}",
        what=f"{what}退回，请重新提出",
        why=f"「{comment}」",
        at=at,
    )
    return proposal


def _take(
    case: Case, proposal_id: int, by: User, seen_version: int | None
) -> tuple[Case, TeamProposal]:
    require(by, Verb.APPROVE_TEAM)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_triaged(case)
    proposal = case.team_proposals.select_related("proposed_by", "decided_by").filter(pk=proposal_id).first()
    if proposal is None or proposal.state != ProposalState.PROPOSED:
        raise TeamAlreadyDecided(_what_became(proposal))
    if proposal.proposed_by_id == by.pk:
        raise SelfApproval("服务小组是您提出的，要由另一位分管领导批准")
    return case, proposal


def _what_became(proposal: TeamProposal | None) -> str:
    if proposal is None:
        return "没有等着批准的服务小组"
    who = f"{proposal.decided_by.display_name} " if proposal.decided_by else ""
    return f"{who}{proposal.get_state_display()}，没有重复办理"


def _decide(proposal: TeamProposal, state: ProposalState, comment: str, by: User, at: datetime) -> None:
    proposal.state, proposal.comment = state, comment.strip()
    proposal.decided_by, proposal.decided_at = by, at
    proposal.save(update_fields=["state", "comment", "decided_by", "decided_at"])


def _words(case: Case, proposal: TeamProposal) -> str:
    said = f"\n「{proposal.comment}」" if proposal.comment else ""
    if proposal.is_waiver:
        return f"批准免现场{said}"
    members = list(proposal.members.select_related("unit"))
    made_up = composition(case, members)
    return (
        f"批准服务小组 {made_up.members}人，工程与质检 {made_up.specialists}人"
        f"\n{member_names(proposal)}{said}"
    )


def _call_members(case: Case, proposal: TeamProposal, at: datetime) -> None:
    """Tell the members that they are wanted, and the proposer that the way is free."""
    members = [member.user for member in proposal.members.select_related("user") if member.user]
    tell_turn(
        case=case,
        users=members,
        key=f"team_member:{proposal.pk}",
        what="到现场调查并提交报告",
        why=f"您是这件案子的服务小组成员：{member_names(proposal)}",
        at=at,
    )
    if proposal.is_waiver:
        tell_turn(
            case=case,
            users=[proposal.proposed_by],
            key=f"team_waived:{proposal.pk}",
            what="已批准免现场，请提交调查报告",
            at=at,
        )
