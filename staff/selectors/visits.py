"""Reads of 客户资料卡 and visits: what is due where, what was gathered, and its figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.models import Customer
from staff.models import Credit, CustomerProfile, CustomerVisit, NewProductWish, QualityVerdict
from staff.rules.field_work import visit_due
from staff.selectors.field_people import staff_rules
from yibin_service.foundation.regulation.clock import local_day

NO_REGION = "地区未填"
MOST_COMPETITORS = 8


def profile_of(customer: Customer) -> CustomerProfile | None:
    """The customer's card with its owner, products and contacts."""
    rows = CustomerProfile.objects.filter(customer=customer).select_related("owner__user", "customer")
    return rows.prefetch_related("products", "contacts").first()


@dataclass(frozen=True)
class DueVisit:
    """A customer to be visited, and by when."""

    profile: CustomerProfile
    due_on: date
    is_late: bool
    in_warranty: bool


def visits_due(profiles: Iterable[CustomerProfile], at: datetime) -> list[DueVisit]:
    """When each is to be visited again, the most pressing first."""
    p, today = staff_rules(at), local_day(at)
    rows = [
        DueVisit(
            profile=card,
            due_on=(due := visit_due(card.customer_class, card.last_visit_on or card.opened_on, p)),
            is_late=due < today,
            in_warranty=card.warranty_until is not None and card.warranty_until >= today,
        )
        for card in profiles
    ]
    return sorted(rows, key=lambda row: (row.due_on, row.profile.customer.name))


def active_profiles() -> QuerySet[CustomerProfile]:
    """The cards of customers in use."""
    return CustomerProfile.objects.filter(customer__is_active=True).select_related("customer", "owner__user")


def due_by_region(rows: Iterable[DueVisit]) -> list[tuple[str, list[DueVisit], int]]:
    """Region, its customers, how many of them are overdue: regions with the most overdue first."""
    regions: dict[str, list[DueVisit]] = defaultdict(list)
    for row in rows:
        regions[row.profile.customer.region or NO_REGION].append(row)
    told = [(region, found, sum(row.is_late for row in found)) for region, found in regions.items()]
    return sorted(told, key=lambda one: (-one[2], one[0]))


@dataclass(frozen=True)
class VisitFilter:
    """What a list of visits is narrowed to; empty is everything."""

    first: date
    last: date
    text: str = ""
    quality: str = ""
    credit: str = ""
    new_product: str = ""
    customer: int | None = None


def visits_like(asked: VisitFilter) -> QuerySet[CustomerVisit]:
    """Visits of the time, newest first; `text` in any of the gathered words."""
    rows = CustomerVisit.objects.filter(visited_on__range=(asked.first, asked.last)).select_related("customer", "by")
    for name in ("quality", "credit", "new_product", "customer"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.text:
        found = Q(customer__name__icontains=asked.text) | Q(competitor__icontains=asked.text)
        for name in ("quality_text", "problems", "needs", "competitor_text", "new_product_text"):
            found |= Q(**{f"{name}__icontains": asked.text})
        rows = rows.filter(found)
    return rows.order_by("-visited_on", "-id")


def figures_of(rows: QuerySet[CustomerVisit]) -> list[dict[str, Any]]:
    """Four charts of the very visits listed: quality, credit, competitors met, wish for new products."""
    named = rows.exclude(competitor="").order_by().values_list("competitor").annotate(number=Count("id"))
    competitors = Counter(dict(named)).most_common(MOST_COMPETITORS)
    return [
        _bars("quality", "质量反映", QualityVerdict.choices, _counted(rows, "quality")),
        _bars("credit", "客户信用", Credit.choices, _counted(rows, "credit")),
        _bars("competitor", "遇到的竞争厂家", [(name, name) for name, _ in competitors], dict(competitors)),
        _bars("new-product", "新产品意向", NewProductWish.choices, _counted(rows, "new_product")),
    ]


def _counted(rows: QuerySet[CustomerVisit], field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(number=Count("id")))


def _bars(key: str, title: str, choices: Iterable[tuple[Any, Any]], counts: dict[str, int]) -> dict[str, Any]:
    """A chart's data; `table` are the same figures for reading."""
    table = [(str(label), counts.get(code, 0)) for code, label in choices]
    return {
        "id": f"visits-{key}",
        "title": title,
        "table": table,
        "data": {
            "names": [label for label, _ in table],
            "values": [number for _, number in table],
            "labels": [f"{number}次" for _, number in table],
        },
        "sentence": f"{title}：" + "，".join(f"{label} {number}次" for label, number in table if number),
    }


def customers_with_cards(customers: Iterable[Customer]) -> set[int]:
    """Which of these customers have a card."""
    keys = [customer.pk for customer in customers]
    return set(CustomerProfile.objects.filter(customer__in=keys).values_list("customer_id", flat=True))


def usual_first(last: date) -> date:
    """The first day a list of visits begins with unless told: a quarter back."""
    return last - timedelta(days=90)
