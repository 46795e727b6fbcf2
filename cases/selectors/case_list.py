"""The list of cases: what the filters leave of what a person may see, a page at a time, counted no further than need be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from cases.models import CardLine, Case, ClockKind, Customer, Deadline, NumberSeries
from cases.selectors.cards import CARD_PREFIX
from cases.selectors.visibility import may_see_money, visible_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import ONE_DAY, midnight
from yibin_service.foundation.wording import money

PAGE = 50
COUNTED_TO = 1_000
MOST_MATCHES = 500
RELATED = ("customer", "machine__workshop", "defect", "clerk", "card__product")


@dataclass(frozen=True)
class CaseFilters:
    """What the list is narrowed to; empty values leave everything."""

    state: str = ""
    tier: str = ""
    customer: int | None = None
    machine: int | None = None
    defect: int | None = None
    clerk: int | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""


def filtered_cases(user: User, filters: CaseFilters) -> QuerySet[Case]:
    """The person's cases that pass every filter, in no order yet."""
    rows = visible_cases(user)
    for field, column in (
        ("state", "state"),
        ("tier", "tier"),
        ("customer", "customer_id"),
        ("machine", "machine_id"),
        ("defect", "defect_id"),
        ("clerk", "clerk_id"),
    ):
        value = getattr(filters, field)
        if value:
            rows = rows.filter(**{column: value})
    if filters.since:
        rows = rows.filter(filed_at__gte=midnight(filters.since))
    if filters.until:
        rows = rows.filter(filed_at__lt=midnight(filters.until + ONE_DAY))
    return rows.filter(matching(filters.text)) if filters.text.strip() else rows


def matching(text: str) -> Q:
    """Cases whose number ends so, whose customer is called or written so, or one of whose rolls begins so.

    Each part is looked up by its own index first, so that a rare word among many cases costs little.
    """
    words = " ".join(text.split())
    key = "".join(words.lower().split())
    customers = Customer.objects.filter(Q(name__contains=words) | Q(initials__startswith=key) | Q(pinyin__startswith=key))
    cards = CardLine.objects.filter(roll_no__startswith=words.upper()).values_list("card_id", flat=True)
    return (
        Q(number__in=_numbers_like(words))
        | Q(customer_id__in=list(customers.values_list("pk", flat=True)[:MOST_MATCHES]))
        | Q(card_id__in=list(cards[:MOST_MATCHES]))
    )


def _numbers_like(words: str) -> list[str]:
    """The numbers a person may mean: all of it, or the digits at its end in any year."""
    whole = words.upper()
    digits = whole.rsplit("-", 1)[-1]
    if not (digits.isdecimal() and digits.isascii() and len(digits) <= 8):
        return [whole]
    years = NumberSeries.objects.filter(prefix=CARD_PREFIX).values_list("year", flat=True)
    return [whole, *(f"{CARD_PREFIX}-{year}-{int(digits):04d}" for year in years)]


@dataclass(frozen=True)
class KeysetPage:
    """Rows of one page, newest first, and where the neighbours begin; None where there is none."""

    rows: list[Any]
    newer: int | None
    older: int | None


def keyset_page(
    rows: QuerySet[Any], *, older_than: int | None = None, newer_than: int | None = None, size: int = PAGE
) -> KeysetPage:
    """A page by key: as quick deep in the list as at its head, and nothing is shown twice when rows are added."""
    if newer_than is not None:
        found = list(rows.filter(pk__gt=newer_than).order_by("pk")[: size + 1])
        has_more, page = len(found) > size, found[:size][::-1]
        return KeysetPage(page, page[0].pk if has_more else None, page[-1].pk if page else None)
    ordered = rows.filter(pk__lt=older_than) if older_than is not None else rows
    found = list(ordered.order_by("-pk")[: size + 1])
    page = found[:size]
    newer = page[0].pk if page and older_than is not None else None
    return KeysetPage(page, newer, page[-1].pk if len(found) > size else None)


def counted(rows: QuerySet[Any]) -> str:
    """「213」, or 「1,000+」: counting on costs more than it tells."""
    number = rows.order_by()[: COUNTED_TO + 1].count()
    return f"{COUNTED_TO:,}+" if number > COUNTED_TO else f"{number:,}"


@dataclass(frozen=True)
class CaseRow:
    """One line of the list, as drawn."""

    number: str
    url: str
    customer: str
    fact: str
    state: str
    tier: str
    clerk: str
    filed_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    loss: str


def case_rows(cases: Sequence[Case], user: User) -> list[CaseRow]:
    """Lines of these cases with their reply clocks; the loss only where the person may see money."""
    replies = {
        row.case_id: row
        for row in Deadline.objects.filter(case__in=[case.pk for case in cases], kind=ClockKind.REPLY)
    }
    return [
        CaseRow(
            number=case.number,
            url=case.get_absolute_url(),
            customer=case.customer.name,
            fact=f"{case.machine} {case.card.product} · {case.defect}",
            state=case.get_state_display(),
            tier=case.tier,
            clerk=str(case.clerk),
            filed_at=case.filed_at,
            due_at=_shown_due(replies.get(case.pk)),
            done_at=replies[case.pk].acted_at if case.pk in replies else None,
            loss=money(case.direct_loss) if may_see_money(user, case) else "",
        )
        for case in cases
    ]


def _shown_due(reply: Deadline | None) -> datetime | None:
    """Nothing for a clock that ended without its act: a withdrawn card is not late."""
    return None if reply is None or reply.ended_at is not None else reply.due_at
