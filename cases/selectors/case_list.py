"""The list of cases: what the filters leave of what a person may see, a page at a time, counted no further than need be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from cases.models import CardLine, Case, CaseState, ClockKind, Customer, Deadline, NumberSeries
from cases.selectors.cards import CARD_PREFIX
from cases.selectors.visibility import sees_money, visible_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import ONE_DAY, midnight
from yibin_service.foundation.wording import money

PAGE = 50
COUNTED_TO = 1_000
MOST_MATCHES = 500
STATES = {value: str(label) for value, label in CaseState.choices}
COLUMNS = [
    "pk",
    "number",
    "customer__name",
    "machine__number",
    "card__product__name",
    "defect__name",
    "state",
    "tier",
    "clerk_id",
    "clerk__display_name",
    "filed_at",
    "direct_loss",
]


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
    """Keys of one page, newest first, and where the neighbours begin; None where there is none."""

    keys: list[int]
    newer: int | None
    older: int | None


def keyset_page(
    rows: QuerySet[Any], *, older_than: int | None = None, newer_than: int | None = None, size: int = PAGE
) -> KeysetPage:
    """A page by key: as quick deep in the list as at its head, and nothing is shown twice when rows are added."""
    if newer_than is not None:
        found = list(rows.filter(pk__gt=newer_than).order_by("pk").values_list("pk", flat=True)[: size + 1])
        has_more, keys = len(found) > size, found[:size][::-1]
        return KeysetPage(keys, keys[0] if has_more else None, keys[-1] if keys else None)
    ordered = rows.filter(pk__lt=older_than) if older_than is not None else rows
    found = list(ordered.order_by("-pk").values_list("pk", flat=True)[: size + 1])
    keys = found[:size]
    newer = keys[0] if keys and older_than is not None else None
    return KeysetPage(keys, newer, keys[-1] if len(found) > size else None)


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


def case_rows(keys: Sequence[int], user: User) -> list[CaseRow]:
    """Lines of these cases in this order, in one query; the loss only where the person may see money."""
    sees_all, sees_own = sees_money(user)
    found = {row["pk"]: row for row in Case.objects.filter(pk__in=keys).values(*COLUMNS, **reply_clock())}
    return [
        _drawn(row, sees_money=sees_all or (sees_own and row["clerk_id"] == user.pk))
        for key in keys
        if (row := found.get(key)) is not None
    ]


def reply_clock() -> dict[str, Any]:
    """End and act of the reply clock; nothing for one that ended without its act: a withdrawn card is not late."""
    clock = Deadline.objects.filter(case=OuterRef("pk"), kind=ClockKind.REPLY, ended_at=None).order_by()
    return {"due_at": Subquery(clock.values("due_at")[:1]), "done_at": Subquery(clock.values("acted_at")[:1])}


def _drawn(row: dict[str, Any], *, sees_money: bool) -> CaseRow:
    return CaseRow(
        number=row["number"],
        url=reverse("case", args=[row["number"]]),
        customer=row["customer__name"],
        fact=f"{row['machine__number']}号机 {row['card__product__name']} · {row['defect__name']}",
        state=STATES[row["state"]],
        tier=row["tier"],
        clerk=row["clerk__display_name"],
        filed_at=row["filed_at"],
        due_at=row["due_at"],
        done_at=row["done_at"],
        loss=money(row["direct_loss"]) if sees_money else "",
    )
