"""What of 工作移交 waits for one person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from staff.models import HandoverState, ItemKind, ItemState, WorkHandover
from staff.selectors.handovers import WITH, Listing, listings, people_to_lead
from staff.selectors.managers import own_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.regulation.clock import midnight

ONE_DAY = timedelta(days=1)


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """Things to hand over, to receive, to appoint a receiver for; handovers to complete. One query where nothing is under way."""
    if not WorkHandover.objects.filter(state=HandoverState.OPEN).exists():
        return []
    mine = Q(employee__user=user) | Q(items__receiver=user, items__state=ItemState.HANDED)
    leads = may(user, Verb.OPEN_HANDOVER)
    if leads:
        mine |= Q(employee__in=people_to_lead(user).values("pk"))
    rows = WorkHandover.objects.filter(mine, state=HandoverState.OPEN).select_related(*WITH)
    shown = list(rows.order_by("effective_on", "pk").distinct()[:limit])
    if not shown:
        return []
    found, arranged = listings(shown, now), _arranged(user, shown) if leads else set()
    return [
        turn
        for row in shown
        for turn in _turns_of(row, found[row.pk], user, is_arranged=row.pk in arranged, is_hr=Role.HR in user.roles)
    ]


def _arranged(user: User, rows: list[WorkHandover]) -> set[int]:
    """Those whose receivers this person appoints: of the own people, and what the person opened."""
    own = set(own_turn(user, Verb.OPEN_HANDOVER).filter(pk__in=[row.employee_id for row in rows]).values_list("pk", flat=True))
    if Role.HR in user.roles:
        own = set()
    return {row.pk for row in rows if row.employee_id in own or row.opened_by_id == user.pk}


def _turns_of(row: WorkHandover, listing: Listing, user: User, *, is_arranged: bool, is_hr: bool) -> Iterator[Turn]:
    """At most one of each kind for one handover."""
    open_ones = [item for item in listing.items if item.state == ItemState.OPEN and item.kind != ItemKind.PAYMENT]
    if row.employee.user_id == user.pk:
        if ready := sum(item.receiver is not None for item in open_ones):
            yield _turn(row, "移交工作", "移交", "hand_over_items", f"{ready}项待移交")
        return
    handed = [item for item in listing.items if item.state == ItemState.HANDED and item.receiver_id == user.pk]
    if handed:
        yield _turn(row, "接收移交", "接收", "receive_items", f"{len(handed)}项待接收")
    if is_arranged and (without := sum(item.receiver is None for item in open_ones)):
        yield _turn(row, "指定移交接收人", "指定接收人", "appoint_receiver", f"{without}项没有接收人")
    if (is_arranged or is_hr) and not listing.waiting:
        yield _turn(row, "完成工作移交", "完成移交", "complete_handover", listing.words)


def _turn(row: WorkHandover, verb: str, button: str, page: str, fact: str) -> Turn:
    return Turn(
        verb=verb,
        case_number=row.number,
        customer=f"{row.employee.name} · {row.get_kind_display()}",
        url=reverse(page, args=[row.number]),
        button=button,
        due_at=midnight(row.effective_on + ONE_DAY),
        fact=fact,
        consequence="逐项接收以后才能完成",
        since=row.opened_at,
    )
