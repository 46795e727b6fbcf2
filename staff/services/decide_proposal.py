"""总经理 decides what the rules only propose: 辞退, 自动离职."""

from datetime import datetime

from django.db import transaction

from staff.models import ProposalState, StaffProposal
from staff.services.attendance_errors import ProposalDecided, ReasonMissing
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services.notify import notify


@transaction.atomic
def decide_proposal(*, proposal: StaffProposal, is_accepted: bool, reason: str, by: User, at: datetime) -> StaffProposal:
    """Record the decision with its reason and tell 人力资源, who carries it out. Raises ReasonMissing, ProposalDecided."""
    require(by, Verb.DECIDE_STAFF_PROPOSAL)
    if not reason.strip():
        raise ReasonMissing("请写决定的理由", field="reason")
    StaffProposal.objects.select_for_update().values_list("pk").get(pk=proposal.pk)
    proposal = StaffProposal.objects.select_related("employee").get(pk=proposal.pk)
    check_undecided(proposal)
    proposal.state = ProposalState.ACCEPTED if is_accepted else ProposalState.DECLINED
    proposal.decided_by, proposal.decided_at, proposal.reason = by, at, reason.strip()
    proposal.version += 1
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason", "version"])
    words = f"{proposal.get_kind_display()}建议：{proposal.get_state_display()}"
    text = f"{words}\n「{proposal.reason}」"
    stream = proposal.employee.stream
    record_event(stream=stream, verb="decide_proposal", text=text, by=by, at=at, clause=proposal.clause)
    notify(
        users=users_with_role(Role.HR),
        key=f"staff-proposal:{proposal.pk}:decided",
        title=f"{proposal.employee.name}的{words}",
        body=proposal.reason,
        at=at,
    )
    return proposal


def check_undecided(proposal: StaffProposal) -> None:
    """Raise ProposalDecided once somebody has decided."""
    if proposal.state != ProposalState.WAITING:
        raise ProposalDecided(f"这项建议已决定：{proposal.get_state_display()}，没有重复")
