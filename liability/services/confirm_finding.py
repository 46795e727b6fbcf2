"""分管副总经理's word on 强制发运 and 销售工作失误 (P.三.3, P.三.5乙)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.services.lock_case import touch_case
from cases.services.tell import tell_turn
from liability.models import LiabilityDetermination
from liability.rules.errors import NothingToDecide
from liability.selectors.findings import finding_words
from liability.services.confirm_determination import give_back, take_determination
from liability.services.propose_determination import summary_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def confirm_finding(
    *,
    case: Case,
    determination_id: int,
    comment: str = "",
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> LiabilityDetermination:
    """Confirm who forced the shipment, or that 销售处 made a mistake; the determination then goes to 技术中心主任.

    READING: the text names no one for these findings. Raises StalePage, CaseOver, NothingToDecide, SelfApproval.
    """
    case, determination = _take(case, determination_id, by, seen_version)
    determination.finding_confirmed_by, determination.finding_confirmed_at = by, at
    determination.save(update_fields=["finding_confirmed_by", "finding_confirmed_at"])
    touch_case(case)
    said = f"\n「{comment.strip()}」" if comment.strip() else ""
    record_event(
        stream=case.stream,
        verb="confirm_finding",
        text=f"确认{finding_words(determination)}{said}",
        by=by,
        at=at,
        clause=determination.clause,
    )
    deciders = [user for user in users_with_role(Role.TECH_HEAD) if user.pk != determination.proposed_by_id]
    tell_turn(
        case=case,
        users=deciders,
        key=f"determination:{determination.pk}:finding",
        what="确认责任认定",
        why=summary_of(determination),
        at=at,
    )
    return determination


@transaction.atomic
def return_finding(
    *,
    case: Case,
    determination_id: int,
    comment: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> LiabilityDetermination:
    """Refuse the finding with a reason: the whole proposal goes back to its proposer."""
    case, determination = _take(case, determination_id, by, seen_version)
    give_back(case, determination, "return_finding", comment, by, at)
    return determination


def _take(
    case: Case, determination_id: int, by: User, seen_version: int | None
) -> tuple[Case, LiabilityDetermination]:
    require(by, Verb.CONFIRM_FINDING)
    case, determination = take_determination(case, determination_id, by, seen_version, needs_finding=False)
    if not determination.needs_finding:
        raise NothingToDecide("这次认定没有强制发运或销售工作失误要确认")
    if determination.finding_confirmed_at:
        raise NothingToDecide("强制发运或销售工作失误已确认过，没有重复办理")
    return case, determination
