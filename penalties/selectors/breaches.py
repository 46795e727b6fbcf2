"""Missed clocks as a list: what became of each, and what this person may do about it."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from cases.models import ClockKind, DeadlineBreach
from cases.selectors.case_list import counted, keyset_page
from cases.selectors.visibility import may_see_money, visible_cases
from penalties.models import Fine, FineState
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.clock import midnight, next_month

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATES = (("", "全部"), ("open", "罚款待确认"), ("fined", "已罚款"), ("waived", "已豁免"), ("none", "没有罚款"))
CONFIRMERS = {ClockKind.CARD_FILING: Verb.CONFIRM_SALES_FINE, ClockKind.REPLY: Verb.CONFIRM_TECH_FINE}


@dataclass(frozen=True)
class BreachFilters:
    """Empty values leave everything. `month` is the first day of the month in which the clock ran out."""

    state: str = ""
    kind: str = ""
    unit: int | None = None
    month: date | None = None


@dataclass(frozen=True)
class BreachRow:
    """One missed clock. `outcome` says what became of it; the two addresses are empty where this person cannot act.

    `fine` is None too where the person does not see the case's money.
    """

    breach: DeadlineBreach
    fine: Fine | None
    outcome: str
    confirm_url: str
    waive_url: str


@dataclass(frozen=True)
class BreachPage:
    """Newest first; `newer` and `older` are the keys of the neighbours."""

    rows: list[BreachRow]
    newer: int | None
    older: int | None
    total: str


def visible_breaches(user: User) -> QuerySet[DeadlineBreach]:
    """Missed clocks of units in the cases the person sees."""
    return all_missed(user).exclude(kind=ClockKind.USER_REPORT)


def all_missed(user: User) -> QuerySet[DeadlineBreach]:
    """The same with the customers' late reports, which are no unit's."""
    return DeadlineBreach.objects.filter(case__in=visible_cases(user))


def months_missed(user: User) -> list[date]:
    """The months in which a clock of the person's cases ran out, newest first."""
    months = all_missed(user).annotate(month=TruncMonth("due_at", tzinfo=SHANGHAI)).values_list("month", flat=True)
    return [moment.date() for moment in months.distinct().order_by("-month")]


def units_that_missed(user: User) -> QuerySet[Unit]:
    """The units whose clocks ran out in the person's cases."""
    return Unit.objects.filter(pk__in=all_missed(user).values("unit_id"))


def breach_page(
    user: User, filters: BreachFilters, *, older_than: int | None = None, newer_than: int | None = None
) -> BreachPage:
    """The missed clocks that pass every filter, a page by key."""
    rows = _filtered(all_missed(user), filters)
    page = keyset_page(rows, older_than=older_than, newer_than=newer_than)
    missed = DeadlineBreach.objects.filter(pk__in=page.keys).order_by("-pk")
    related = missed.select_related("case__customer", "unit", "waived_by", "fine__decided_by")
    return BreachPage([_row(user, breach) for breach in related], page.newer, page.older, counted(rows))


def _filtered(rows: QuerySet[DeadlineBreach], filters: BreachFilters) -> QuerySet[DeadlineBreach]:
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.month:
        rows = rows.filter(due_at__gte=midnight(filters.month), due_at__lt=midnight(next_month(filters.month)))
    return _of_state(rows, filters.state)


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
    waives = breach.stands and breach.kind != ClockKind.USER_REPORT and may(user, Verb.WAIVE_BREACH)
    number = breach.case.number
    return BreachRow(
        breach=breach,
        fine=fine if may_see_money(user, breach.case) else None,
        outcome=_outcome(breach, fine),
        confirm_url=reverse("confirm_fine", args=[number, fine.pk]) if fine and confirms else "",
        waive_url=reverse("waive_breach", args=[number, breach.pk]) if waives else "",
    )


def _outcome(breach: DeadlineBreach, fine: Fine | None) -> str:
    if breach.overturned_at:
        return "时间更正后不成立"
    if breach.waived_at:
        return f"已豁免：{breach.waiver_reason}"
    if breach.kind == ClockKind.USER_REPORT:
        return "用户超期报告"
    if fine is None:
        return "没有罚款"
    if fine.state == FineState.DROPPED:
        return f"不予处罚：{fine.reason}"
    return f"罚款{fine.get_state_display()}"
