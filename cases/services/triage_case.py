"""Tier a case, or tier it anew (P.二.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, Triage
from cases.rules.investigation_errors import NothingChanged
from cases.services.enter_triage import TriageFacts, enter_triage
from cases.services.guards import check_open, check_reason
from cases.services.lock_case import lock_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.regulation.money import fen

__all__ = ["TriageFacts", "triage_case"]


@transaction.atomic
def triage_case(
    *, case: Case, facts: TriageFacts, reason: str = "", by: User, at: datetime, seen_version: int | None = None
) -> Triage:
    """Give the case its tier, its reply deadline and its approval chain, all by the bound regulation version.

    The first triage makes `by` the case's engineer. A later one needs a reason and a change; where the tier changes,
    approvals of the old chain lose their force. A mark of 特别重大 stays whatever the loss. Raises StalePage, CaseOver,
    ReasonMissing, NothingChanged, InvalidInput.
    """
    require(by, Verb.TRIAGE)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_open(case)
    if facts.direct_loss < 0 or facts.direct_loss != fen(facts.direct_loss):
        raise InvalidInput({"direct_loss": "请填不小于 0 的金额，最多两位小数"})
    if case.tier:
        reason = check_reason(reason, "重新分级的理由")
        _check_change(case, facts)
    return enter_triage(
        case=case,
        facts=facts,
        is_extra_major=case.is_extra_major,
        reason=reason.strip(),
        by=by,
        at=at,
        verb="triage_case",
    )


def _check_change(case: Case, facts: TriageFacts) -> None:
    """READING: a mark of 特别重大 set before the first triage is taken up by it; afterwards it is a triage of its own."""
    if (facts.direct_loss, facts.is_liability_clear) == (case.direct_loss, case.is_liability_clear):
        raise NothingChanged
