"""Decide a proposed fine: confirm it, and it is posted; or drop it with a reason (P.四.1, P.四.2)."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, ClockKind
from cases.services.lock_case import lock_case, touch_case
from penalties.models import Fine, FineState
from penalties.rules.posting import Trigger
from penalties.selectors.case_facts import source_of
from penalties.selectors.fines import DECIDING_VERBS
from penalties.services.errors import BreachWaived, NotInThisState
from penalties.services.guards import check_reason
from penalties.services.post_ledger import Posting, post_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan


@transaction.atomic
def confirm_fine(*, fine: Fine, by: User, at: datetime) -> Posting:
    """Confirm a proposed fine and post it, once. It counts in the month in which the deadline passed, if still open.

    Raises BreachWaived, NotInThisState (somebody decided it already).
    """
    case, fine = _take(fine, by)
    if fine.breach.waived_at is not None:
        raise BreachWaived
    if not fine.breach.stands:
        raise BreachWaived("这次超期因时间更正已不成立，不再罚款")
    _decide(fine, FineState.CONFIRMED, "", by, at)
    touch_case(case)
    trigger = Trigger(source_of(fine), "confirmed", local_day(fine.breach.due_at))
    posting = post_case(case=case, trigger=trigger, by=by, at=at)
    text = f"确认对{fine.unit.name}的罚款 {yuan(fine.amount)}（{ClockKind(fine.kind).label}超期）"
    record_event(stream=case.stream, verb="confirm_fine", text=text, by=by, at=at, clause=fine.clause)
    return posting


@transaction.atomic
def drop_fine(*, fine: Fine, reason: str, by: User, at: datetime) -> Fine:
    """Decide not to fine, with a reason; the breach stays on record. Raises NotInThisState, ReasonMissing."""
    case, fine = _take(fine, by)
    reason = check_reason(reason, "不予处罚的理由")
    _decide(fine, FineState.DROPPED, reason, by, at)
    touch_case(case)
    text = f"对{fine.unit.name}不予罚款 {yuan(fine.amount)}\n「{reason}」"
    record_event(stream=case.stream, verb="drop_fine", text=text, by=by, at=at, clause=fine.clause)
    return fine


def _take(fine: Fine, by: User) -> tuple[Case, Fine]:
    require(by, DECIDING_VERBS[ClockKind(fine.kind)])
    case = lock_case(case_id=fine.case_id)
    found = Fine.objects.select_related("unit", "breach", "decided_by").filter(pk=fine.pk).first()
    if found is None:
        raise NotInThisState("这项罚款的依据已经变化，不用再确认")
    if found.state != FineState.PROPOSED:
        who = found.decided_by.full_title if found.decided_by else "系统"
        raise NotInThisState(f"{who}已办理：{found.get_state_display()}，没有重复入账")
    return case, found


def _decide(fine: Fine, state: FineState, reason: str, by: User, at: datetime) -> None:
    fine.state, fine.reason = state, reason
    fine.decided_by, fine.decided_at = by, at
    fine.save(update_fields=["state", "reason", "decided_by", "decided_at"])
