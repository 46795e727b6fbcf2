"""Approve a settlement that is not owed (P.三.5乙, P.三.6)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.services.guards import check_open, check_reason
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news
from liability.models import Goodwill, LiabilityDetermination
from liability.rules.determine import Open
from liability.rules.errors import CauseCompensable, NothingToDecide
from liability.selectors.determinations import determination_in_force, goodwill_of
from liability.services.after_determination import after_determination
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def approve_goodwill(
    *, case: Case, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Goodwill:
    """Let 分管副总经理 allow a settlement for a cause that is not compensable; 公司 bears it alone (READING).

    Once a case. Raises StalePage, CaseOver, CauseCompensable, NothingToDecide, ReasonMissing.
    """
    require(by, Verb.APPROVE_GOODWILL)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    determination = check_goodwill(case)
    reason = check_reason(reason, "同意善意补偿的理由")
    goodwill = Goodwill.objects.create(case=case, reason=reason, by=by, at=at)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="approve_goodwill",
        text=f"同意善意补偿，由公司承担\n理由：{reason}",
        by=by,
        at=at,
        clause=determination.clause,
    )
    after_determination(case=case, trigger=f"goodwill:{goodwill.pk}", by=by, at=at)
    people = [user for user in (case.engineer, case.clerk) if user]
    tell_news(case=case, users=people, key="goodwill", what="已同意善意补偿", why=reason, at=at)
    return goodwill


def check_goodwill(case: Case) -> LiabilityDetermination:
    """The determination that goodwill would soften. Raises CaseOver, CauseCompensable, NothingToDecide."""
    check_open(case)
    determination = determination_in_force(case)
    if determination is None or determination.open_question != Open.NOT_COMPENSABLE or determination.is_manual:
        raise CauseCompensable
    if goodwill_of(case):
        raise NothingToDecide("善意补偿已批准过，没有重复办理")
    return determination
