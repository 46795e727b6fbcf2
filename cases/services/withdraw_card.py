"""Take a card back before its case is triaged."""

from datetime import datetime

from django.db import transaction

from cases.models import AmendmentState, CardState, Case, CaseState
from cases.rules.card_errors import AlreadyTriaged, CardGone
from cases.services.amend_card import checked_reason
from cases.services.end_clocks import end_clocks
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news
from cases.services.tell_amendment import technical_centre
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def withdraw_card(*, case: Case, reason: str, by: User, at: datetime, seen_version: int | None = None) -> Case:
    """Card and case become 已撤回: clocks stop, number and breaches stay, a proposed change falls away with it.

    Raises AlreadyTriaged once 技术中心 has given a tier, CardGone when it is over, ReasonNeeded, StalePage.
    """
    require(by, Verb.WITHDRAW_CARD)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    if not case.is_open:
        raise CardGone(f"这件案子{case.get_state_display()}，不能再撤回")
    if case.state != CaseState.FILED:
        raise AlreadyTriaged
    reason = checked_reason(reason, "撤回的原因")
    end_clocks(case=case, at=at)
    case.card.amendments.filter(state=AmendmentState.PROPOSED).update(
        state=AmendmentState.REFUSED, answered_by=by, answered_at=at, answer="信息卡已撤回"
    )
    case.card.state, case.state = CardState.WITHDRAWN, CaseState.WITHDRAWN
    case.card.save(update_fields=["state"])
    case.save(update_fields=["state"])
    touch_case(case)
    record_event(stream=case.stream, verb="withdraw_card", text=f"撤回信息卡\n原因：{reason}", by=by, at=at)
    people = {user.pk: user for user in (*technical_centre(case), case.clerk) if user.pk != by.pk}
    tell_news(case=case, users=people.values(), key="withdrawn", what="信息卡已撤回", why=reason, at=at)
    return case
