"""Mark a case 特别重大, or take the mark back (P.二.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.rules.investigation_errors import NothingChanged
from cases.services.enter_triage import TriageFacts, enter_triage
from cases.services.guards import check_open, check_reason
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def mark_extra_major(
    *,
    case: Case,
    is_extra_major: bool,
    reason: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Case:
    """Let 分管副总经理 or 总经理 mark the case 特别重大, or take the mark back; a reason is kept.

    A triaged case is tiered anew at once, with everything that follows; one still waiting for its triage keeps the
    mark until then. Raises StalePage, CaseOver, ReasonMissing, NothingChanged.
    """
    require(by, Verb.MARK_EXTRA_MAJOR)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_open(case)
    reason = check_reason(reason, "定为特别重大的理由" if is_extra_major else "取消特别重大的理由")
    if case.is_extra_major == is_extra_major:
        raise NothingChanged("这件案子已定为特别重大" if is_extra_major else "这件案子没有定为特别重大")
    if case.tier:
        facts = TriageFacts(case.direct_loss, case.is_liability_clear)
        enter_triage(
            case=case, facts=facts, is_extra_major=is_extra_major, reason=reason, by=by, at=at, verb="mark_extra_major"
        )
        return case
    _mark_before_triage(case, is_extra_major, reason, by, at)
    return case


def _mark_before_triage(case: Case, is_extra_major: bool, reason: str, by: User, at: datetime) -> None:
    case.is_extra_major = is_extra_major
    case.save(update_fields=["is_extra_major"])
    touch_case(case)
    words = "定为特别重大" if is_extra_major else "取消特别重大"
    record_event(
        stream=case.stream, verb="mark_extra_major", text=f"{words}\n理由：{reason}", by=by, at=at, clause="P.二.2"
    )
    tell_news(
        case=case,
        users=users_with_role(Role.TECH_HEAD),
        key=f"extra_major:{case.version}",
        what=f"{by.full_title}{words}",
        why=reason,
        at=at,
    )
