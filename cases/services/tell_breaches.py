"""Tell the people concerned of what was missed."""

from datetime import datetime

from django.db import transaction

from cases.models import DeadlineBreach
from cases.selectors.deadline_people import DeadlinePeople, deadline_people
from cases.selectors.deadlines import go_live_on
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import Message, notify_many
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import end, span

MOST_AT_ONCE = 1_000


@transaction.atomic
def tell_breaches(*, at: datetime) -> int:
    """Put every breach nobody was told of into the inboxes of the person, the head and the superior, once.

    Gives how many breaches were dealt with (at most MOST_AT_ONCE, the oldest first). What fell due before the product
    went live is told to nobody.
    """
    rows = DeadlineBreach.objects.filter(told_at=None).select_for_update(of=("self",), skip_locked=True)
    breaches = list(rows.select_related("case__customer").order_by("id")[:MOST_AT_ONCE])
    if not breaches:
        return 0
    live, people = go_live_on(at), deadline_people()
    notify_many(
        messages=[
            message
            for breach in breaches
            if live is None or local_day(breach.due_at) >= live
            for message in _messages(breach, people, at)
        ],
        at=at,
    )
    DeadlineBreach.objects.filter(pk__in=[breach.pk for breach in breaches]).update(told_at=at)
    return len(breaches)


def _messages(breach: DeadlineBreach, people: DeadlinePeople, at: datetime) -> list[Message]:
    case = breach.case
    names = people.told_of_breach(breach.kind, clerk_id=case.clerk_id, engineer_id=case.engineer_id)
    ended = end(breach.due_at, at.year)
    late = f"{span(breach.acted_at - breach.due_at)}后办理" if breach.acted_at else "至今没有办理"
    title = f"{breach.get_kind_display()}超期：{case.number} {case.customer.name}，截止 {ended}"
    body = "\n".join(part for part in (f"{late}。", breach.found_after_gap) if part)
    url = case.get_absolute_url()
    key = f"breach:{breach.case_id}:{breach.kind}:{breach.due_at.isoformat()}"
    return [Message(person, key, title, body, url, Weight.BREACH) for person in names]
