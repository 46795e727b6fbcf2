"""Confirm or return what a missed clock is said to have led to (P.三.1, P.三.2, P.四.1)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.services.guards import check_open, check_reason
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news, tell_turn
from liability.models import DelayFinding, DeterminationState
from liability.rules.errors import BreachWaived, NothingToDecide
from liability.selectors.delays import clause_of, decider_of, finding_text
from liability.services.after_determination import after_determination
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import SelfApproval
from yibin_service.foundation.acts.services import record_event

VERB_OF = {Role.DEPUTY_GM: Verb.CONFIRM_FINDING, Role.TECH_HEAD: Verb.CONFIRM_DETERMINATION}


@transaction.atomic
def confirm_delay_finding(
    *,
    case: Case,
    finding_id: int,
    comment: str = "",
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> DelayFinding:
    """Put the finding in force; an earlier one about the same breach is superseded. Posted money follows at once.

    Nobody confirms what they proposed. Raises StalePage, CaseOver, NothingToDecide, NotAllowed, SelfApproval,
    BreachWaived.
    """
    case, finding = _take(case, finding_id, by, seen_version)
    if finding.breach.waived_at or finding.breach.overturned_at:
        raise BreachWaived
    finding.breach.findings.filter(state=DeterminationState.CONFIRMED).update(state=DeterminationState.SUPERSEDED)
    _decide(finding, DeterminationState.CONFIRMED, comment.strip(), by, at)
    touch_case(case)
    said = f"\n「{finding.comment}」" if finding.comment else ""
    record_event(
        stream=case.stream,
        verb="confirm_delay_finding",
        text=f"确认关联责任：{finding_text(finding)}{said}",
        by=by,
        at=at,
        clause=clause_of(finding),
    )
    after_determination(case=case, trigger=f"delay_finding:{finding.pk}", by=by, at=at)
    people = [user for user in (finding.proposed_by, case.clerk) if user.pk != by.pk]
    key = f"delay:{finding.pk}:confirmed"
    tell_news(case=case, users=people, key=key, what="关联责任已确认", why=finding_text(finding), at=at)
    return finding


@transaction.atomic
def return_delay_finding(
    *,
    case: Case,
    finding_id: int,
    comment: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> DelayFinding:
    """Give the finding back with a reason; one in force stays in force."""
    case, finding = _take(case, finding_id, by, seen_version)
    comment = check_reason(comment, "退回的理由", field="comment")
    _decide(finding, DeterminationState.RETURNED, comment, by, at)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="return_delay_finding",
        text=f"退回关联责任：{finding_text(finding)}\n「{comment}」",
        by=by,
        at=at,
        clause=clause_of(finding),
    )
    key = f"delay:{finding.pk}:returned"
    what = "关联责任退回，请重新提出"
    tell_turn(case=case, users=[finding.proposed_by], key=key, what=what, why=f"「{comment}」", at=at)
    return finding


def _take(
    case: Case, finding_id: int, by: User, seen_version: int | None
) -> tuple[Case, DelayFinding]:
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_open(case)
    finding = (
        DelayFinding.objects.select_related("breach", "proposed_by", "decided_by")
        .filter(case=case, pk=finding_id)
        .first()
    )
    if finding is None or finding.state != DeterminationState.PROPOSED:
        raise NothingToDecide(_what_became(finding))
    require(by, VERB_OF[decider_of(finding)])
    if finding.proposed_by_id == by.pk:
        raise SelfApproval("这项认定是您提出的，要由另一个人确认")
    return case, finding


def _what_became(finding: DelayFinding | None) -> str:
    if finding is None:
        return "没有等着确认的关联责任"
    who = f"{finding.decided_by.display_name} " if finding.decided_by else ""
    return f"{who}{finding.get_state_display()}，没有重复办理"


def _decide(finding: DelayFinding, state: DeterminationState, comment: str, by: User, at: datetime) -> None:
    finding.state, finding.comment = state, comment
    finding.decided_by, finding.decided_at = by, at
    finding.save(update_fields=["state", "comment", "decided_by", "decided_at"])
