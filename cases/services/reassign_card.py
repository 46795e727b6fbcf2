"""Put a card into another sales person's hands."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.rules.card_errors import CardGone, ClerkUnfit, NothingAmended
from cases.selectors.cards import is_sales_person
from cases.services.amend_card import checked_reason
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news, tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def reassign_card(
    *, case: Case, to: User, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Case:
    """`to` is the clerk of card and case from now on; who filed it stays on record, and so do all clocks.

    Raises ClerkUnfit for someone outside sales, NothingAmended for the present clerk, CardGone, ReasonNeeded, StalePage.
    """
    require(by, Verb.REASSIGN_CARD)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    if not case.is_open:
        raise CardGone(f"这件案子{case.get_state_display()}，不再转交")
    if not is_sales_person(to):
        raise ClerkUnfit(f"{to} 不是在岗的销售人员，请另选经办人", field="to")
    if to.pk == case.clerk_id:
        raise NothingAmended(f"经办人已经是 {to}", field="to")
    reason = checked_reason(reason, "转交的原因")
    before = case.clerk
    case.clerk = case.card.clerk = to
    case.card.save(update_fields=["clerk"])
    case.save(update_fields=["clerk"])
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="reassign_card",
        text=f"转交信息卡\n原因：{reason}",
        changes=[("经办销售员", str(before), str(to))],
        by=by,
        at=at,
    )
    tell_turn(case=case, users=[to], key=f"clerk:{case.version}", what="接手信息卡", why=reason, at=at)
    if before.pk != by.pk:
        tell_news(case=case, users=[before], key=f"clerk:{case.version}", what=f"已转交 {to}", why=reason, at=at)
    return case
