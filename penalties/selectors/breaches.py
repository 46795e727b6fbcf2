"""Missed clocks as a list: what became of each, and what this person may do about it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import ClockKind, DeadlineBreach
from cases.selectors.visibility import visible_cases
from penalties.models import Fine, FineState
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may

PAGE_SIZE = 50
STATES = (("", "全部"), ("open", "罚款待确认"), ("fined", "已罚款"), ("waived", "已豁免"), ("none", "没有罚款"))
CONFIRMERS = {ClockKind.CARD_FILING: Verb.CONFIRM_SALES_FINE, ClockKind.REPLY: Verb.CONFIRM_TECH_FINE}


@dataclass(frozen=True)
class BreachRow:
    """One missed clock. `outcome` says what became of it; the two addresses are empty where this person cannot act."""

    breach: DeadlineBreach
    fine: Fine | None
    outcome: str
    confirm_url: str
    waive_url: str


@dataclass(frozen=True)
class BreachPage:
    rows: list[BreachRow]
    older: int | None
    state: str


def visible_breaches(user: User) -> QuerySet[DeadlineBreach]:
    """Missed clocks of units in the cases the person sees."""
    return DeadlineBreach.objects.filter(case__in=visible_cases(user)).exclude(kind=ClockKind.USER_REPORT)


def breach_page(user: User, *, state: str = "", before: int = 0) -> BreachPage:
    """Breaches of units in the cases the person sees, newest first, a page by key."""
    known = dict(STATES)
    state = state if state in known else ""
    rows = _of_state(visible_breaches(user), state)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.select_related("case__customer", "unit", "waived_by", "fine__decided_by").order_by("-pk")[: PAGE_SIZE + 1]
    )
    page = found[:PAGE_SIZE]
    return BreachPage([_row(user, breach) for breach in page], page[-1].pk if len(found) > PAGE_SIZE else None, state)


def _of_state(rows: QuerySet[DeadlineBreach], state: str) -> QuerySet[DeadlineBreach]:
    if state == "open":
        return rows.filter(fine__state=FineState.PROPOSED)
    if state == "fined":
        return rows.filter(fine__state=FineState.CONFIRMED)
    if state == "waived":
        return rows.filter(waived_at__isnull=False)
    if state == "none":
        return rows.filter(fine=None, waived_at=None)
    return rows


def _row(user: User, breach: DeadlineBreach) -> BreachRow:
    fine = getattr(breach, "fine", None)
    is_proposed = fine is not None and fine.state == FineState.PROPOSED
    confirms = is_proposed and may(user, CONFIRMERS[ClockKind(breach.kind)])
    has_consequences = breach.waived_at is None and breach.overturned_at is None
    number = breach.case.number
    return BreachRow(
        breach=breach,
        fine=fine,
        outcome=_outcome(breach, fine),
        confirm_url=reverse("confirm_fine", args=[number, fine.pk]) if fine and confirms else "",
        waive_url=reverse("waive_breach", args=[number, breach.pk])
        if has_consequences and may(user, Verb.WAIVE_BREACH)
        else "",
    )


def _outcome(breach: DeadlineBreach, fine: Fine | None) -> str:
    if breach.overturned_at:
        return "时间更正后不成立"
    if breach.waived_at:
        return f"已豁免：{breach.waiver_reason}"
    if fine is None:
        return "没有罚款"
    if fine.state == FineState.DROPPED:
        return f"不予处罚：{fine.reason}"
    return f"罚款{fine.get_state_display()}"
