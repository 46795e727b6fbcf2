"""收卡: 技术中心 says that it has seen the card."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.rules.card_errors import AlreadyAcknowledged, CardGone
from cases.services.lock_case import lock_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import instant


@transaction.atomic
def acknowledge_receipt(*, case: Case, by: User, at: datetime) -> Case:
    """Who took note of the card and when. It moves no clock: filing was the delivery. It makes no open page stale.

    Raises AlreadyAcknowledged, naming who did and when; CardGone.
    """
    require(by, Verb.ACKNOWLEDGE_RECEIPT)
    case = lock_case(case_id=case.pk)
    card = case.card
    if card.acknowledged_by is not None:
        raise AlreadyAcknowledged(f"{card.acknowledged_by} {instant(card.acknowledged_at, at.year)} 已收卡，没有重复")
    if not case.is_open:
        raise CardGone(f"这件案子{case.get_state_display()}，不再收卡")
    card.acknowledged_by, card.acknowledged_at = by, at
    card.save(update_fields=["acknowledged_by", "acknowledged_at"])
    record_event(stream=case.stream, verb="acknowledge_receipt", text="收卡", by=by, at=at)
    return case
